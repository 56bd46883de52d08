import type { BucketRecord } from '../../../store/types.js'

/** Settings of a bucket that only Tigris has, under their names among the bucket's settings. */
export interface TigrisSettings {
  readonly objectAcls?: boolean
  readonly publicListing?: boolean
  /** Region codes with commas between them; empty: everywhere. */
  readonly regions?: string
  readonly storageClass?: string
  readonly softDelete?: { readonly days: number }
  readonly cacheControl?: string
  readonly customDomain?: string
  readonly isProtected?: boolean
  readonly nosniff?: boolean
  readonly notifications?: Readonly<Record<string, unknown>>
  readonly shadow?: Readonly<Record<string, unknown>>
  readonly shares?: readonly Readonly<Record<string, unknown>>[]
}

export const settingsOf = ({ settings }: BucketRecord): TigrisSettings => settings as TigrisSettings
