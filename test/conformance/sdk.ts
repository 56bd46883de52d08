/** How the SDK's model binds a member of an input. */
export interface SdkMember {
  readonly name: string
  readonly place: 'path' | 'query' | 'header' | 'headers' | 'payload' | 'document' | 'form'
  /** Names of headers in lower case; empty where the model has no name. */
  readonly wire: string
  readonly required: boolean
}

export interface SdkOperation {
  readonly name: string
  /** `GET /{Key+}?tagging`; absent for a query service. */
  readonly http?: string
  readonly status: number
  readonly members: readonly SdkMember[]
}

/** What a client of the SDK exports: its schemas end in `$`. */
export type SdkModule = Readonly<Record<string, unknown>>

type Traits = Readonly<Record<string, unknown>>
type Schema = readonly unknown[]

const operationKind = 9
const errorKind = -3
const traitBits = ['httpLabel', '', '', '', 'httpPayload', '', 'httpQueryParams']

const isSchema = (value: unknown): value is Schema => Array.isArray(value)
const schemasOf = (sdk: SdkModule, kind: number): Schema[] =>
  Object.values(sdk).filter((value): value is Schema => isSchema(value) && value[0] === kind)

const resolve = (schema: unknown): unknown => (typeof schema === 'function' ? resolve(schema()) : schema)

const traitsOf = (indicator: unknown): Traits =>
  typeof indicator === 'object' && indicator !== null
    ? (indicator as Traits)
    : Object.fromEntries(traitBits.filter((_, bit) => ((Number(indicator) >> bit) & 1) === 1).map(name => [name, 1]))

const structureKinds: readonly unknown[] = [3, 4]
const isStructure = (target: unknown): boolean => isSchema(target) && structureKinds.includes(target[0])

const bindingOf = (name: string, target: unknown, traits: Traits, rest: boolean): Pick<SdkMember, 'place' | 'wire'> => {
  if (traits.httpLabel) return { place: 'path', wire: name }
  if (traits.httpQuery) return { place: 'query', wire: String(traits.httpQuery) }
  if (traits.httpHeader) return { place: 'header', wire: String(traits.httpHeader).toLowerCase() }
  if (traits.httpPrefixHeaders) return { place: 'headers', wire: String(traits.httpPrefixHeaders).toLowerCase() }
  if (traits.httpPayload && !isStructure(target)) return { place: 'payload', wire: '' }
  if (traits.httpPayload) return { place: 'document', wire: String(traits.xmlName ?? (target as Schema)[2]) }
  return rest ? { place: 'document', wire: '' } : { place: 'form', wire: String(traits.xmlName ?? name) }
}

const membersOf = (input: Schema, rest: boolean): SdkMember[] => {
  const names = (input[4] ?? []) as readonly string[]
  const schemas = (input[5] ?? []) as readonly unknown[]
  const required = Number(input[6] ?? 0)
  return names.map((name, index) => {
    const member = schemas[index]
    const [target, indicator] = isSchema(member) && member.length === 2 ? member : [member, 0]
    return { name, required: index < required, ...bindingOf(name, resolve(target), traitsOf(indicator), rest) }
  })
}

/** The operations of a client by name. */
export const sdkOperations = (sdk: SdkModule): ReadonlyMap<string, SdkOperation> =>
  new Map(
    schemasOf(sdk, operationKind).map(([, , name, indicator, input]) => {
      const http = traitsOf(indicator).http as readonly [string, string, number] | undefined
      return [
        String(name),
        {
          name: String(name),
          ...(http && { http: `${http[0]} ${http[1]}` }),
          status: http?.[2] ?? 200,
          members: membersOf(resolve(input) as Schema, http !== undefined),
        },
      ]
    }),
  )

/** The error codes that a client knows, as they stand on the wire, with their statuses. */
export const sdkErrors = (sdk: SdkModule): ReadonlyMap<string, number> => {
  const errors = new Map<string, number>()
  for (const [, , name, indicator] of schemasOf(sdk, errorKind)) {
    const { httpError, awsQueryError } = traitsOf(indicator)
    const [code, status] = (awsQueryError ?? [name, httpError]) as readonly [string, number | undefined]
    if (status !== undefined) errors.set(code, status)
  }
  return errors
}
