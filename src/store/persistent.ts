import imported from 'sorted-btree'

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
