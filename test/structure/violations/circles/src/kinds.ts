import type { StoredRecord } from './records.js'

export interface Kind {
  readonly of: StoredRecord
}
