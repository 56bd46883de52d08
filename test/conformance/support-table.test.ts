import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actionTable } from '../../scripts/actions.js'
import { actionsOf } from '../../scripts/entries.js'
import { renderSupportTable, supportTableFile } from '../../scripts/support-table.js'
import { defineOperation, notImplemented } from '../../src/contract/operation.js'
import { dialects } from '../../src/dialects/index.js'
import { joinOperations } from '../../src/dialects/operations.js'

const open = (name: string) =>
  defineOperation({
    name,
    action: name,
    actions: [],
    open: 'a test',
    read: {},
    allow: () => [],
    run: () => undefined,
    write: () => ({}),
  })

test('docs/support.md is what the entries say; `npx tsx scripts/support-table.ts` writes it', () => {
  expect(readFileSync(supportTableFile, 'utf8')).toBe(renderSupportTable())
})

test('the action table has the actions of every dialect, and no operation that is refused by name', () => {
  const table = actionTable()

  expect(table.PutObject?.['s3:PutObject']).toEqual(['tigris', 'aws', 'yandex'])
  expect(table.GetAccessKeyLastUsed).toBeUndefined()
})

test("a dialect's own entry replaces the shared one of its name and service", () => {
  const shared = [open('GetUser'), open('ListUsers')]
  const own = notImplemented('GetUser', { action: 'GetUser' })
  const entries = { s3: [], iam: ['GetUser', 'ListUsers'], sts: [] }

  expect(joinOperations({ ...dialects.aws, entries, operations: [own] }, shared)).toEqual([shared[1], own])
})

test("the actions of an entry are named as the dialect's policies name them", () => {
  const read = { ...open('GetObject'), actions: ['s3:GetObject', 's3:GetObjectVersion'] }

  expect(actionsOf(read, dialects.aws)).toEqual(['s3:GetObject', 's3:GetObjectVersion'])
  expect(actionsOf(read, dialects.tigris)).toEqual(['s3:GetObject'])
})
