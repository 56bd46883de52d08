import { operationsOf } from '../dialects/operations.js'
import { readCredentials } from '../permissions/live/credentials-file.js'
import { type LivePlan, planLive } from '../permissions/live/plan.js'
import { type LiveResult, runLive } from '../permissions/live/run.js'
import { type Service, serviceAt } from '../permissions/live/service.js'
import { loadPermissionFile, type PermissionFile } from '../permissions/permission-file.js'
import type { OptionSpecs, Values } from './command.js'
import { complain, print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

export const liveOptions = {
  live: { type: 'boolean', says: 'call a real service, too, and show where it and the mock differ' },
  endpoint: { type: 'string', value: 'URL', says: 'of the service' },
  'iam-endpoint': { type: 'string', value: 'URL', says: 'of its IAM; --endpoint if left out' },
  'sts-endpoint': { type: 'string', value: 'URL', says: 'of its STS; --endpoint if left out' },
  region: { type: 'string', value: 'REGION', says: "to sign for; the dialect's own if left out" },
  credentials: {
    type: 'string',
    value: 'FILE',
    says: 'YAML or JSON: `runner: { id, secret, sessionToken }` for each caller; /dev/stdin keeps it off the disk',
  },
  'allow-writes': { type: 'boolean', says: 'let checks write, into buckets that this run makes as `admin`' },
  'bucket-prefix': { type: 'string', value: 'PREFIX', says: 'with which every bucket of the file must begin' },
  'dry-run': { type: 'boolean', says: 'print the calls, and make none' },
} as const satisfies OptionSpecs

type Given = Values<typeof liveOptions> & { readonly json?: true }

const shortestPrefix = 3

/** Throws a UsageError for a combination of options that would let more be written than was meant. */
const permissionOf = (values: Given): { bucketPrefix?: string } => {
  const { 'allow-writes': allowed, 'bucket-prefix': bucketPrefix } = values
  if (allowed && bucketPrefix === undefined)
    throw new UsageError('`--allow-writes` needs `--bucket-prefix`: every bucket of the file must begin with it')
  if (!allowed && bucketPrefix !== undefined) throw new UsageError('`--bucket-prefix` is for `--allow-writes`')
  if (bucketPrefix === undefined) return {}
  if (bucketPrefix.length < shortestPrefix)
    throw new UsageError(`\`--bucket-prefix\` must have at least ${shortestPrefix} characters`)
  return { bucketPrefix }
}

export const urlNamed = (name: 'endpoint' | 'iam-endpoint' | 'sts-endpoint', values: Given): string | undefined => {
  const text = values[name]
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '')
    throw new UsageError(`\`--${name}\` takes a URL such as https://storage.example.com, not \`${text}\``)
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`\`--${name}\` takes no credentials; give --credentials`)
  return url.origin
}

const serviceOf = (file: PermissionFile, values: Given): Service => {
  const { dialect } = file.mock
  const endpoint = urlNamed('endpoint', values)
  if (endpoint === undefined) throw new UsageError('`--live` needs `--endpoint`: the URL of the service')
  const [iam, sts] = [urlNamed('iam-endpoint', values), urlNamed('sts-endpoint', values)]
  const { region = dialect.region } = values
  const address = { endpoint, region, ...(iam !== undefined && { iam }), ...(sts !== undefined && { sts }) }
  return serviceAt(address, dialect, operationsOf(dialect))
}

const show = (result: LiveResult): void => {
  const { name, state } = result
  if ('reason' in result) print(`  ${state.padEnd(7)}  ${name}: ${result.reason}`)
  else if (state === 'same') print(`  same     ${name}: ${result.mock}`)
  else {
    print(`  DIFFERS  ${name}`)
    print(`             mock:    ${result.mock}`)
    print(`             service: ${result.service}${result.message === undefined ? '' : ` (${result.message})`}`)
    print(`             at ${result.position}`)
  }
}

const showPlan = ({ calls, notAsked }: LivePlan, service: Service): void => {
  for (const { check, question, writes } of calls)
    print(`  ${service.lineOf(question)} as ${check.asker.name}${writes ? ' (writes)' : ''}`)
  for (const each of notAsked) show(each)
}

/** Ends at the first interrupt after the present call: what was made is taken away then. */
const watchInterrupts = (): { isEnded(): boolean; stop(): void } => {
  let ended = false
  const end = (): void => {
    ended = true
    complain('ending after this call: what was made is taken away')
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  return {
    isEnded: () => ended,
    stop: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, end)
    },
  }
}

const planAll = (loaded: readonly PermissionFile[], values: Given): readonly (readonly [Service, LivePlan])[] => {
  const permission = permissionOf(values)
  return loaded.map(file => {
    const service = serviceOf(file, values)
    return [service, planLive(file, service, permission)]
  })
}

/** `tigris-mock test --live`: the calls of permission files against the mock and against a real service. */
export const testLive = async (values: Given, files: readonly string[]): Promise<number> => {
  const permission = permissionOf(values)
  const loaded = files.map(file => loadPermissionFile(file))
  const plans = planAll(loaded, values)
  if (values['dry-run']) {
    for (const [index, [service, plan]] of plans.entries()) {
      if (values.json)
        printJson({
          file: files[index],
          calls: plan.calls.map(call => lineJson(call, service)),
          notAsked: plan.notAsked,
        })
      else {
        print(files[index]!)
        showPlan(plan, service)
      }
    }
    return 0
  }
  if (plans.every(([, { calls }]) => calls.length === 0))
    throw new UsageError('no check of these files can be asked of a service: see `--dry-run`')
  const credentials = values.credentials === undefined ? new Map() : readCredentials(values.credentials)
  const { isEnded, stop } = watchInterrupts()
  const results: LiveResult[] = []
  try {
    for (const [index, file] of loaded.entries()) {
      if (!values.json) print(files[index]!)
      const tell = values.json ? () => undefined : show
      const [service] = plans[index]!
      results.push(...(await runLive(file, { service, permission, credentials, tell, isEnded })))
    }
  } finally {
    stop()
  }
  const count = (state: LiveResult['state']): number => results.filter(result => result.state === state).length
  const counts = {
    same: count('same'),
    differing: count('differs'),
    skipped: count('skipped'),
    refused: count('refused'),
  }
  if (values.json) printJson({ ...counts, checks: results })
  else print(`${counts.same} same, ${counts.differing} differing, ${counts.skipped} skipped, ${counts.refused} refused`)
  return counts.differing === 0 && !isEnded() ? 0 : 1
}

const lineJson = ({ check, question, writes }: LivePlan['calls'][number], service: Service) => ({
  name: check.name,
  as: check.asker.name,
  request: service.lineOf(question),
  writes,
})
