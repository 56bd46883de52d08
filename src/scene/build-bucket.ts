import type { DialectDefinition } from '../contract/dialect-definition.js'
import { isPublicPolicy } from '../policy/public-access.js'
import type { Policy } from '../policy/types.js'
import type { BucketRecord, PublicAccessBlock } from '../store/types.js'
import { type Build, keyNamed, type Place, rootArnOf } from './build-host.js'
import { tagList, toObject } from './objects.js'
import { SceneError } from './scene-error.js'
import type { SceneBucket } from './types.js'

/** Makes a bucket of the scene with its objects. */
export const addBucket = (build: Build, place: Place, name: string, bucket: SceneBucket): void => {
  const { world, dialect, origin, policies } = build
  const { account } = place
  const at = [...place.at, 'buckets', name]
  const creator = creatorOf(build, { ...place, at: [...at, 'owner'] }, bucket)
  if (bucket.policy !== undefined && !dialect.features.has('bucket-policies')) {
    throw new SceneError([...at, 'policy'], `is not for dialect \`${dialect.name}\`: it has no bucket policies`, origin)
  }
  if (bucket.versioning !== undefined && !dialect.features.has('versioning')) {
    throw new SceneError([...at, 'versioning'], `is not for dialect \`${dialect.name}\`: it has no versioning`, origin)
  }
  if (world.store.bucket(name) !== undefined)
    throw new SceneError(at, 'is a bucket of another account too: names of buckets are unique', origin)
  const owner = world.registry.account(account)?.canonicalId ?? dialect.identity.canonicalId(account)
  const policy = bucket.policy === undefined ? undefined : policies.parseBucketPolicy(bucket.policy, [...at, 'policy'])
  world.store.createBucket({
    name,
    account,
    owner,
    ...accessSettings(bucket, policy, dialect),
    creator,
    region: bucket.region ?? dialect.region,
    ...(bucket.region !== undefined && { regional: true as const }),
    acl: { canned: bucket.public ? 'public-read' : 'private', grants: [] },
    public: bucket.public ?? false,
    settings: bucket.tags === undefined ? {} : { tagging: tagList(bucket.tags) },
    ...(bucket.versioning && { versioning: bucket.versioning }),
    ...(bucket.snapshots && { versioning: 'Enabled' as const }),
    ...(policy && { policy }),
  })
  for (const [key, object] of Object.entries(bucket.objects ?? {})) {
    const made = toObject(object, [...at, 'objects', key], build, owner)
    const acl = { canned: 'public-read', grants: [] }
    world.store.put(
      { Bucket: name, Key: key },
      bucket.public && dialect.publicHosts.length === 0 ? { ...made, acl } : made,
    )
  }
}

const blocksNothing: PublicAccessBlock = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
}

/** As the service makes buckets now, unless the scene says that the bucket is open. */
const accessSettings = (
  bucket: SceneBucket,
  policy: Policy | undefined,
  { newBuckets: { objectOwnership, publicAccessBlock } }: DialectDefinition,
): Pick<BucketRecord, 'ownership' | 'publicAccessBlock'> => {
  const made = objectOwnership && (bucket.public ? 'ObjectWriter' : objectOwnership)
  const { ownership = made, publicAccessBlock: blocked } = bucket
  const open = bucket.public === true || (policy !== undefined && isPublicPolicy(policy))
  return {
    ...(ownership !== undefined && ownership !== 'none' && { ownership }),
    ...(blocked === undefined && !open && publicAccessBlock && { publicAccessBlock }),
    ...(blocked !== undefined && blocked !== 'none' && { publicAccessBlock: { ...blocksNothing, ...blocked } }),
  }
}

const creatorOf = (build: Build, place: Place, { owner }: SceneBucket): string => {
  if (owner === undefined) return rootArnOf(build.dialect, place.account)
  const { registry } = build.world
  const key = registry.key(keyNamed(build, place, owner))!
  return registry.identity(key.account, key.identity)!.arn
}
