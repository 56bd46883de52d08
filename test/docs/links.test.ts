import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { documentsIn, pages, root, textOf } from './pages.js'

const documents = [...pages, ...documentsIn('docs/decisions')]

const withoutBlocks = (page: string): string => textOf(page).replace(/^\s*```[\s\S]*?^\s*```$/gm, '')

const targetsOf = (page: string): string[] =>
  [
    ...withoutBlocks(page)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target]) => target!)

/** Names of headings as the web site of the repository writes them. */
const anchorsOf = (page: string): string[] =>
  [...withoutBlocks(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

const isBroken = (page: string, target: string): boolean => {
  if (/^https?:/.test(target)) return false
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, file))) return true
  return anchor !== undefined && !anchorsOf(file).includes(anchor)
}

test('links between pages lead to files and headings that exist', () => {
  const broken = documents.flatMap(page =>
    targetsOf(page)
      .filter(to => isBroken(page, to))
      .map(to => `${page}: ${to}`),
  )

  expect(broken).toEqual([])
})

test('every page is linked from the index of the documentation', () => {
  const index = targetsOf('docs/README.md').map(target => join('docs', target.split('#')[0]!))
  const unlinked = pages.filter(page => page.startsWith('docs/') && page !== 'docs/README.md' && !index.includes(page))

  expect(unlinked).toEqual([])
})
