export type Service = 's3' | 'iam' | 'sts'

export type ProtocolName = 'rest-xml' | 'query' | 'json' | 'html'

/** Where a request goes, before its operation is known. */
export interface Located {
  readonly service: Service
  readonly protocol: ProtocolName
  /** Decoded; for virtual-hosted requests taken from the host. */
  readonly bucket?: string
  /** Decoded once, never normalised: `a/../b` stays. */
  readonly key?: string
  /** That the host names. */
  readonly region?: string
  /** The host is the bucket's own domain. */
  readonly domain?: true
  /** Segments of the path, decoded, where the service has neither buckets nor actions there. */
  readonly segments?: readonly string[]
}
