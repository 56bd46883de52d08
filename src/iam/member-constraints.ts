import { type Codec, constrained } from '../protocol/codecs.js'

// Constraints of the members that several calls share. Source: the IAM API Reference's parameter tables,
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html

const word = { pattern: /^[\w+=,.@-]+$/, shown: '[\\w+=,.@-]+' }
const segments = { pattern: /^(\/[A-Za-z0-9.,+@=_-]+)*\/$/, shown: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/' }

/** A user's name, or the access key id that stands for one. */
export const userName = constrained({ from: 1, to: 128, ...word })
/** The name of a user being made, renamed or given policies. */
export const newUserName = constrained({ from: 1, to: 64, ...word })
export const roleName = constrained({ from: 1, to: 64, ...word })
export const groupName = constrained({ from: 1, to: 128, ...word })
export const roleDescription = constrained({
  to: 1000,
  pattern: /^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*$/,
  shown: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
})
/** A policy's name, managed or inline. */
export const policyName = constrained({ from: 1, to: 128, ...word })
export const policyPath = constrained({ from: 1, to: 512, ...segments })
export const policyDescription = constrained({ to: 1000 })
export const policyArnText = constrained({ from: 20, to: 2048 })
// AWS asks for 16 characters; a scene may give a key a shorter id
export const accessKeyId = constrained({ from: 1, to: 128, pattern: /^\w+$/, shown: '[\\w]+' })

/** A user's path, and the beginning of one that a listing filters by. */
export const path = constrained({
  from: 1,
  to: 512,
  pattern: /^(\/|\/[\u0021-\u007e]+\/)$/,
  shown: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
})
export const pathPrefix = constrained({
  from: 1,
  to: 512,
  pattern: /^\/[\u0021-\u007e]*$/,
  shown: '\\u002F[\\u0021-\\u007F]*',
})

/** `v1`, `v2`, ... */
export const versionId = constrained({
  pattern: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/,
  shown: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?',
})

/** The text of a policy, before it is parsed. */
export const policyDocument: Codec<string> = constrained({
  from: 1,
  to: 131_072,
  pattern: /^[\t\n\r\u0020-\u00ff]+$/,
  shown: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
})
