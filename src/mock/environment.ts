import type { DialectDefinition } from '../contract/dialect-definition.js'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Variables under which the SDKs of AWS and Tigris reach the dialect's endpoints, as one caller. */
export const environmentOf = (
  { endpoints, region }: Pick<DialectDefinition, 'endpoints' | 'region'>,
  credentials?: Credentials,
): Record<string, string> => ({
  ...(credentials && {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    TIGRIS_STORAGE_ACCESS_KEY_ID: credentials.accessKeyId,
    TIGRIS_STORAGE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  }),
  AWS_REGION: region,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  TIGRIS_STORAGE_ENDPOINT: endpoints.s3,
  ...(endpoints.iam !== undefined && {
    AWS_ENDPOINT_URL_IAM: endpoints.iam,
    TIGRIS_IAM_ENDPOINT: endpoints.iam,
    // its few paths are answered at IAM's address, too
    TIGRIS_MGMT_ENDPOINT: endpoints.iam,
  }),
  ...(endpoints.sts !== undefined && { AWS_ENDPOINT_URL_STS: endpoints.sts }),
  AWS_EC2_METADATA_DISABLED: 'true',
})

/** Variables that would lead an SDK elsewhere. */
const misleading = [
  ...['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_DEFAULT_PROFILE', 'AWS_ENDPOINT_URL'],
  ...['TIGRIS_SESSION_TOKEN', 'TIGRIS_ORGANIZATION_ID'],
]

/** Sets variables of this process, clears those that would win over them, and gives back what undoes both. */
export const applyEnvironment = (variables: Readonly<Record<string, string>>, target = process.env): (() => void) => {
  const names = new Set([...misleading, ...Object.keys(variables)])
  const before = new Map([...names].map(name => [name, target[name]]))
  for (const name of misleading) delete target[name]
  Object.assign(target, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete target[name]
      else target[name] = value
    }
  }
}

/** Variable that names the directory into which decisions are recorded. Reporters set it, for all workers. */
export const recordVariable = 'TIGRIS_MOCK_RECORD'

/** Where the decisions of this process are recorded; undefined: nowhere. */
export const recordDirectory = (source: Readonly<Record<string, string | undefined>> = process.env) => {
  const directory = source[recordVariable]
  return directory === '' ? undefined : directory
}

/** Where the environment sends the clients of SDKs. */
export const endpointVariables = (source: Readonly<Record<string, string | undefined>> = process.env): string[] =>
  [
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL_IAM',
    'AWS_ENDPOINT_URL_STS',
    'TIGRIS_STORAGE_ENDPOINT',
  ].flatMap(name => source[name] ?? [])
