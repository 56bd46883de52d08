import { linkSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { every, hostTime } from '../contract/host.js'
import { DataError } from './data-error.js'

/** Who has a directory. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** What tells this process from a later one with its number, where the system says so. */
  readonly begun?: string
}

/** Milliseconds between two signs of life, and without one after which a holder on another machine is gone. */
const sign = 2_000
const patience = 15_000

/** When a process began, in ticks since its system did. */
const begunOf = (pid: number): string | undefined => {
  try {
    // the name of a program may have spaces and brackets: the fields are counted from behind it
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ')[19]
  } catch {
    return undefined
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const readHolder = (path: string): Holder | undefined => {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const { pid, host } = holder as Holder
    return Number.isInteger(pid) && typeof host === 'string' ? (holder as Holder) : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error
    return undefined
  }
}

/** Whether the lock outlived its holder: that was killed. */
const isLeft = (path: string, holder: Holder | undefined): boolean => {
  if (holder?.host === hostname()) {
    if (holder.pid === process.pid && holder.begun === begunOf(process.pid)) return false
    return !isAlive(holder.pid) || (holder.begun !== undefined && holder.begun !== begunOf(holder.pid))
  }
  return hostTime.visible() - statSync(path).mtimeMs > patience
}

const describe = ({ pid, host }: Holder): string => `process ${pid} of ${host === hostname() ? 'this machine' : host}`

/** Takes a directory for this process alone; throws a DataError that says who has it. Returns what gives it back. */
export const takeLock = (path: string): (() => void) => {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return makeLock(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (!removeLeft(path)) continue
    }
  }
  throw new DataError(`${path} changes all the time: another process begins at this directory too`)
}

const makeLock = (path: string): (() => void) => {
  const holder: Holder = { pid: process.pid, host: hostname(), ...begunNow() }
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, JSON.stringify(holder))
  try {
    // whole from the begin: whoever sees it can read who has it
    linkSync(beside, path)
  } finally {
    unlinkSync(beside)
  }
  const stop = every(sign, () => {
    const now = hostTime.visible() / 1000
    try {
      utimesSync(path, now, now)
    } catch {
      // whoever removed the lock took the directory away from this process: its next write will tell
    }
  })
  return () => {
    stop()
    try {
      unlinkSync(path)
    } catch {
      // it is gone with its directory
    }
  }
}

const begunNow = (): Pick<Holder, 'begun'> => {
  const begun = begunOf(process.pid)
  return begun === undefined ? {} : { begun }
}

/** Takes a lock away whose holder is gone. False where it was given back meanwhile. */
const removeLeft = (path: string): boolean => {
  let holder: Holder | undefined
  try {
    holder = readHolder(path)
    if (!isLeft(path, holder)) {
      const who = holder === undefined ? 'somebody' : describe(holder)
      throw new DataError(`${path} says that ${who} has this directory: end it, or remove that file if it is gone`)
    }
    const away = `${path}.${process.pid}.left`
    renameSync(path, away)
    const moved = readHolder(away)
    // another process may have taken it between the two
    if (moved?.pid !== holder?.pid || moved?.host !== holder?.host) linkSync(away, path)
    unlinkSync(away)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
