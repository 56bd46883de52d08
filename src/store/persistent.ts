import imported from 'sorted-btree'
import importedDiff from 'sorted-btree/extended/diffAgainst.js'

/** One replaceable value: what a world holds, and what a store or a registry reads and writes. */
export interface Cell<T> {
  value: T
}

/** An immutable sorted map. `with` and `without` make new ones that share all untouched nodes. */
export interface SortedTree<K, V> {
  readonly size: number
  get(key: K): V | undefined
  /** In order, from the first key that is not below `from`; finding it costs the logarithm of the size. */
  entries(from?: K): IterableIterator<[K, V]>
  values(from?: K): IterableIterator<V>
  /** `true`: an existing key takes the value. */
  with(key: K, value: V, overwrite: true): SortedTree<K, V>
  without(key: K): SortedTree<K, V>
}

type TreeConstructor = new <K, V>(entries: undefined, compare: (a: K, b: K) => number) => SortedTree<K, V>

// The package is CommonJS: Node hands over its exports object, a loader that interoperates hands over the class.
const SortedBTree = (typeof imported === 'function' ? imported : imported.default) as unknown as TreeConstructor

export const emptyTree = <K, V>(compare: (a: K, b: K) => number): SortedTree<K, V> =>
  new SortedBTree<K, V>(undefined, compare)

/** A tree that is changed in place, for as long as nobody else has it: filling one is ten times as fast as `with`. */
export interface GrowingTree<K, V> extends SortedTree<K, V> {
  set(key: K, value: V): unknown
  delete(key: K): unknown
}

export const growingTree = <K, V>(compare: (a: K, b: K) => number): GrowingTree<K, V> =>
  emptyTree<K, V>(compare) as GrowingTree<K, V>

type DiffAgainst = <K, V>(
  a: SortedTree<K, V>,
  b: SortedTree<K, V>,
  onlyA: (key: K, value: V) => void,
  onlyB: (key: K, value: V) => void,
  different: (key: K, valueA: V, valueB: V) => void,
) => void

const diffAgainst = (
  typeof importedDiff === 'function' ? importedDiff : (importedDiff as { default: unknown }).default
) as DiffAgainst

// UTF-16 puts surrogates (code points from U+10000) below U+E000..U+FFFF; by code point they stand above.
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** Orders texts by code point, which is the byte order of their UTF-8: the order of S3's lists. */
export const compareTexts = (a: string, b: string): number => {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return left < 0xd800 || right < 0xd800 ? left - right : rank(left) - rank(right)
  }
  return a.length - b.length
}

/** The lowest text above all texts that begin with `prefix`; undefined when there is none. */
export const pastPrefix = (prefix: string): string | undefined => {
  for (let end = prefix.length; end > 0; end--) {
    const unit = prefix.charCodeAt(end - 1)
    // 0xdfff has the highest rank: nothing stands above it at this place.
    if (unit === 0xdfff) continue
    const next = unit === 0xd7ff ? 0xe000 : unit === 0xffff ? 0xd800 : unit + 1
    return prefix.slice(0, end - 1) + String.fromCharCode(next)
  }
  return undefined
}

type Changed<K, V> = (key: K, value: V | undefined, old: V | undefined) => void

/** Text trees that are no trees of their own: both are gone through in order. */
const walkChanges = <V>(
  before: SortedTree<string, V>,
  after: SortedTree<string, V>,
  changed: Changed<string, V>,
): void => {
  const [olds, news] = [before.entries(), after.entries()]
  let [old, now] = [olds.next(), news.next()]
  while (!old.done || !now.done) {
    const order = old.done ? 1 : now.done ? -1 : compareTexts(old.value[0], now.value[0])
    if (order < 0) changed(old.value[0], undefined, old.value[1])
    else if (order > 0) changed(now.value[0], now.value[1], undefined)
    else if (old.value[1] !== now.value[1]) changed(now.value[0], now.value[1], old.value[1])
    if (order <= 0) old = olds.next()
    if (order >= 0) now = news.next()
  }
}

/** Tells what `after` has otherwise than `before`, without looking at what two trees share. */
export const eachChange = <K, V>(before: SortedTree<K, V>, after: SortedTree<K, V>, changed: Changed<K, V>): void => {
  if (before === after) return
  if (!(before instanceof SortedBTree && after instanceof SortedBTree)) {
    type Texts = SortedTree<string, V>
    walkChanges(before as unknown as Texts, after as unknown as Texts, changed as unknown as Changed<string, V>)
    return
  }
  diffAgainst(
    before as SortedTree<K, V>,
    after as SortedTree<K, V>,
    (key, old) => changed(key, undefined, old),
    (key, value) => changed(key, value, undefined),
    (key, old, value) => changed(key, value, old),
  )
}
