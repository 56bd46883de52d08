import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document, query } from '../../protocol/readers.js'
import type { Shape } from '../../protocol/shapes.js'
import type { Store } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { changeSetting, settingIgnores, settingOf } from '../bucket-settings.js'
import { positionOf, tokenOf } from '../listing/continuation-token.js'
import {
  analyticsConfiguration,
  type Configuration,
  intelligentTieringConfiguration,
  inventoryConfiguration,
  metricsConfiguration,
} from './configuration-shapes.js'

type Stored = Readonly<Record<string, Configuration>>

/** A kind of configuration of which a bucket has several, each with an id. */
interface Kind {
  /** As operations and elements name it: `Metrics`. */
  readonly noun: 'Analytics' | 'IntelligentTiering' | 'Inventory' | 'Metrics'
  readonly subResource: string
  readonly shape: Shape<Configuration>
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketMetricsConfigurations.html */
const pageLength = 100

const storedOf = (store: Store, Bucket: string, noun: string): Stored => settingOf<Stored>(store, Bucket, noun) ?? {}

const found = (stored: Stored, id: string): Configuration =>
  Object.hasOwn(stored, id) ? stored[id]! : fail('NoSuchConfiguration')

const pageOf = (stored: Stored, after: string | undefined) => {
  const following = Object.keys(stored)
    .sort()
    .filter(id => after === undefined || id > after)
  const ids = following.slice(0, pageLength)
  const truncated = ids.length < following.length
  return { configurations: ids.map(id => stored[id]!), next: truncated ? ids.at(-1) : undefined }
}

const entriesOf = ({ noun, subResource, shape }: Kind): readonly Operation[] => {
  const element = `${noun}Configuration`
  const [get, put] = [`s3:Get${element}`, `s3:Put${element}`]
  const named = { Bucket: bucket, Id: query('id').required }
  return [
    defineOperation({
      name: `GetBucket${element}`,
      http: `GET /{Bucket}?${subResource}`,
      actions: [get],
      read: named,
      ignores: settingIgnores,
      allow: input => [need(get, bucketArn(input))],
      run: ({ Bucket, Id }, { store }) => found(storedOf(store, Bucket, subResource), Id),
      write: configuration => ({ root: element, tree: shape.write(configuration) as Record<string, unknown> }),
    }),
    defineOperation({
      name: `PutBucket${element}`,
      http: `PUT /{Bucket}?${subResource}`,
      body: 'document',
      actions: [put],
      read: { ...named, [element]: document(element, shape) },
      ignores: settingIgnores,
      allow: input => [need(put, bucketArn(input))],
      run: (input, { store }) => {
        const { Bucket, Id } = input
        const given = (input as Record<string, unknown>)[element] as Configuration
        if (given.Id !== Id) fail('MalformedXML')
        changeSetting(store, Bucket, subResource, { ...storedOf(store, Bucket, subResource), [Id]: given })
      },
      write: () => ({ status: 204 }),
    }),
    defineOperation({
      name: `DeleteBucket${element}`,
      http: `DELETE /{Bucket}?${subResource}`,
      actions: [put],
      read: named,
      ignores: settingIgnores,
      allow: input => [need(put, bucketArn(input))],
      run: ({ Bucket, Id }, { store }) => {
        const stored = storedOf(store, Bucket, subResource)
        found(stored, Id)
        const { [Id]: _, ...rest } = stored
        changeSetting(store, Bucket, subResource, rest)
      },
      write: () => ({ status: 204 }),
    }),
    defineOperation({
      name: `ListBucket${element}s`,
      http: `GET /{Bucket}?${subResource}`,
      actions: [get],
      read: { Bucket: bucket, ContinuationToken: query('continuation-token') },
      ignores: settingIgnores,
      allow: input => [need(get, bucketArn(input))],
      run: ({ Bucket, ContinuationToken }, { store }) =>
        pageOf(storedOf(store, Bucket, subResource), positionOf(ContinuationToken)),
      write: ({ configurations, next }, { input }) => ({
        root: `List${noun === 'IntelligentTiering' || noun === 'Inventory' ? noun : `Bucket${noun}`}ConfigurationsResult`,
        tree: {
          IsTruncated: next !== undefined,
          ContinuationToken: input.ContinuationToken,
          NextContinuationToken: next === undefined ? undefined : tokenOf(next),
          [element]: configurations.map(each => shape.write(each)),
        },
      }),
    }),
  ]
}

/** Configurations that S3 keeps for a bucket: stored, checked and told; they change no answer. */
export const configurations: readonly Operation[] = [
  ...entriesOf({ noun: 'Analytics', subResource: 'analytics', shape: analyticsConfiguration }),
  ...entriesOf({
    noun: 'IntelligentTiering',
    subResource: 'intelligent-tiering',
    shape: intelligentTieringConfiguration,
  }),
  ...entriesOf({ noun: 'Inventory', subResource: 'inventory', shape: inventoryConfiguration }),
  ...entriesOf({ noun: 'Metrics', subResource: 'metrics', shape: metricsConfiguration }),
]
