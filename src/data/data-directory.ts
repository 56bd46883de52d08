import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Dialect } from '../contract/dialect.js'
import { every } from '../contract/host.js'
import { FileBlob, JoinedBlob } from '../store/blob-kinds.js'
import type { OpenBlobs } from '../store/blobs.js'
import type { Blob, ObjectRecord } from '../store/types.js'
import { type Bodies, DamagedBlob, openBodies } from './bodies.js'
import { eachStateChange } from './changes.js'
import { DataError } from './data-error.js'
import { readFrames } from './frames.js'
import { Journal } from './journal.js'
import type { Change, KeptState } from './kept-state.js'
import { takeLock } from './lock.js'
import { startRebuild } from './rebuild.js'

/** The first entry of a journal. */
interface Header {
  readonly format: 'tigris-mock data'
  readonly version: 1
  readonly dialect: string
  readonly account: string
}

type Entry = Header | { readonly changes: readonly Change[] } | { readonly whole: true }

/** An object whose bytes are gone or cut. */
export interface DamagedObject {
  readonly bucket: string
  readonly key: string
  readonly fault: string
}

/** A directory in which the state of one server outlives it. */
export interface DataDirectory {
  readonly path: string
  /** Where large bodies are kept. */
  readonly blobs: OpenBlobs
  /** What an earlier process left; absent in a new directory. */
  readonly found?: { readonly state: KeptState; readonly account: string; readonly damaged: readonly DamagedObject[] }
  /** Keeps what changed since the last time. Throws a DataError when it cannot: then it is kept with the next change. */
  keep(state: KeptState): void
  /** Gives the directory back. */
  close(): void
}

const own = /^(?:journal(?:\.new)?|bodies|lock(?:\.\d+(?:\.left)?)?)$/

/** Changes in one entry of a journal that is written anew: a line is read as one text. */
const changesPerEntry = 1_000
/** Bytes beyond twice the last whole state after which a journal is written anew. */
const slack = 4 * 1024 ** 2
/** Milliseconds between two handings to the disk. */
const syncs = 1_000

const leavesOf = (blob: Blob): readonly Blob[] =>
  blob instanceof JoinedBlob ? blob.pieces.flatMap(piece => leavesOf(piece.blob)) : [blob]

function* recordsOf({ store }: KeptState): Generator<readonly [bucket: string, Pick<ObjectRecord, 'key' | 'blob'>]> {
  const shelves = [...store.buckets.values(), ...[...(store.deleted?.values() ?? [])].map(({ bucket }) => bucket)]
  for (const { record, objects, uploads, deleted, fork } of shelves) {
    for (const tree of [objects, fork?.ours, fork?.theirs])
      for (const versions of tree?.values() ?? []) for (const version of versions) yield [record.name, version]
    for (const list of deleted?.values() ?? []) for (const { object } of list) yield [record.name, object]
    for (const list of uploads.values())
      for (const { key, parts } of list) for (const { blob } of parts.values()) yield [record.name, { key, blob }]
  }
}

/** Looks at every body: the names of those in use, and what is damaged. */
const inspect = (state: KeptState): { used: Set<string>; damaged: DamagedObject[] } => {
  const used = new Set<string>()
  const damaged = new Map<string, DamagedObject>()
  for (const [bucket, { key, blob }] of recordsOf(state)) {
    for (const leaf of leavesOf(blob)) {
      if (leaf instanceof FileBlob) used.add(leaf.name)
      if (leaf instanceof DamagedBlob) damaged.set(`${bucket}/${key}`, { bucket, key, fault: leaf.fault })
    }
  }
  return { used, damaged: [...damaged.values()] }
}

interface Read {
  readonly state: KeptState
  readonly account: string
  /** Bytes of the journal that hold. */
  readonly size: number
  /** Of these, the bytes of the state with which it began. */
  readonly whole: number
}

const damagedJournal = (path: string, offset: number, fault: string): DataError =>
  new DataError(
    `${path} is damaged at byte ${offset}: ${fault}. Nothing of it was changed. Put back a copy of the directory, or begin with another one`,
  )

const checkHeader = (path: string, entry: unknown, { name }: Pick<Dialect, 'name'>): Header => {
  const header = entry as Header
  if (header?.format !== 'tigris-mock data') throw damagedJournal(path, 0, 'it does not begin as a journal does')
  if (header.version !== 1)
    throw new DataError(
      `${path} has the version ${header.version}: a newer tigris-mock wrote it, and this one cannot read it`,
    )
  if (header.dialect !== name)
    throw new DataError(
      `${path} was written by a server of dialect \`${header.dialect}\`: start it with --dialect ${header.dialect}`,
    )
  return header
}

