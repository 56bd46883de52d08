import type { Scene } from '../scene/types.js'
import type { ClockView, FaultRequest } from './api.js'
import { ControlError, type Controlled, objectOf, type Route } from './route.js'

const checkpointNamed = ({ checkpoints }: Controlled, id: string) => {
  const found = checkpoints.get(id)
  if (found === undefined) throw new ControlError(404, `there is no checkpoint \`${id}\``)
  return found
}

/** A checkpoint holds what the world has since let go: somebody who never deletes one is told. */
const mostCheckpoints = 1000

const effects = ['reply', 'delay', 'reset', 'truncate', 'lostAck'] as const

const addFault = ({ mock }: Controlled, fault: FaultRequest): void => {
  const { operation, bucket, key, as, after, times } = fault
  if (typeof operation !== 'string') throw new ControlError(400, '`operation` is missing: name one, as the log does')
  const given = effects.filter(name => fault[name] !== undefined)
  const [effect] = given
  if (effect === undefined || given.length > 1)
    throw new ControlError(400, `a fault has one of ${effects.map(name => `\`${name}\``).join(', ')}`)
  const filter = Object.fromEntries(Object.entries({ bucket, key, as }).filter(([, value]) => value !== undefined))
  let builder = mock.faults.on(operation, filter)
  if (after !== undefined) builder = builder.after(after)
  if (times !== undefined) builder = builder.times(times)
  const { reply, delay, truncate } = fault
  if (reply !== undefined) {
    const { code, ...options } = typeof reply === 'string' ? { code: reply } : reply
    builder.reply(code, options)
  } else if (delay !== undefined) builder.delay(delay)
  else if (truncate !== undefined) builder.truncate(truncate)
  else builder[effect as 'reset' | 'lostAck']()
}

interface ClockChange {
  readonly set?: string | number
  /** Milliseconds. */
  readonly advance?: number
  /** A time, or `true` for the present one. */
  readonly freeze?: string | number | true
  /** Milliseconds. */
  readonly skew?: number
}

const moveClock = ({ mock }: Controlled, { set, advance, freeze, skew }: ClockChange): void => {
  if (set !== undefined) mock.clock.set(set)
  if (advance !== undefined) mock.clock.advance(advance)
  if (freeze !== undefined) mock.clock.freeze(freeze === true ? undefined : freeze)
  if (skew !== undefined) mock.clock.skew(skew)
}

const clockView = ({ mock }: Controlled): ClockView => ({ now: mock.clock.now().toISOString() })

/** Routes that change what a test begins with. */
export const stateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'ready',
    open: true,
    run: ({ mock }) => ({ ready: true, dialect: mock.dialect.name }),
  },
  {
    method: 'POST',
    path: 'reset',
    run: controlled => {
      controlled.mock.restore(controlled.begin)
      controlled.kept.clear()
      return {}
    },
  },
  {
    method: 'POST',
    path: 'checkpoints',
    run: ({ mock, checkpoints }) => {
      if (checkpoints.size >= mostCheckpoints)
        throw new ControlError(409, `there are ${mostCheckpoints} checkpoints: delete those that are not needed`)
      const last = Number([...checkpoints.keys()].at(-1) ?? 0)
      const id = String(last + 1)
      checkpoints.set(id, mock.checkpoint())
      return { id }
    },
  },
  {
    method: 'POST',
    path: 'checkpoints/{id}/restore',
    run: (controlled, { parts }) => {
      controlled.mock.restore(checkpointNamed(controlled, parts.id!))
      return {}
    },
  },
  {
    method: 'DELETE',
    path: 'checkpoints/{id}',
    run: (controlled, { parts }) => {
      checkpointNamed(controlled, parts.id!)
      controlled.checkpoints.delete(parts.id!)
      return {}
    },
  },
  {
    method: 'GET',
    path: 'scene',
    query: ['partly'],
    run: ({ mock }, { query }) => mock.toJSON({ partly: query.partly !== undefined }),
  },
  {
    method: 'PUT',
    path: 'scene',
    run: async (controlled, call) => {
      const scene = await objectOf<Scene>(call)
      controlled.mock.load(scene, { baseUrl: '/', foreign: true })
      controlled.begin = controlled.mock.checkpoint()
      return {}
    },
  },
  {
    method: 'POST',
    path: 'faults',
    run: async (controlled, call) => {
      const members = ['operation', 'bucket', 'key', 'as', 'after', 'times', ...effects] as const
      addFault(controlled, await objectOf<FaultRequest>(call, members))
      return {}
    },
  },
  { method: 'GET', path: 'faults', run: ({ mock }) => ({ unused: mock.faults.unused() }) },
  {
    method: 'DELETE',
    path: 'faults',
    run: ({ mock }) => {
      mock.faults.clear()
      return {}
    },
  },
  { method: 'GET', path: 'clock', run: clockView },
  {
    method: 'POST',
    path: 'clock',
    run: async (controlled, call) => {
      moveClock(controlled, await objectOf<ClockChange>(call, ['set', 'advance', 'freeze', 'skew']))
      return clockView(controlled)
    },
  },
]
