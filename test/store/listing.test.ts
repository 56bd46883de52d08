import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listObjects } from '../../src/store/listing.js'
import { compareTexts, emptyTree, type SortedTree } from '../../src/store/persistent.js'
import type { Versions } from '../../src/store/state.js'
import type { ListPage, ListRequest, ObjectRecord } from '../../src/store/types.js'
import { newObject, put, setup } from './setup.js'

const record = (key: string): ObjectRecord => ({
  ...newObject(),
  key,
  versionId: 'null',
  deleteMarker: false,
  modified: 0,
})

const treeOf = (keys: Iterable<string>, compare = compareTexts): SortedTree<string, Versions> => {
  let tree: SortedTree<string, Versions> = emptyTree(compare)
  for (const key of keys) tree = tree.with(key, [record(key)], true)
  return tree
}

const names = (page: ListPage): string[] =>
  page.entries.map(entry => ('prefix' in entry ? `${entry.prefix}…` : entry.object.key))

const list = (keys: readonly string[], request: Partial<ListRequest>) =>
  listObjects(treeOf(keys), { limit: 1000, ...request })

/** What the documentation says, word by word and without any cleverness. */
const expected = (keys: readonly string[], prefix: string, delimiter: string): string[] => {
  const sorted = [...new Set(keys)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const all = sorted
    .filter(key => key.startsWith(prefix))
    .map(key => {
      const end = delimiter === '' ? -1 : key.slice(prefix.length).indexOf(delimiter)
      return end < 0 ? key : `${key.slice(0, prefix.length + end + delimiter.length)}…`
    })
  return [...new Set(all)]
}

const segment = fc.oneof(
  fc.constantFrom('a', 'b', '/', '//', '-', '\u{1F600}', '\uFF5E', '+', '%2F', '.', '..'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
)
const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map(parts => parts.join(''))

test('pages of any size together are the full list', () => {
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 40 }),
      fc.constantFrom('', 'a', 'a/', '/', '\u{1F600}'),
      fc.constantFrom('', '/', '//', 'b', '-', '\u{1F600}'),
      fc.integer({ min: 1, max: 7 }),
      (keys, prefix, delimiter, limit) => {
        const tree = treeOf(keys)
        const found: string[] = []
        let after: string | undefined
        do {
          const page = listObjects(tree, { prefix, delimiter, limit, after })
          expect(page.entries.length).toBeLessThanOrEqual(limit)
          expect(page.truncated).toBe(page.next !== undefined)
          found.push(...names(page))
          after = page.next
        } while (after !== undefined)
        expect(found).toEqual(expected(keys, prefix, delimiter))
      },
    ),
    { numRuns: 1000 },
  )
})

test('a list that starts after any text holds the keys and groups that have keys after it', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 30 }), key, fc.constantFrom('', '/'), (keys, after, delimiter) => {
      const later = keys.filter(each => Buffer.compare(Buffer.from(each), Buffer.from(after)) > 0)
      const groups = expected(later, '', delimiter).filter(each => each !== `${after}…`)
      expect(names(list(keys, { after, delimiter }))).toEqual(groups)
    }),
    { numRuns: 1000 },
  )
})

const photos = ['index.html', 'photos/1.png', 'photos/2.png', 'photos/old/3.png', 'readme']

test('groups keys below the delimiter among the others', () => {
  expect(names(list(photos, { delimiter: '/' }))).toEqual(['index.html', 'photos/…', 'readme'])
  expect(names(list(photos, { delimiter: '/', prefix: 'photos/' }))).toEqual([
    'photos/1.png',
    'photos/2.png',
    'photos/old/…',
  ])
  expect(names(list(photos, { delimiter: 'png' }))).toEqual([
    'index.html',
    'photos/1.png…',
    'photos/2.png…',
    'photos/old/3.png…',
    'readme',
  ])
})

