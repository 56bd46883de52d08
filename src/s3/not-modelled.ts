import { notImplemented, type Operation } from '../contract/operation.js'
import { query } from '../protocol/readers.js'

const bucketOf = (name: string, method: string, subResource: string): Operation =>
  notImplemented(name, { http: `${method} /{Bucket}?${subResource}` })

const objectOf = (name: string, method: string, subResource: string): Operation =>
  notImplemented(name, { http: `${method} /{Bucket}/{Key+}?${subResource}` })

/** A sub-resource that holds many: a request that names one differs from a list by its parameter alone. */
const naming = (parameter: string, operation: Operation): Operation => ({
  ...operation,
  readers: { [parameter]: query(parameter).required },
})

/**
 * Operations of S3 that are known and refused by name.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export const notModelled: readonly Operation[] = [
  bucketOf('CreateBucketMetadataConfiguration', 'POST', 'metadataConfiguration'),
  bucketOf('GetBucketMetadataConfiguration', 'GET', 'metadataConfiguration'),
  bucketOf('DeleteBucketMetadataConfiguration', 'DELETE', 'metadataConfiguration'),
  bucketOf('CreateBucketMetadataTableConfiguration', 'POST', 'metadataTable'),
  bucketOf('GetBucketMetadataTableConfiguration', 'GET', 'metadataTable'),
  bucketOf('DeleteBucketMetadataTableConfiguration', 'DELETE', 'metadataTable'),
  bucketOf('UpdateBucketMetadataAnnotationTableConfiguration', 'PUT', 'metadataAnnotationTable'),
  bucketOf('UpdateBucketMetadataInventoryTableConfiguration', 'PUT', 'metadataInventoryTable'),
  bucketOf('UpdateBucketMetadataJournalTableConfiguration', 'PUT', 'metadataJournalTable'),
  bucketOf('GetBucketAbac', 'GET', 'abac'),
  bucketOf('PutBucketAbac', 'PUT', 'abac'),
  objectOf('GetObjectTorrent', 'GET', 'torrent'),
  objectOf('SelectObjectContent', 'POST', 'select&select-type=2'),
  objectOf('UpdateObjectEncryption', 'PUT', 'encryption'),
  objectOf('RenameObject', 'PUT', 'renameObject'),
  naming('annotationName', objectOf('GetObjectAnnotation', 'GET', 'annotation')),
  objectOf('ListObjectAnnotations', 'GET', 'annotation'),
  objectOf('PutObjectAnnotation', 'PUT', 'annotation'),
  objectOf('DeleteObjectAnnotation', 'DELETE', 'annotation'),
]
