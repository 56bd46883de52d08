import { readFileSync } from 'node:fs'
import * as s3 from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'
import { evaluate, explain, lint } from '../../src/policy/index.js'
import type { Scene } from '../../src/scene/types.js'

type Document = Record<string, unknown>

/** One call of the SDK, as whom, and which of its answers later steps use. */
interface Step {
  readonly as: string
  readonly op: string
  readonly input: Document
  readonly headers?: Readonly<Record<string, string>>
  /** Values of the answer that later inputs name as `$name`. */
  readonly save?: Readonly<Record<string, string>>
  /** What the temporary key of the answer is called in `as`. */
  readonly session?: string
  readonly before?: readonly Step[]
}

interface Question {
  readonly id: string
  readonly dialect: 'tigris' | 'aws' | 'yandex'
  readonly kind: 'eval' | 'eval-layers' | 'create' | 'create-bucket' | 'http'
  readonly policy: string
  readonly document: Document
  readonly action: string
  readonly resource: string
  readonly context: Record<string, string>
  readonly principal?: string
  readonly resourceAccount?: string
  readonly resourcePolicy?: string
  readonly permissionsBoundary?: string
  readonly sessionPolicies?: readonly string[]
  readonly request: Step
  readonly expected: string
  readonly why: string
}

interface Setting {
  readonly scene: Omit<Scene, 'dialect'>
  readonly setup: readonly Step[]
}

const { policies, vectors } = JSON.parse(
  readFileSync(new URL('../../fixtures/policy/documented-answers.json', import.meta.url), 'utf8'),
) as { policies: Readonly<Record<string, Document>>; vectors: readonly Question[] }

const of = (...kinds: readonly Question['kind'][]) => vectors.filter(({ kind }) => kinds.includes(kind))

test.each(of('eval', 'eval-layers'))('$id: $why', question => {
  const { dialect, policy, action, resource, context, principal, resourceAccount } = question
  const { resourcePolicy, permissionsBoundary, sessionPolicies } = question
  const verdict = evaluate({
    dialect,
    policies: [policies[policy]!],
    action,
    resource,
    context,
    ...(principal !== undefined && { principal }),
    ...(resourceAccount !== undefined && { resourceAccount }),
    ...(resourcePolicy !== undefined && { resourcePolicy: policies[resourcePolicy]! }),
    ...(permissionsBoundary !== undefined && { permissionsBoundary: policies[permissionsBoundary]! }),
    ...(sessionPolicies !== undefined && { sessionPolicies: sessionPolicies.map(name => policies[name]!) }),
  })

  expect(verdict.decision === 'allowed' ? 'allow' : 'deny', explain(verdict)).toBe(question.expected)
})

test.each(of('create', 'create-bucket'))('$id: $why', ({ dialect, kind, document, expected }) => {
  const [first] = lint(document, { dialect, kind: kind === 'create' ? 'identity' : 'bucket' })

  expect(first === undefined ? 'ok' : `400 ${first.code}`, first?.message).toBe(expected)
})

interface Answer {
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly Code?: string
  readonly Credentials?: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
  }
}

const playOf = ({ dialect, policy }: Question) => {
  const { scene, setup } = policies[policy] as unknown as Setting
  const mock = createTigrisMock({ ...scene, dialect } as Scene)
  const sessions = new Map<string, Answer['Credentials']>()
  const saved = new Map<string, unknown>()
  const configOf = (as: string) => {
    if (as === 'anonymous') return mock.anonymous().clientConfig
    const credentials = sessions.get(as)
    if (credentials === undefined) return mock.as(as).clientConfig
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = credentials
    return { ...mock.admin().clientConfig, credentials: { accessKeyId, secretAccessKey, sessionToken } }
  }
  const send = async ({ as, op, input, headers = {} }: Step): Promise<Answer> => {
    const filled = Object.fromEntries(
      Object.entries(input).map(([name, value]) => [
        name,
        typeof value === 'string' && value.startsWith('$') ? saved.get(value.slice(1)) : value,
      ]),
    )
    const plain = { requestHandler: mock.requestHandler(), maxAttempts: 1 }
    if (op === 'AssumeRole') {
      const sts = new STSClient({ ...configOf(as), ...plain } as object)
      return sts.send(new AssumeRoleCommand(filled as never)) as Promise<Answer>
    }
    const Command = (s3 as unknown as Record<string, new (input: object) => s3.GetObjectCommand>)[`${op}Command`]
    if (Command === undefined) throw new Error(`the SDK has no ${op}`)
    const config = as === 'arrange' ? mock.admin().clientConfig : configOf(as)
    const client = new s3.S3Client({ ...config, ...plain } as s3.S3ClientConfig)
    client.middlewareStack.add(
      next => args => {
        Object.assign((args.request as { headers: object }).headers, headers)
        return next(args)
      },
      { step: 'build', name: 'extra-headers' },
    )
    const call = () => client.send(new Command(filled)) as Promise<Answer>
    return as === 'arrange' ? mock.arrange(call) : call()
  }
  const step = async (one: Step): Promise<void> => {
    const answer = await send(one)
    if (one.session !== undefined) sessions.set(one.session, answer.Credentials)
    for (const [name, member] of Object.entries(one.save ?? {}))
      saved.set(name, (answer as Readonly<Record<string, unknown>>)[member])
  }
  return { mock, setup, send, step }
}

const matches = (expected: string, { $metadata, Code }: Answer): boolean => {
  const status = $metadata?.httpStatusCode
  if (expected === 'allow') return status !== undefined && status < 300
  if (expected === 'deny') return status === 403 && (Code === undefined || Code === 'AccessDenied')
  return expected === `error ${status} ${Code}`
}

test.each(of('http'))('$id: $why', async question => {
  const { mock, setup, send, step } = playOf(question)
  const { request } = question
  for (const one of [...setup, ...(request.before ?? [])]) await step(one)
  const answer = await send(request).catch((error: Answer) => error)

  expect(
    matches(question.expected, answer),
    `${answer.Code} ${answer.$metadata?.httpStatusCode}\n${mock.explain([...mock.log].at(-1)!)}`,
  ).toBe(true)
})