test('a start inside a group keeps the group while keys of it follow', () => {
  expect(names(list(photos, { delimiter: '/', after: 'photos/1.png' }))).toEqual(['photos/…', 'readme'])
  expect(names(list(photos, { delimiter: '/', after: 'photos/old/3.png' }))).toEqual(['readme'])
})

test('a marker that is a common prefix skips its group', () => {
  expect(names(list(photos, { delimiter: '/', after: 'photos/' }))).toEqual(['readme'])
  expect(names(list(photos, { after: 'photos/' }))).toEqual(photos.slice(1))
})

test('a marker that is the prefix of the list does not hide what lies below it', () => {
  expect(names(list(['d/', 'd/a', 'd/b/c'], { delimiter: '/', prefix: 'd/', after: 'd/' }))).toEqual(['d/a', 'd/b/…'])
})

test('a marker before the prefix leaves nothing out, one behind it leaves everything out', () => {
  expect(names(list(photos, { prefix: 'photos/', after: 'a' }))).toHaveLength(3)
  expect(names(list(photos, { prefix: 'photos/', after: 'q' }))).toEqual([])
})

test('a page of no keys is empty and not truncated', () => {
  expect(list(photos, { limit: 0 })).toEqual({ entries: [], truncated: false })
})

test('a page that holds the last key exactly is not truncated', () => {
  expect(list(photos, { limit: 5 }).truncated).toBe(false)
  expect(list(photos, { limit: 4 })).toMatchObject({ truncated: true, next: 'photos/old/3.png' })
})

test('deleted keys, and groups that have no others, are not listed', () => {
  const { store } = setup({ versioning: 'Enabled' })
  for (const each of ['a/1', 'a/2', 'b', 'c/1', 'd']) put(store, each)
  for (const each of ['a/1', 'a/2', 'b']) store.remove({ Bucket: 'b', Key: each })

  expect(names(store.list('b', { limit: 1, delimiter: '/' }))).toEqual(['c/…'])
  expect(names(store.list('b', { limit: 9, delimiter: '/' }))).toEqual(['c/…', 'd'])
})

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `k/${String(index).padStart(6, '0')}`)

interface Growing extends SortedTree<string, Versions> {
  /** Writes in place: what sorted-btree has and a sorted tree hides. */
  set(key: string, value: Versions): void
}

/** A tree of a million keys in one group and 50 keys behind it, and how often a use of it compares keys. */
const large = () => {
  let comparisons = 0
  const tree = emptyTree<string, Versions>((a, b) => {
    comparisons += 1
    return compareTexts(a, b)
  }) as Growing
  const versions = [record('any')]
  for (const each of [...numbered(1_000_000), ...numbered(50).map(key => `l${key}`)]) tree.set(each, versions)
  const count = (use: () => unknown): number => {
    comparisons = 0
    use()
    return comparisons
  }
  return { tree, count }
}

test('pages, jumps over a group and writes cost one path through a tree of a million keys', { timeout: 60_000 }, () => {
  const { tree, count } = large()

  const page = count(() => expect(listObjects(tree, { limit: 1000, after: 'k/500000' }).entries).toHaveLength(1000))
  const jump = count(() => expect(names(listObjects(tree, { limit: 9, delimiter: '/' }))).toEqual(['k/…', 'lk/…']))
  const write = count(() => expect(tree.with('k/500000', [record('k/500000')], true).size).toBe(1_000_050))
  const removal = count(() => expect(tree.without('k/500000').size).toBe(1_000_049))

  console.log(`comparisons among 1,000,050 keys: page ${page}, jumps ${jump}, write ${write}, removal ${removal}`)
  expect(page).toBeLessThanOrEqual(25)
  expect(jump).toBeLessThanOrEqual(60)
  expect(write).toBeLessThanOrEqual(25)
  expect(removal).toBeLessThanOrEqual(60)
  expect(tree.get('k/500000')).toBeDefined()
})
