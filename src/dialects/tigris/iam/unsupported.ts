import { notImplemented } from '../../../contract/operation.js'

/** Actions that the documentation names as unsupported, and AWS does not have: https://www.tigrisdata.com/docs/iam/ */
export const unsupportedTags = ['TagAccessKey', 'UntagAccessKey'].map(name =>
  notImplemented(name, { action: name }, `${name} is not supported by Tigris`),
)