/** Does again what the journal tells. An entry that nothing follows may be broken: its writer was killed over it. */
const readJournal = (path: string, dialect: Pick<Dialect, 'name' | 'profile'>, bodies: Bodies): Read => {
  const file = openSync(path, 'r')
  try {
    const rebuilt = startRebuild({ profile: dialect.profile, policies: new Map(), open: bodies.open })
    let header: Header | undefined
    let whole = 0
    let broken: number | undefined
    for (const { offset, ended, value } of readFrames(file)) {
      if (broken !== undefined)
        throw damagedJournal(path, broken, 'an entry is not as it was written, and others follow')
      if (!ended || value === undefined) {
        broken = offset
        continue
      }
      try {
        if (header === undefined) header = checkHeader(path, value, dialect)
        else if ('changes' in (value as Entry))
          for (const change of (value as { changes: Change[] }).changes) rebuilt.apply(change)
        else whole = offset
      } catch (error) {
        if (error instanceof DataError) throw error
        throw damagedJournal(path, offset, error instanceof Error ? error.message : String(error))
      }
    }
    if (header === undefined) throw damagedJournal(path, 0, 'it has no entry')
    const end = broken ?? endOf(file)
    return { state: rebuilt.state(), account: header.account, size: end, whole: whole || end }
  } finally {
    closeSync(file)
  }
}

const endOf = (file: number): number => fstatSync(file).size

/** All of a state as entries, and the mark behind it. */
function* entriesOf(header: Header, state: KeptState, bodies: Bodies): Generator<Entry> {
  yield header
  const changes: Change[] = []
  // what is told is written at once: a generator cannot yield from within
  eachStateChange(undefined, state, bodies, change => changes.push(change))
  for (let from = 0; from < changes.length; from += changesPerEntry)
    yield { changes: changes.slice(from, from + changesPerEntry) }
  yield { whole: true }
}

/**
 * Opens a directory of data, made if it is not there, for this process alone. Throws a DataError that names what is
 * wrong with it: another process has it, it holds other files, its journal is damaged. Bodies that are damaged are
 * told, and everything else is there.
 */
export const openData = (
  given: string,
  dialect: Pick<Dialect, 'name' | 'profile' | 'identity'>,
  failed: (error: Error) => void,
): DataDirectory => {
  const path = resolve(given)
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new DataError(`cannot write there: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
  const foreign = readdirSync(path).find(name => !own.test(name))
  if (foreign !== undefined)
    throw new DataError(
      `${path} holds \`${foreign}\`, which is none of tigris-mock's files: give a directory of its own`,
    )
  const release = takeLock(join(path, 'lock'))
  try {
    return openLocked(path, dialect, failed, release)
  } catch (error) {
    release()
    throw error
  }
}

const openLocked = (
  path: string,
  dialect: Pick<Dialect, 'name' | 'profile' | 'identity'>,
  failed: (error: Error) => void,
  release: () => void,
): DataDirectory => {
  const file = join(path, 'journal')
  rmSync(`${file}.new`, { force: true })
  const bodies = openBodies(join(path, 'bodies'))
  const read = existsSync(file) ? readJournal(file, dialect, bodies) : undefined
  const account = read?.account ?? dialect.identity.account
  const header: Header = { format: 'tigris-mock data', version: 1, dialect: dialect.name, account }
  const { used, damaged } = read === undefined ? { used: new Set<string>(), damaged: [] } : inspect(read.state)
  bodies.finish(used)

  let kept = read?.state
  let whole = read?.whole ?? 0
  let journal: Journal | undefined
  const writeWhole = (state: KeptState): void => {
    journal?.close()
    journal = Journal.write(file, entriesOf(header, state, bodies))
    whole = journal.size
  }
  if (read !== undefined && damaged.length === 0 && read.size > 2 * whole + slack) writeWhole(read.state)
  else if (read !== undefined) journal = Journal.open(file, read.size)
  const stop = every(syncs, () => journal?.sync(failed))

  return {
    ...{ path, blobs: bodies.blobs },
    ...(read && { found: { state: read.state, account, damaged } }),
    keep(state) {
      if (journal === undefined) writeWhole(state)
      else {
        const changes: Change[] = []
        eachStateChange(kept, state, bodies, change => changes.push(change))
        if (changes.length > 0) journal.append({ changes })
      }
      kept = state
    },
    close() {
      stop()
      journal?.close()
      release()
    },
  }
}
