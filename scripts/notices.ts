import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly author?: string | { readonly name: string }
}

const permitted = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']

/** Package directories of the files that went into a bundle. */
const packagesOf = (inputs: readonly string[]): string[] => [
  ...new Set(inputs.flatMap(input => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [])),
]

const noticeOf = async (directory: string): Promise<string> => {
  const manifest: Manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'))
  if (!permitted.includes(manifest.license))
    throw new Error(`${manifest.name} is bundled, and its licence \`${manifest.license}\` is not on the list`)
  const file = (await readdir(directory)).find(name => /^licen[cs]e/i.test(name))
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author
  const text = file
    ? (await readFile(join(directory, file), 'utf8')).trim()
    : `Licensed under ${manifest.license}${author ? `, by ${author}` : ''}.`
  return `## ${manifest.name} ${manifest.version}\n\n${text}\n`
}

/** The licences of all bundled packages, as one text. Fails for a licence that was not considered. */
export const noticesFor = async (root: string, inputs: readonly string[]): Promise<string> => {
  const directories = packagesOf(inputs).map(directory => join(root, directory))
  const notices = await Promise.all(directories.sort().map(noticeOf))
  return ['# Software bundled with tigris-mock\n', ...notices].join('\n')
}
