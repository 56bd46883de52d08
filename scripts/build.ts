import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { dialects } from '../src/dialects/index.js'
import { publishedPermissionSchema } from '../src/permissions/published-schema.js'
import { projectSchema, publishedSchema } from '../src/scene/schema.js'
import { writeActions } from './actions.js'
import { buildMswBundle, mswInputs } from './bundle-msw.js'
import { declare } from './declarations.js'
import { noticesFor } from './notices.js'
import { packageFields, programs, subpaths } from './subpaths.js'
import { transpile } from './transpile.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Imported where the user's project has them, never bundled. */
const peers = ['vitest', '@jest/globals']

const manifestFile = join(root, 'package.json')
const manifest = JSON.parse(await readFile(manifestFile, 'utf8'))
const fields = packageFields()
if (process.argv.includes('--write-exports')) {
  Object.assign(manifest, fields)
  await writeFile(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
}
for (const [name, value] of Object.entries(fields))
  if (!isDeepStrictEqual(manifest[name], value))
    throw new Error(
      `\`${name}\` of package.json is not what scripts/subpaths.ts says: run \`npm run build -- --write-exports\``,
    )

// Written beside and moved at the end: whoever reads `dist` meanwhile finds a whole one.
const target = join(root, `.cache/dist.${process.pid}`)
try {
  await buildMswBundle()
  const sources = Object.values(subpaths)
  const compiled = [...sources, ...Object.values(programs)]
  const inputs = await transpile(root, target, compiled, [...Object.keys(manifest.dependencies), ...peers])
  await declare(root, target, sources)
  writeActions(join(target, 'actions.json'))
  for (const [name, schema] of [
    ['schema.json', publishedSchema(projectSchema)] as const,
    ['permission-tests.schema.json', publishedPermissionSchema(Object.values(dialects))] as const,
  ])
    await writeFile(join(target, name), `${JSON.stringify(schema, null, 2)}\n`)
  const bundled = [...inputs, ...(JSON.parse(await readFile(mswInputs, 'utf8')) as string[])]
  await writeFile(join(target, 'THIRD-PARTY-NOTICES.md'), await noticesFor(root, bundled))
  // npm sets it at installing; in a checkout, npx and links run the file as it is
  for (const source of Object.values(programs)) await chmod(join(target, 'cjs', source.replace(/\.ts$/, '.js')), 0o755)
  await rm(join(root, 'dist'), { recursive: true, force: true })
  await rename(target, join(root, 'dist'))
} finally {
  for (const rest of [target, `${target}.declarations`]) await rm(rest, { recursive: true, force: true })
}
