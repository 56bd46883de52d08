import { expect, test } from 'vitest'
import { createWorld } from '../../src/world/cells.js'

test('a world starts at a checkpoint and leaves it as it was', () => {
  const first = createWorld({ count: 1, name: 'a' })
  const checkpoint = first.checkpoint()
  const second = createWorld(checkpoint)

  first.cell('count').value = 2
  second.cell('name').value = 'b'

  expect(checkpoint).toEqual({ count: 1, name: 'a' })
  expect(first.checkpoint()).toEqual({ count: 2, name: 'a' })
  expect(second.checkpoint()).toEqual({ count: 1, name: 'b' })
})

test('cells of one part see each other', () => {
  const world = createWorld({ count: 1 })
  const before = world.cell('count')

  world.cell('count').value = 5

  expect(before.value).toBe(5)
})

test('a checkpoint is the state itself, not a copy of it', () => {
  const world = createWorld({ list: Array.from({ length: 1000 }, (_, index) => index) })

  expect(world.checkpoint()).toBe(world.checkpoint())
  expect(createWorld(world.checkpoint()).checkpoint().list).toBe(world.checkpoint().list)
})
