import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import { eachStateChange } from '../../src/data/changes.js'
import { type DataDirectory, openData } from '../../src/data/data-directory.js'
import type { Change, KeptState } from '../../src/data/kept-state.js'
import { dialects } from '../../src/dialects/index.js'
import { createTigrisMock, type Scene } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'

export const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'tigris-mock-data-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export const open = (path: string, dialect: keyof typeof dialects = 'aws'): DataDirectory =>
  openData(path, dialects[dialect], error => {
    throw error
  })

export const stateOf = (mock: ReturnType<typeof createTigrisMock<Scene>>): KeptState =>
  wholeOf(mock).world().checkpoint()

/** Everything of a state, in an order that does not depend on how it came to be. */
export const dump = (state: KeptState): string[] => {
  const changes: Change[] = []
  const fileOf = () => {
    throw new Error('large bodies stand in files already')
  }
  eachStateChange(undefined, state, { fileOf }, change => changes.push(change))
  return changes.map(change => JSON.stringify(change)).sort()
}

export interface Begun {
  readonly data: DataDirectory
  readonly mock: ReturnType<typeof createTigrisMock<Scene>>
  /** Of the admin. */
  readonly s3: S3Client
  keep(): void
}

/** A mock whose state stands in a directory: what an earlier one left, or what the scene says. */
export const begin = (path: string, scene: Scene = {}): Begun => {
  const data = open(path, scene.dialect ?? 'aws')
  const mock = createTigrisMock<Scene>({ dialect: 'aws', ...scene }, undefined, data.blobs)
  if (data.found !== undefined) {
    const { store, registry, names, ids } = data.found.state
    const present = wholeOf(mock).world().checkpoint()
    mock.restore({ ...present, store, registry, names, ids } as ReturnType<typeof mock.checkpoint>)
  }
  const keep = () => data.keep(stateOf(mock))
  keep()
  const s3 = new S3Client({
    ...{ ...mock.admin().clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 },
  })
  return { data, mock, s3, keep }
}
