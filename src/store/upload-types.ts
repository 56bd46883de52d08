import type { Instant } from '../contract/host.js'
import type { Blob, ChecksumAlgorithm, NewObject } from './types.js'

export interface UploadRecord {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly initiated: Instant
  readonly initiator: string
  /** What CreateMultipartUpload was told; the completed object takes it. */
  readonly object: Omit<NewObject, 'blob' | 'etag' | 'parts'>
  readonly checksumAlgorithm?: ChecksumAlgorithm
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  /** In ascending order of number. */
  readonly parts: ReadonlyMap<number, PartRecord>
}

export interface PartRecord {
  readonly number: number
  readonly blob: Blob
  readonly etag: string
  readonly modified: Instant
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>
}
