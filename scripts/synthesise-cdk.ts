import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes the templates of `fixtures/sources/cdk/app.mjs` anew, in a directory of its own: CDK has 180 MB. */
const versions = ['aws-cdk-lib@2.276.0', 'constructs@10']
const fixtures = join(import.meta.dirname, '../fixtures/sources/cdk')
const directory = mkdtempSync(join(tmpdir(), 'cdk-'))
const run = (name: string, parameters: readonly string[], env: NodeJS.ProcessEnv = process.env): void =>
  void execFileSync(name, parameters, { cwd: directory, env, stdio: 'inherit' })

try {
  writeFileSync(join(directory, 'package.json'), '{ "private": true }')
  run('npm', ['install', '--no-audit', '--no-fund', ...versions])
  copyFileSync(join(fixtures, 'app.mjs'), join(directory, 'app.mjs'))
  run('node', ['app.mjs'], { ...process.env, CDK_OUTDIR: join(directory, 'out') })
  for (const stack of ['Api', 'Storage']) {
    const name = `${stack}.template.json`
    writeFileSync(join(fixtures, name), readFileSync(join(directory, 'out', name)))
  }
} finally {
  rmSync(directory, { recursive: true })
}
