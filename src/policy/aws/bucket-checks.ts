import { type Check, conditionsIn, type Fault, textsIn } from '../draft.js'
import { glob, tokensOf } from '../match.js'
import { principalsOf } from '../principals.js'
import { didYouMean } from '../suggest-name.js'
import { actionsMeant, isConditionKey, keyFits, s3Actions } from './s3-actions.js'

/** Faults of PutBucketPolicy in AWS' words. Unlike identity policies, these are held against the list of actions. */

/** Refuses statements without one of the elements, by themselves or negated. */
export const required =
  (names: readonly string[]): Check =>
  ({ statements }) =>
    statements.flatMap(({ elements, start }) =>
      names
        .filter(name => {
          const node = (elements.get(name) ?? elements.get(`Not${name}`))?.[0]
          return node === undefined || (node.kind === 'array' && node.items.length === 0)
        })
        .map(name => ({ start, message: `Missing required field ${name}`, reason: `a statement needs ${name}` })),
    )

export const requiredCheck: Check = required(['Principal', 'Action', 'Resource'])

export const effectCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => textsIn(statement, 'Effect'))
    .filter(({ text }) => text !== 'Allow' && text !== 'Deny')
    .map(({ text, start }) => ({ start, message: `Invalid effect: ${text}`, reason: 'write "Allow" or "Deny"' }))

/** Names of principals hold no wildcards; S3 takes every account, and the origin access identities of CloudFront. */
const awsPrincipal = new RegExp(
  `^(?:${[
    '\\*',
    '\\d{12}',
    'A(?:ID|RO)A[A-Z0-9]{16,}',
    'arn:aws[a-z-]*:iam::(?:\\d{12}|\\*):root',
    'arn:aws[a-z-]*:iam::\\d{12}:(?:user|role)/[!-)+->@-~]+',
    'arn:aws[a-z-]*:sts::\\d{12}:assumed-role/[\\w+=,.@-]+/[\\w+=,.@-]+',
    'arn:aws[a-z-]*:sts::\\d{12}:federated-user/[\\w+=,.@-]+',
    'arn:aws[a-z-]*:iam::cloudfront:user/CloudFront Origin Access Identity [A-Z0-9]+',
  ].join('|')})$`,
)

const principalForms: Readonly<Record<string, RegExp>> = {
  '*': /^\*$/,
  AWS: awsPrincipal,
  CanonicalUser: /^[0-9a-f]{64}$/,
  Service: /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/,
  Federated: /./,
}

export const principalCheck: Check = ({ statements }) =>
  statements.flatMap(({ elements }) =>
    ['Principal', 'NotPrincipal'].flatMap(element =>
      (elements.get(element) ?? []).flatMap((node): Fault[] => {
        const names = node.kind === 'string' && node.value !== '*' ? [] : principalsOf(node, false).names
        const bad = names.find(
          ({ type, name }) => !Object.hasOwn(principalForms, type) || !principalForms[type]?.test(name),
        )
        if (names.length > 0 && bad === undefined) return []
        const message = 'Invalid principal in policy'
        return [{ start: node.start, message, reason: 'write "*" or { "AWS": "arn:aws:iam::123456789012:user/name" }' }]
      }),
    ),
  )

const names = Object.keys(s3Actions)

export const actionCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => [...textsIn(statement, 'Action'), ...textsIn(statement, 'NotAction')])
    .filter(({ text }) => actionsMeant(text).length === 0)
    .map(({ text, start }) => ({
      start,
      message: 'Policy has invalid action',
      reason: `S3 has no action "${text}"${didYouMean(text, names)}`,
    }))

/** `arn:aws:s3:::*` is taken as well (assumed: a public conformance suite puts it); `*` alone never is. */
const isOf = (path: string, bucket: string): boolean => {
  const [literal = ''] = path.split(/[/*?]/, 1)
  const [pattern = ''] = path.split('/', 1)
  return literal === bucket || glob(tokensOf(pattern, true))(bucket)
}

export const bucketResourceCheck: Check = ({ statements, bucket }) =>
  statements
    .flatMap(statement => [...textsIn(statement, 'Resource'), ...textsIn(statement, 'NotResource')])
    .filter(({ text }) => {
      const [, path = ''] = /^arn:aws[a-z-]*:s3:::([^/].*)$/s.exec(text) ?? []
      return path === '' || (bucket !== undefined && !isOf(path, bucket))
    })
    .map(({ text, start }) => ({
      start,
      message: 'Policy has invalid resource',
      reason: `"${text}" must be arn:aws:s3:::${bucket ?? 'bucket'} or a key in it`,
    }))

export const applicableCheck: Check = ({ statements }) =>
  statements.flatMap(statement => {
    const resources = textsIn(statement, 'Resource')
    if (resources.length === 0) return []
    const bucketWide = resources.some(({ text }) => !text.includes('/'))
    const objects = resources.some(({ text }) => text.includes('/') || text.includes('*'))
    return textsIn(statement, 'Action')
      .filter(({ text }) => {
        const levels = actionsMeant(text).map(name => s3Actions[name])
        return (
          levels.length > 0 && !levels.some(level => (level === 'object' ? objects : level === 'bucket' && bucketWide))
        )
      })
      .map(({ text, start }) => ({
        start,
        message: 'Action does not apply to any resource(s) in statement',
        reason: `${text} needs ${objects ? 'the bucket itself, without "/"' : 'keys: put "/*" behind the bucket'}`,
      }))
  })

export const bucketConditionCheck: Check = ({ statements }) =>
  statements.flatMap(statement => {
    const actions = textsIn(statement, 'Action').flatMap(({ text }) => actionsMeant(text))
    return conditionsIn(statement).flatMap(({ key, start }): Fault[] => {
      if (!isConditionKey(key))
        return [{ start, message: 'Policy has an invalid condition key', reason: `S3 has no key "${key}"` }]
      if (actions.length === 0 || actions.some(action => keyFits(key, action))) return []
      const message = 'Conditions do not apply to combination of actions and resources in statement'
      return [{ start, message, reason: `no action of this statement has the key ${key}` }]
    })
  })
