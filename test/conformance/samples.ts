import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import * as sts from '@aws-sdk/client-sts'
import type { Service } from '../../src/contract/located.js'
import type { CallerContext, TigrisMock } from '../../src/index.js'

/** A request of one operation, as the SDK takes it, and the rights that it needs. */
export interface Sample {
  readonly service?: Service
  readonly input: Readonly<Record<string, unknown>>
  /** As the entry names them; the first is asked first. */
  readonly actions: readonly string[]
  /** ARN of the first; `{account}` stands for the dialect's account. */
  readonly resource?: string
}

const folder = fileURLToPath(new URL('../../fixtures/samples/', import.meta.url))
const fileOf = (operation: string): string => `${folder}${operation}.json`

export const sampleNames = (): string[] => readdirSync(folder).map(file => file.replace(/\.json$/, ''))

/** Undefined when the operation has none. */
export const sampleOf = (operation: string): Sample | undefined =>
  existsSync(fileOf(operation)) ? (JSON.parse(readFileSync(fileOf(operation), 'utf8')) as Sample) : undefined

/** Buckets that the sample's request names, and that must exist for it to be judged. */
export const bucketsOf = (operation: string, { input }: Sample): string[] => {
  const source = typeof input.CopySource === 'string' ? [input.CopySource.replace(/^\//, '').split('/')[0]!] : []
  const own = typeof input.Bucket === 'string' && operation !== 'CreateBucket' ? [input.Bucket] : []
  return [...new Set([...own, ...source])]
}

interface Client {
  send(command: object): Promise<Record<string, unknown>>
}
type Constructor<T> = new (options: object) => T

const clients: Record<Service, { readonly sdk: object; readonly client: string }> = {
  s3: { sdk: s3, client: 'S3Client' },
  iam: { sdk: iam, client: 'IAMClient' },
  sts: { sdk: sts, client: 'STSClient' },
}

/** Sends the sample by the SDK's own command through the mock's request handler, once; without SDK what it has not. */
export const sendSample = async (
  mock: Pick<TigrisMock, 'requestHandler' | 'call'>,
  caller: CallerContext,
  operation: string,
  { service = 's3', input }: Sample,
): Promise<Record<string, unknown>> => {
  const { clientConfig } = caller
  const { sdk, client } = clients[service]
  const exported = sdk as Record<string, unknown>
  const Client = exported[client] as Constructor<Client>
  const Command = exported[`${operation}Command`] as Constructor<object> | undefined
  if (Command === undefined) {
    const { code, message } = await mock.call(caller, operation, input)
    if (code !== undefined) throw new Error(`${code}: ${message}`)
    return {}
  }
  return new Client({ ...clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 }).send(new Command(input))
}
