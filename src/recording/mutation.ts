import { dialects } from '../dialects/index.js'
import { operationsOf } from '../dialects/operations.js'
import { knownActions } from '../mock/known-actions.js'
import { compiledOf } from '../policy/document.js'
import type { CompiledStatement } from '../policy/statements.js'
import { percentOf } from './coverage.js'
import { placeIn } from './coverage-gaps.js'
import { mutantsOf } from './mutation-operators.js'
import type { MutatedPolicy, MutatedStatement, MutationReport, Survivor } from './mutation-types.js'
import { findWitness, groundOf, type WitnessGround } from './mutation-witness.js'
import type { Recording } from './record-types.js'
import { changedBy, type Replay, type ReplayPolicy, replayOf } from './replay.js'

/** One mutant, and whether a decision of the run would be another under it. */
interface Tried {
  readonly mutant: MutatedStatement
  readonly index: number
  readonly killed: boolean
}

const usedActions = ({ cases }: ReplayPolicy): readonly string[] => {
  const times = new Map<string, number>()
  for (const { facts, decisions } of cases) times.set(facts.action, (times.get(facts.action) ?? 0) + decisions.length)
  return [...times].sort(([, left], [, right]) => right - left).map(([action]) => action)
}

const tryAll = (of: ReplayPolicy): readonly Tried[] => {
  const { reading } = compiledOf(of.policy)
  const used = usedActions(of)
  return of.statements.flatMap((statement: CompiledStatement, index) =>
    mutantsOf(statement, reading, used).map(mutant => {
      const { done } = changedBy({ of, index, instead: mutant.instead }).next()
      return { mutant, index, killed: done !== true }
    }),
  )
}

/** Kinds that take something from a statement: whoever notices that it is gone notices them. */
const lessening: readonly string[] = ['narrow', 'shift', 'swap', 'flip', 'remove']

/** Kinds that put something else in the place of what is written. */
const replacing: readonly string[] = ['shift', 'swap']

const isElementOf = (gone: MutatedStatement, each: MutatedStatement): boolean =>
  gone !== each && gone.position === each.position && each.change.includes(gone.change.replace(/ is removed$/, ''))

/** Whether another survivor of the same statement says as much as this one, and more. */
const followsFrom = (survivors: readonly Tried[], { mutant, index }: Tried): boolean => {
  const others = survivors.filter(other => other.index === index && other.mutant !== mutant).map(other => other.mutant)
  const isDropped = others.some(({ kind }) => kind === 'drop')
  if (isDropped && lessening.includes(mutant.kind) && !/^condition .* is removed$/.test(mutant.change)) return true
  if (mutant.row !== undefined) {
    const row = others.filter(({ row }) => row === mutant.row)
    // the widest of a row is the last
    if (
      row.some(
        other =>
          survivors.findIndex(each => each.mutant === other) > survivors.findIndex(each => each.mutant === mutant),
      )
    )
      return true
  }
  return others.some(other => other.kind === 'remove' && isElementOf(other, mutant))
}

const mutatePolicy = (of: ReplayPolicy, all: Pick<WitnessGround, 'actions' | 'resources'>): MutatedPolicy => {
  const { recorded } = of
  const tried = tryAll(of)
  const counted = tried.filter(({ mutant }) => mutant.edge === undefined)
  const unasked = of.cases.length === 0
  const common = { policy: recorded, mutants: counted.length, killed: counted.filter(({ killed }) => killed).length }
  if (unasked) return { ...common, equivalent: 0, survivors: [], edges: [], unasked }
  const ground = groundOf(of.cases, all)
  const living = tried
    .filter(({ killed }) => !killed)
    .flatMap(each => {
      const witness = findWitness({ of, index: each.index, instead: each.mutant.instead }, ground)
      return witness === undefined ? [] : [{ ...each, witness }]
    })
  const survivorOf = ({ mutant, index, witness }: (typeof living)[number], follows: boolean): Survivor => {
    const { kind, change, position } = mutant
    const { statement } = of.statements[index]!
    return { policy: recorded, statement, kind, change, position, place: placeIn(recorded, position), witness, follows }
  }
  // where a statement is superfluous, what it becomes is no hole of the tests: it grants something new, by the least
  const superfluous = new Set(
    tried
      .filter(({ mutant, killed }) => mutant.kind === 'drop' && !killed)
      .filter(({ mutant }) => living.every(each => each.mutant !== mutant))
      .map(({ index }) => index),
  )
  const isEdge = ({ mutant, index }: Tried): boolean =>
    mutant.edge === true || (superfluous.has(index) && replacing.includes(mutant.kind))
  const survivors = living.filter(each => !isEdge(each))
  const edges = living.filter(isEdge)
  return {
    ...common,
    equivalent: common.mutants - common.killed - survivors.length,
    survivors: survivors.map(each => survivorOf(each, followsFrom(survivors, each))),
    edges: edges.map(each => survivorOf(each, false)),
    unasked,
  }
}

/** Tries the mutants of all policies of a run against its decisions. */
export const mutationsOfReplay = ({ policies, cases }: Replay): MutationReport => {
  const known = new Map<string, readonly string[]>()
  const actionsOf = (name: string): readonly string[] => {
    const dialect = dialects[name as keyof typeof dialects]
    const actions = known.get(name) ?? knownActions(dialect.profile, operationsOf(dialect)).names()
    known.set(name, actions)
    return actions
  }
  const resources = [...new Set(cases.map(({ facts }) => facts.resource))]
  const mutated = policies.map(of => mutatePolicy(of, { actions: actionsOf(of.recorded.dialect), resources }))
  const sum = (count: (policy: MutatedPolicy) => number): number =>
    mutated.reduce((total, each) => total + count(each), 0)
  const killed = sum(each => each.killed)
  const survived = sum(each => (each.unasked ? each.mutants - each.killed : each.survivors.length))
  return {
    policies: mutated,
    ...{ mutants: sum(each => each.mutants), killed, survived, equivalent: sum(each => each.equivalent) },
    percent: percentOf(killed, killed + survived),
  }
}

/** As `mutationsOfReplay`, for a recording that is needed for nothing beyond it. */
export const mutationsOf = (recording: Recording): MutationReport => mutationsOfReplay(replayOf(recording))
