import { isIP } from 'node:net'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import { suggestName } from '../policy/suggest-name.js'
import { isBucketName } from '../s3/bucket/bucket-name.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { Scene, SceneBucket, SceneKey, SceneObject } from './types.js'

/** Callers that every mock has: no key of a scene may take their names. */
const takenNames = ['anonymous', 'admin']

const bucketsOf = ({ buckets = {}, accounts = {} }: Scene): Map<string, SceneBucket> =>
  new Map([
    ...Object.entries(buckets),
    ...Object.values(accounts).flatMap(account => Object.entries(account.buckets ?? {})),
  ])

/**
 * Refuses what the service could not hold, though the schema takes it: a test on such a name would be denied, or
 * found missing, for ever. Throws a SceneError with the member's path.
 */
export const checkNames = (scene: Scene, dialect: DialectDefinition, origin: SceneOrigin): void => {
  const refuse = (at: readonly string[], fault: string, part?: 'name'): never => {
    throw new SceneError(at, fault, origin, part)
  }
  const buckets = bucketsOf(scene)

  const checkObject = (key: string, object: SceneObject, at: readonly string[]): void => {
    if (key === '') refuse(at, 'is no key: a key has at least one character', 'name')
    if (Buffer.byteLength(key) > dialect.limits.keyBytes)
      refuse(at, `is longer than ${dialect.limits.keyBytes} bytes`, 'name')
    if (typeof object !== 'object' || ArrayBuffer.isView(object)) return
    const { base64, storageClass } = object as Exclude<SceneObject, string | Uint8Array>
    if (base64 !== undefined && (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))) {
      refuse([...at, 'base64'], 'is not base64')
    }
    const classes = dialect.storageClasses
    if (storageClass !== undefined && !classes.includes(storageClass)) {
      refuse([...at, 'storageClass'], `is \`${storageClass}\`; ${suggestName(storageClass, classes)}`)
    }
  }

  const checkKey = (name: string, key: SceneKey, at: readonly string[]): void => {
    if (takenNames.includes(name)) refuse(at, `is no name for a key: \`${name}\` has a meaning of its own`, 'name')
    if (key.id !== undefined && !/^\w{1,128}$/.test(key.id)) {
      refuse([...at, 'id'], `is \`${key.id}\`: an access key id is of letters, digits and _ only`)
    }
    for (const bucket of Object.keys(key.roles ?? {})) {
      if (bucket === '*' || buckets.has(bucket)) continue
      refuse([...at, 'roles', bucket], `is no bucket of the scene; ${suggestName(bucket, [...buckets.keys()])}`, 'name')
    }
  }

  if (scene.ip !== undefined && isIP(scene.ip) === 0) refuse(['ip'], `is no IP address: \`${scene.ip}\``)
  for (const list of ['endpoints', 'passthrough'] as const) {
    for (const [index, host] of (scene[list] ?? []).entries()) {
      if (/[/\s]/.test(host))
        refuse([list, String(index)], `is \`${host}\`: write the host alone, with its port: localhost:9000`)
    }
  }
  for (const [name, { objects = {} }] of buckets) {
    const at = ['buckets', name]
    // examples call a bucket `b`: the service wants three characters, and refuses a shorter name at CreateBucket only
    if (!isBucketName(name) && !/^[a-z0-9]{1,2}$/.test(name))
      refuse(at, 'is no name for a bucket: it has 3 to 63 of a-z, 0-9, - and ., a letter or digit at both ends', 'name')
    for (const [key, object] of Object.entries(objects)) checkObject(key, object, [...at, 'objects', key])
  }
  for (const section of ['keys', 'users', 'serviceAccounts'] as const) {
    for (const [name, key] of Object.entries(scene[section] ?? {})) checkKey(name, key as SceneKey, [section, name])
  }
}
