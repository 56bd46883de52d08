import type { RegistryState } from '../auth/registry-state.js'
import type { StoreState } from '../store/state.js'

/** What of a world is kept: clock, faults and listeners end with their process. */
export interface KeptState {
  readonly store: StoreState
  readonly registry: RegistryState
  /** Key ids by the names that `as` takes. */
  readonly names: ReadonlyMap<string, string>
  /** How many ids of a kind were drawn. */
  readonly ids: Readonly<Record<string, number>>
}

/** Buckets that are there, or deleted ones whose names are kept. */
export type Shelf = 'buckets' | 'deleted'
/** Trees of one bucket. */
export type BucketTree = 'objects' | 'deleted' | 'ours' | 'theirs'
export type RegistryTree = keyof RegistryState

/** Indexes of the old list that stand for what did not change: from, and up to but not including. */
export type Span = readonly [from: number, end: number]

/** One change, as JSON. Keys of trees are texts; a value that is left out is gone. */
export type Change =
  | { readonly o: 'bucket'; readonly shelf: Shelf; readonly name: string; readonly v?: unknown }
  | {
      readonly o: 'versions'
      readonly shelf: Shelf
      readonly name: string
      readonly tree: BucketTree
      readonly key: string
      /** Records, and spans of the versions that the key had before. */
      readonly v?: readonly (unknown | { readonly span: Span })[]
    }
  | {
      readonly o: 'uploads'
      readonly shelf: Shelf
      readonly name: string
      readonly key: string
      /** Without their parts: those stay as they are. */
      readonly v?: readonly unknown[]
    }
  | {
      readonly o: 'part'
      readonly shelf: Shelf
      readonly name: string
      readonly key: string
      readonly upload: string
      readonly v: unknown
    }
  | { readonly o: 'registry'; readonly tree: RegistryTree; readonly key: string; readonly v?: unknown }
  | { readonly o: 'names'; readonly v: readonly (readonly [string, string])[] }
  | { readonly o: 'ids'; readonly v: Readonly<Record<string, number>> }
  | { readonly o: 'stamp'; readonly v: string }
