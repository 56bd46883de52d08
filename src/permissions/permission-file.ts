import { operationsOf } from '../dialects/operations.js'
import { recordDirectory } from '../mock/environment.js'
import { knownActions } from '../mock/known-actions.js'
import { createMock, type WholeMock } from '../mock.js'
import type { Policy } from '../policy/types.js'
import { type CollectedDecisions, collectDecisions, observeAll } from '../recording/record-keeper.js'
import type { RecordedDialect } from '../recording/record-types.js'
import { createRecorder } from '../recording/record-writer.js'
import { joinSources } from '../scene/from.js'
import { loadYaml } from '../scene/load.js'
import { SceneError, type SceneOrigin } from '../scene/scene-error.js'
import { sessionPolicyOf } from '../scene/session-policy.js'
import type { Scene } from '../scene/types.js'
import { validate } from '../scene/validate.js'
import type { DecisionObserver } from '../world/log.js'
import { policiesOf, type ThresholdKind, thresholdKinds } from './coverage.js'
import type { FileHost } from './file-host.js'
import { permissionSchema } from './permission-schema.js'
import type { PermissionCheck, PermissionSession, WrittenTests } from './permission-types.js'
import { type BoundaryCheck, type GeneratedChecks, readBoundaries, type Untried } from './read-boundaries.js'
import { readSessions } from './read-sessions.js'
import { readMatrix, readTests } from './read-tests.js'

/** A permission file: the mock of its scene, and what is to be held against it. */
export interface PermissionFile {
  /** Absolute. */
  readonly path: string
  readonly mock: WholeMock
  readonly sessions: ReadonlyMap<string, PermissionSession>
  readonly checks: readonly PermissionCheck[]
  /** Those that `generate: boundaries` has made. */
  readonly boundaries: readonly BoundaryCheck[]
  /** Elements of policies at whose edges no check could be made. */
  readonly untried: readonly Untried[]
  /** All policies of the file, those of its sessions included. */
  readonly policies: readonly Policy[]
  /** Whole percents of the policies' parts that the checks must reach, and where that is written. */
  readonly thresholds: readonly {
    readonly kind: ThresholdKind
    readonly percent: number
    readonly position: string
  }[]
  /** Hears of what its checks ask. */
  readonly observer: Required<DecisionObserver>
  /** What they have asked so far. */
  readonly decisions: CollectedDecisions
}

/** Callers that every file has. */
const withoutKey = ['anonymous', 'admin']

const rolesOf = (mock: WholeMock, { roles = {}, accounts = {} }: Scene): ReadonlyMap<string, string> => {
  const { registry } = mock.world()
  const arns = new Map<string, string>()
  const add = (account: string, name: string, shown: string): void => {
    const role = registry.identity(account, name, 'role')
    if (role !== undefined) arns.set(shown, role.arn)
  }
  for (const name of Object.keys(roles)) add(mock.dialect.identity.account, name, name)
  const known = [...registry.accounts()]
  for (const [account, given] of Object.entries(accounts)) {
    const id = known.find(({ displayName, id }) => id === given.id || displayName === account)?.id
    for (const name of Object.keys(given.roles ?? {})) if (id !== undefined) add(id, name, `${account}/${name}`)
  }
  return arns
}

const hostOf = (mock: WholeMock, scene: Scene, origin: SceneOrigin, policies: Policy[]): FileHost => {
  const { dialect } = mock
  const operations = operationsOf(dialect)
  const refuse: FileHost['refuse'] = (path, fault, part) => {
    throw new SceneError(path, fault, origin, part)
  }
  return {
    mock,
    buckets: [...mock.world().store.buckets()].map(({ name }) => name),
    operations,
    callers: [...mock.keys.names(), ...withoutKey],
    actions: knownActions(dialect.profile, operations),
    roles: rolesOf(mock, scene),
    policyText: (policy, path) => {
      const parsed = sessionPolicyOf(policy, path, scene, dialect, origin)
      policies.push(parsed)
      return parsed.text
    },
    refuse,
    positionOf: path => {
      const place = origin.locate?.(path)
      return `${origin.file ?? origin.baseUrl}${place ? `:${place.line}:${place.column}` : ''}`
    },
  }
}

/** `generate` at the top of a file is for every key with a policy that concerns it. */
const readGenerated = ({ generate }: WrittenTests, host: FileHost): readonly GeneratedChecks[] => {
  if (generate === undefined) return []
  const names = host.mock.keys.names()
  if (names.length === 0) host.refuse(['generate'], 'has no key whose policies have edges')
  return [
    readBoundaries(
      names.map(name => ({ name, options: {} })),
      ['generate'],
      host,
    ),
  ]
}

const readThresholds = ({ coverage }: WrittenTests, policies: readonly Policy[], host: FileHost) => {
  if (coverage === undefined) return []
  const kinds = thresholdKinds.filter(kind => coverage[kind] !== undefined)
  if (kinds.length === 0) return host.refuse(['coverage'], `needs one of ${thresholdKinds.join(', ')}`)
  if (policies.length === 0) host.refuse(['coverage'], 'has nothing to cover: the scene has no policy', 'name')
  return kinds.map(kind => {
    const path = ['coverage', kind]
    const percent = coverage[kind]!
    if (!Number.isInteger(percent) || percent < 0 || percent > 100)
      host.refuse(path, `is \`${percent}\`; write a whole number from 0 to 100`)
    return { kind, percent, position: host.positionOf(path) }
  })
}

/** Keeps what the checks of a file ask; under a reporter it is written down, too. */
const observerOf = (of: RecordedDialect) => {
  const decisions = collectDecisions(of)
  const directory = recordDirectory()
  const all = directory === undefined ? [decisions] : [decisions, createRecorder(directory, of)]
  return { decisions, observer: observeAll(all) }
}

/**
 * Reads a permission file and makes the mock of its scene. Throws a SceneError with file, line, column and the nearest
 * known name for the first fault: in the scene, in a policy, or in a check.
 */
export const loadPermissionFile = (path: string): PermissionFile => {
  const { value, origin: written } = loadYaml(path)
  validate(value, permissionSchema, written)
  const {
    sessions: givenSessions = {},
    tests = [],
    matrix,
    generate,
    coverage,
    ...given
  } = value as Scene & WrittenTests
  const { scene, origin } = joinSources(given, written)
  const observers: ReturnType<typeof observerOf>[] = []
  const mock = createMock(scene, origin, undefined, of => {
    observers.push(observerOf(of))
    return observers[0]!.observer
  })
  const policies = [...policiesOf(mock)]
  const host = hostOf(mock, scene, origin, policies)
  const sessions = readSessions(givenSessions, host)
  const withSessions = { ...host, callers: [...host.callers, ...sessions.keys()] }
  const read = readTests(tests, withSessions)
  for (const policy of policies) observers[0]!.observer.policy(policy)
  const checks = [...read.checks, ...(matrix === undefined ? [] : readMatrix(matrix, withSessions))]
  const generated = [...read.generated, ...readGenerated({ ...(generate && { generate }) }, host)]
  const boundaries = generated.flatMap(each => each.checks)
  if (checks.length + boundaries.length === 0)
    host.refuse([], 'has nothing to check: write `tests`, `matrix` or `generate`')
  return {
    path: origin.file ?? path,
    ...{ mock, sessions, checks, policies },
    boundaries: [...new Map(boundaries.map(check => [check.name, check])).values()],
    untried: generated.flatMap(({ untried }) => untried),
    thresholds: readThresholds({ ...(coverage && { coverage }) }, policies, host),
    ...observers[0]!,
  }
}
