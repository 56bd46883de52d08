import { lintPolicy } from '../policy/document.js'
import { evaluate } from '../policy/evaluate.js'
import type { Facts, Finding, PolicyProfile, Source } from '../policy/types.js'
import { coverageOfReplay } from './coverage.js'
import { type CoverageGap, gapsOf } from './coverage-gaps.js'
import { parseRecorded, profileOf, type Replay, type ReplayCase } from './replay.js'

/** How far keys are joined to patterns: not at all, to the folder in which they lie, or to their bucket. */
export type JoinedKeys = 'none' | 'folders' | 'buckets'

/** A statement as a policy's JSON has it. */
export interface SuggestedStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

/** A call that was refused, and how often. */
export interface RefusedCall {
  readonly action: string
  readonly resource: string
  readonly times: number
}

/** The least that one caller needs for what it did in a run. */
export interface CallerPrivileges {
  readonly caller: string
  readonly dialect: string
  readonly policy: { readonly Version: '2012-10-17'; readonly Statement: readonly SuggestedStatement[] }
  /** What the dialect would refuse in it: a policy that is too long. */
  readonly findings: readonly Finding[]
  /** Questions of the run that the policy answers otherwise: joined keys may let through what was refused. */
  readonly differs: readonly { readonly action: string; readonly resource: string; readonly allowed: boolean }[]
  /** What the caller's policies grant and no test used. */
  readonly unused: readonly CoverageGap[]
  readonly refused: readonly RefusedCall[]
}

const s3 = 'arn:aws:s3:::'

/** Where a right comes from that a policy of the caller could replace. */
const replaceable: readonly Source[] = ['identity', 'boundary', 'session', 'role']

const isNeeded = ({ allowed, decisions }: ReplayCase): boolean => allowed && replaceable.includes(decisions[0]!.at)

/** A name of a resource as a pattern that takes this resource alone, where the dialect can write one. */
const literal = (resource: string, { variables }: PolicyProfile): string =>
  variables === 'all' ? resource.replace(/[*?]|\$(?=\{)/g, character => `\${${character}}`) : resource

const joined = (resource: string, profile: PolicyProfile, join: JoinedKeys): string => {
  if (resource === '*') return resource
  const [, bucket, key] = /^arn:aws:s3:::([^/]+)\/(.+)$/s.exec(resource) ?? []
  if (bucket === undefined || key === undefined || join === 'none') return literal(resource, profile)
  const folder = join === 'folders' ? key.slice(0, key.lastIndexOf('/') + 1) : ''
  return `${literal(`${s3}${bucket}/${folder}`, profile)}*`
}

/** Puts together what has the same actions, so that each action of a statement was used on each of its resources. */
const statementsOf = (rights: ReadonlyMap<string, ReadonlySet<string>>): readonly SuggestedStatement[] => {
  const byActions = new Map<string, string[]>()
  for (const [resource, actions] of rights) {
    const key = [...actions].sort().join()
    byActions.set(key, [...(byActions.get(key) ?? []), resource])
  }
  return [...byActions]
    .map(([actions, resources]) => ({
      Effect: 'Allow' as const,
      Action: actions.split(','),
      Resource: resources.sort(),
    }))
    .sort((left, right) => (left.Resource[0]! < right.Resource[0]! ? -1 : 1))
}

const rightsOf = (cases: readonly ReplayCase[], join: JoinedKeys): ReadonlyMap<string, ReadonlySet<string>> => {
  const rights = new Map<string, Set<string>>()
  for (const { facts, profile } of cases) {
    const resource = joined(facts.resource, profile, join)
    const actions = rights.get(resource) ?? new Set()
    rights.set(resource, actions.add(profile.dialectActions(facts.action).at(-1)!))
  }
  return rights
}

/** The facts of a question if the caller had no policies but these; what is given to all, and by resources, stays. */
const factsUnder = (facts: Facts, identity: Facts['identity']): Facts => {
  const { boundary: _, session: __, ...rest } = facts
  return { ...rest, identity, grants: facts.grants.filter(({ source }) => source !== 'role') }
}

const privilegesOf = (
  cases: readonly ReplayCase[],
  gaps: readonly CoverageGap[],
  join: JoinedKeys,
): CallerPrivileges => {
  const [first] = cases[0]!.decisions
  const { caller, dialect, assumed } = first!
  const Statement = statementsOf(rightsOf(cases.filter(isNeeded), join))
  const policy = { Version: '2012-10-17', Statement } as const
  const text = JSON.stringify(policy, null, 2)
  const profile = profileOf({ dialect, assumed })
  const name = `${caller}, least privilege`
  const own =
    Statement.length === 0 ? [] : [parseRecorded({ id: name, dialect, assumed, kind: 'identity', name, text })]
  const asked = new Set(
    cases.flatMap(({ facts: { identity, session = [], boundary = [] } }) => [...identity, ...session, ...boundary]),
  )
  const places = new Set([...asked].flatMap(({ statements }) => statements))
  return {
    ...{ caller, dialect, policy },
    findings: Statement.length === 0 ? [] : lintPolicy(text, { profile, kind: 'identity' }),
    differs: cases.flatMap(({ facts, allowed }) => {
      const now = evaluate(profile, factsUnder(facts, own)).decision === 'allowed'
      const { action, resource } = facts
      return now === allowed ? [] : [{ action, resource, allowed: now }]
    }),
    unused: gaps.filter(({ statement }) => places.has(statement)),
    refused: cases
      .filter(({ allowed }) => !allowed)
      .map(({ facts: { action, resource }, decisions }) => ({ action, resource, times: decisions.length })),
  }
}

const isGrant = ({ kind, statement }: CoverageGap): boolean =>
  statement.effect === 'Allow' && kind !== 'condition' && kind !== 'principal'

/** The least privileges of the callers of a run that have policies or roles, in the order in which they first called. */
export const leastPrivileges = (
  { policies, cases }: Replay,
  { join = 'none', only }: { readonly join?: JoinedKeys; readonly only?: string | undefined } = {},
): readonly CallerPrivileges[] => {
  const gaps = gapsOf(coverageOfReplay({ policies })).filter(isGrant)
  const byCaller = new Map<string, ReplayCase[]>()
  for (const each of cases) {
    const { caller, dialect, principal } = each.decisions[0]!
    if (principal.kind === 'anonymous' || each.facts.grants.some(({ overridesDeny }) => overridesDeny)) continue
    if (only !== undefined && caller !== only) continue
    const key = `${dialect} ${caller}`
    byCaller.set(key, [...(byCaller.get(key) ?? []), each])
  }
  return [...byCaller.values()].map(own => privilegesOf(own, gaps, join))
}

/** What a baseline holds of a caller. */
export interface BaselineCaller {
  readonly caller: string
  readonly unused: readonly { readonly place: string; readonly what: string }[]
}

const fileIn = (place: string): string => place.replace(/(?::\d+)+$/, '')

/** What is granted and unused now, and was not in a baseline. Lines may move: the file and the words count. */
export const beyondBaseline = (
  present: readonly CallerPrivileges[],
  baseline: readonly BaselineCaller[],
): readonly CoverageGap[] =>
  present.flatMap(({ caller, unused }) => {
    const before = baseline.find(each => each.caller === caller)?.unused ?? []
    const known = new Set(before.map(({ place, what }) => `${fileIn(place)} ${what}`))
    return unused.filter(({ place, what }) => !known.has(`${fileIn(place)} ${what}`))
  })
