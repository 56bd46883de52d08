import { flag, integer, list, listIn, oneOf, optional, type Shape, structure, text } from '../../protocol/shapes.js'

/** A configuration of a bucket that has an id. */
export interface Configuration {
  readonly Id: string
}

const tag = structure({ Key: text, Value: text })

const kept = <T extends Configuration>(shape: Shape<T>): Shape<Configuration> =>
  shape as unknown as Shape<Configuration>

const filter = structure({
  Prefix: optional(text),
  Tag: optional(tag),
  And: optional(structure({ Prefix: optional(text), Tags: list(tag, 'Tag') })),
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AnalyticsConfiguration.html */
export const analyticsConfiguration = kept(
  structure({
    Id: text,
    Filter: optional(filter),
    StorageClassAnalysis: structure({
      DataExport: optional(
        structure({
          OutputSchemaVersion: oneOf('V_1'),
          Destination: structure({
            S3BucketDestination: structure({
              Format: oneOf('CSV'),
              BucketAccountId: optional(text),
              Bucket: text,
              Prefix: optional(text),
            }),
          }),
        }),
      ),
    }),
  }),
)

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_IntelligentTieringConfiguration.html */
export const intelligentTieringConfiguration = kept(
  structure({
    Id: text,
    Filter: optional(filter),
    Status: oneOf('Enabled', 'Disabled'),
    Tierings: list(structure({ Days: integer, AccessTier: oneOf('ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS') }), 'Tiering'),
  }),
)

const inventoryEncryption = structure({
  SSES3: optional(structure({}), 'SSE-S3'),
  SSEKMS: optional(structure({ KeyId: text }), 'SSE-KMS'),
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_InventoryConfiguration.html */
export const inventoryConfiguration = kept(
  structure({
    Destination: structure({
      S3BucketDestination: structure({
        AccountId: optional(text),
        Bucket: text,
        Format: oneOf('CSV', 'ORC', 'Parquet'),
        Prefix: optional(text),
        Encryption: optional(inventoryEncryption),
      }),
    }),
    IsEnabled: flag,
    Filter: optional(structure({ Prefix: text })),
    Id: text,
    IncludedObjectVersions: oneOf('All', 'Current'),
    OptionalFields: optional(listIn('Field', text)),
    Schedule: structure({ Frequency: oneOf('Daily', 'Weekly') }),
  }),
)

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_MetricsConfiguration.html */
export const metricsConfiguration = kept(
  structure({
    Id: text,
    Filter: optional(
      structure({
        Prefix: optional(text),
        Tag: optional(tag),
        AccessPointArn: optional(text),
        And: optional(structure({ Prefix: optional(text), Tags: list(tag, 'Tag'), AccessPointArn: optional(text) })),
      }),
    ),
  }),
)

const status = oneOf('Enabled', 'Disabled')

const replicationRule = structure({
  ID: optional(text),
  Priority: optional(integer),
  Prefix: optional(text),
  Filter: optional(filter),
  Status: status,
  SourceSelectionCriteria: optional(
    structure({
      SseKmsEncryptedObjects: optional(structure({ Status: status })),
      ReplicaModifications: optional(structure({ Status: status })),
    }),
  ),
  ExistingObjectReplication: optional(structure({ Status: status })),
  Destination: structure({
    Bucket: text,
    Account: optional(text),
    StorageClass: optional(text),
    AccessControlTranslation: optional(structure({ Owner: oneOf('Destination') })),
    EncryptionConfiguration: optional(structure({ ReplicaKmsKeyID: optional(text) })),
    ReplicationTime: optional(structure({ Status: status, Time: structure({ Minutes: optional(integer) }) })),
    Metrics: optional(
      structure({ Status: status, EventThreshold: optional(structure({ Minutes: optional(integer) })) }),
    ),
  }),
  DeleteMarkerReplication: optional(structure({ Status: optional(status) })),
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationConfiguration.html */
export const replicationConfiguration = structure({
  Role: text,
  Rules: list(replicationRule, 'Rule'),
})

export type ReplicationConfiguration = ReturnType<typeof replicationConfiguration.read>
