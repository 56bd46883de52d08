import { readFileSync } from 'node:fs'
import { createMock } from '../../src/mock.js'
import { collectDecisions } from '../../src/recording/record-keeper.js'
import type { Recording } from '../../src/recording/record-types.js'
import type { Scene } from '../../src/scene/types.js'

/** A policy, what a run asks of it, and the holes that it leaves. */
export interface Holes {
  readonly name: string
  readonly dialect?: 'tigris' | 'aws' | 'yandex'
  readonly statements: readonly object[]
  readonly asks: readonly (readonly [string, string, 'allowed' | 'denied', { ip?: string; at?: string }?])[]
  readonly gaps: readonly string[]
  readonly survivors: readonly string[]
}

export const holes = JSON.parse(readFileSync('fixtures/recording/holes.json', 'utf8')) as readonly Holes[]

/** Asks as a test run does; each answer is the one that the fixture says. */
export const recordingOf = ({
  dialect,
  statements,
  asks,
}: Pick<Holes, 'dialect' | 'statements' | 'asks'>): Recording => {
  const scene = {
    ...(dialect && { dialect }),
    buckets: { images: {}, logs: {} },
    keys: { clerk: { policies: [{ Version: '2012-10-17', Statement: statements }] } },
  } as Scene
  let collected: ReturnType<typeof collectDecisions> | undefined
  const mock = createMock(scene, undefined, undefined, of => {
    collected = collectDecisions(of)
    return collected
  })
  const clerk = mock.as('clerk')
  for (const [action, resource, expected, when] of asks) {
    const end = collected?.begin?.({ name: `${action} on ${resource} is ${expected}` })
    const { decision } = clerk.can(action, resource, when)
    if ((decision === 'allowed') !== (expected === 'allowed')) throw new Error(`${action} on ${resource}: ${decision}`)
    end?.()
  }
  return collected!.recording()
}
