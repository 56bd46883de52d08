import { isServiceError } from '../../contract/errors.js'
import type { Answer, Caller, InputOf, Need, Operation, OperationContext, Readers } from '../../contract/operation.js'
import type { View } from '../../store/types.js'

/** What a change of a shared entry may rely on: its own members, and where the request goes. */
export type Given<R extends Readers> = InputOf<R> & { readonly Bucket: string; readonly Key: string }

interface MemberChange<R extends Readers, F, O> {
  /** Actions that `needs` names beyond those of the entry. */
  readonly actions?: readonly string[]
  /** The input that the entry is given, to be judged and to be run: the same for both. */
  readonly rewrite?: (input: Given<R>, view: View) => object
  readonly facts?: (input: Given<R>, view: View) => F
  /** The rights that the call needs here, from those that it needs elsewhere. */
  readonly needs?: (needs: readonly Need[], input: Given<R>, facts: NoInfer<F>, caller: Caller) => readonly Need[]
  /** Runs the entry, perhaps with other input or in another context. */
  readonly run?: (
    input: Given<R>,
    context: OperationContext,
    go: (change?: { readonly input?: object; readonly context?: OperationContext }) => unknown,
  ) => unknown
  /** What the answer tells beyond that of the entry, from what the entry's `run` gave. */
  readonly own?: (input: Given<R>, context: OperationContext, output: unknown) => O | Promise<O>
  readonly answer?: (answer: Answer, own: NoInfer<O>) => Answer
}

interface OwnFacts<F> {
  readonly input: object
  readonly shared: unknown
  readonly own: F | undefined
}

interface Output<O> {
  readonly shared: unknown
  readonly own: O | undefined
}

/** What is not there is told by `run`, after the rights were judged on what there is. */
const judged = <I extends object>(rewrite: (input: I, view: View) => object, input: I, view: View): object => {
  try {
    return rewrite(input, view)
  } catch (error) {
    if (isServiceError(error)) return input
    throw error
  }
}

/** At once where there is nothing to wait for: a scene runs the entries that store its settings, and cannot wait. */
const following = <T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> =>
  value instanceof Promise ? value.then(next) : next(value)

/** A shared entry with further members that change nothing. */
export const taking =
  (read: Readers) =>
  (shared: Operation): Operation => ({ ...shared, readers: { ...shared.readers, ...read } })

/** A shared entry with further members, and with what they change. */
export const withMembers =
  <R extends Readers, F = undefined, O = undefined>(read: R, change: MemberChange<R, F, O>) =>
  (shared: Operation): Operation => ({
    ...shared,
    readers: { ...shared.readers, ...read },
    actions: [...shared.actions, ...(change.actions ?? [])],
    facts: (input, view): OwnFacts<F> => {
      const given = (change.rewrite === undefined ? input : judged(change.rewrite, input as Given<R>, view)) as Given<R>
      return { input: given, shared: shared.facts(given, view), own: change.facts?.(given, view) }
    },
    allow: (input, facts, caller) => {
      const { input: rewritten, shared: given, own } = facts as OwnFacts<F>
      const needs = shared.allow(rewritten, given, caller)
      return change.needs?.(needs, input as Given<R>, own as F, caller) ?? needs
    },
    run: (input, context): Output<O> | Promise<Output<O>> => {
      const given = (change.rewrite?.(input as Given<R>, context.store) ?? input) as Given<R>
      const go: Parameters<NonNullable<MemberChange<R, F, O>['run']>>[2] = (other = {}) =>
        shared.run(other.input ?? given, other.context ?? context)
      return following(change.run === undefined ? go() : change.run(given, context, go), output =>
        following<O | undefined, Output<O>>(change.own?.(given, context, output), own => ({ shared: output, own })),
      )
    },
    write: (output, context) => {
      const { shared: given, own } = output as Output<O>
      const answer = shared.write(given, context)
      return change.answer?.(answer, own as O) ?? answer
    },
  })

/** One change after another. */
export const inTurn =
  (...changes: readonly ((shared: Operation) => Operation)[]) =>
  (shared: Operation): Operation =>
    changes.reduce((entry, change) => change(entry), shared)
