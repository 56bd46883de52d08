import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import type { SortedTree } from '../../src/store/persistent.js'
import type { Versions } from '../../src/store/state.js'
import type { Checkpoint } from '../../src/world/world.js'
import { setup } from '../operations/s3-setup.js'

/** All that a checkpoint holds. */
const checkpointOf = (mock: { checkpoint(): object }) => mock.checkpoint() as Checkpoint

const Bucket = 'images'

interface Growing {
  set(key: string, versions: Versions): boolean
  clone(): SortedTree<string, Versions>
}

interface Node {
  readonly children?: readonly Node[]
}

const nodesOf = (tree: unknown): Set<Node> => {
  const found = new Set<Node>()
  const visit = (node: Node): void => {
    found.add(node)
    for (const child of node.children ?? []) visit(child)
  }
  visit((tree as { readonly _root: Node })._root)
  return found
}

/** A mock whose bucket has so many objects, and what is asked of the tree in which they stand. */
const setupFilled = (size: number) => {
  const { mock, s3 } = setup({ buckets: { images: { objects: { first: 'x' } } } })
  const begin = checkpointOf(mock)
  const bucket = begin.store.buckets.get(Bucket)!
  const versions = bucket.objects.get('first')!
  const growing = bucket.objects.without('first') as unknown as Growing
  for (let number = 0; number < size; number++) growing.set(`key-${number}`, versions)
  const asked: PropertyKey[] = []
  const objects = new Proxy(growing.clone(), {
    get(tree, name) {
      asked.push(name)
      const member: unknown = Reflect.get(tree, name)
      return typeof member === 'function' ? member.bind(tree) : member
    },
  })
  const buckets = begin.store.buckets.with(Bucket, { ...bucket, objects }, true)
  const changed: Checkpoint = { ...begin, store: { ...begin.store, buckets } }
  mock.restore(changed)
  const treeOf = () => checkpointOf(mock).store.buckets.get(Bucket)!.objects
  return { mock, s3, asked, treeOf }
}

test.each([10, 1_000_000])('a checkpoint, a restore and a world of its own read none of %i objects', async size => {
  const { mock, asked } = setupFilled(size)
  asked.length = 0

  const checkpoint = checkpointOf(mock)
  mock.restore(checkpoint)
  const inside = await mock.isolate(() => checkpointOf(mock))

  expect(asked).toEqual([])
  expect(checkpointOf(mock).store).toBe(checkpoint.store)
  expect(inside.store).toBe(checkpoint.store)
  expect(inside.registry).toBe(checkpoint.registry)
})

test.each([
  [10, 1],
  [1_000_000, 6],
])('a write in a world of its own, beside %i objects, copies %i nodes at most', async (size, most) => {
  const { mock, s3, treeOf } = setupFilled(size)
  const before = nodesOf(treeOf())

  const written = await mock.isolate(async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'key-5', Body: 'new' }))
    return nodesOf(treeOf())
  })

  const copied = [...written].filter(node => !before.has(node))
  expect(copied.length).toBeGreaterThan(0)
  expect(copied.length).toBeLessThanOrEqual(most)
  expect([...nodesOf(treeOf())].every(node => before.has(node))).toBe(true)
})
