import type { Kind } from './kinds.js'

export interface StoredRecord {
  readonly kind: Kind
}
