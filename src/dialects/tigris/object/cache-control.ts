import { settingsOf } from '../bucket/bucket-settings.js'
import { withMembers } from '../with-members.js'

// Source: https://www.tigrisdata.com/docs/objects/caching/

const cachedKinds = /^(?:font|image|video|audio)\//
const cachedTypes: readonly string[] = [
  'text/css',
  'text/ecmascript',
  'text/javascript',
  'application/ecmascript',
  'application/javascript',
  'application/pdf',
  'application/postscript',
]

const isCached = (type: string): boolean => {
  const [plain = ''] = type.split(';')
  return cachedKinds.test(plain) || cachedTypes.includes(plain.trim())
}

/** What a read tells of an object that says nothing of caching: the bucket's word, or in public buckets the service's. */
export const readDefaults = withMembers(
  {},
  {
    own: ({ Bucket }, { store }) => {
      const bucket = store.requireBucket(Bucket)
      return { ...settingsOf(bucket), isPublic: bucket.public }
    },
    answer: (answer, { cacheControl, nosniff, isPublic }) => {
      const { headers = {} } = answer
      const usual = isPublic && isCached(String(headers['Content-Type'])) ? 'public, max-age=3600' : undefined
      return {
        ...answer,
        headers: {
          ...headers,
          'Cache-Control': headers['Cache-Control'] ?? cacheControl ?? usual,
          'X-Content-Type-Options': nosniff ? 'nosniff' : undefined,
        },
      }
    },
  },
)
