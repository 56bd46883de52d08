import type { Reader } from '../contract/operation.js'
import { constrained } from '../protocol/codecs.js'
import { placesIn } from '../protocol/form-lists.js'

// Constraints of https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

const text = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+'
export const roleArnText = constrained({
  from: 20,
  to: 2048,
  pattern: /^[\t\n\r\u0020-\u007e\u0085\u00a0-\ufffd]+$/u,
  shown: text,
})
export const sessionName = constrained({ from: 2, to: 64, pattern: /^[\w+=,.@-]*$/, shown: '[\\w+=,.@-]*' })
export const externalId = constrained({ from: 2, to: 1224, pattern: /^[\w+=,.@:/-]*$/, shown: '[\\w+=,.@:\\/-]*' })
export const serialNumber = constrained({ from: 9, to: 256, pattern: /^[\w+=/:,.@-]*$/, shown: '[\\w+=/:,.@-]*' })
export const tokenCode = constrained({ from: 6, to: 6, pattern: /^\d*$/, shown: '[\\d]*' })
export const sessionPolicy = constrained({
  from: 1,
  to: 2048,
  pattern: /^[\t\n\r\u0020-\u00ff]+$/,
  shown: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
})

interface PolicyArn {
  readonly arn?: string | undefined
}

/** `PolicyArns.member.N.arn`. */
export const policyArns: Reader<readonly PolicyArn[] | undefined> = {
  from: 'form',
  wire: 'PolicyArns',
  read: ({ form }) => {
    const places = placesIn(form, 'PolicyArns')
    return places.length === 0 ? undefined : places.map(place => ({ arn: form.get(`PolicyArns.member.${place}.arn`) }))
  },
  write: (value, { form }) => {
    for (const [index, { arn = '' }] of (value ?? []).entries()) form.set(`PolicyArns.member.${index + 1}.arn`, arn)
  },
}
