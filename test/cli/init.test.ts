import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTigrisMock, type Scene } from '../../src/index.js'
import { loadYaml } from '../../src/scene/load.js'
import { captured } from './captured.js'

const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-init-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

test.each(['tigris', 'aws', 'yandex'])(
  'the first files of %s are a scene that can be and tests that hold',
  async dialect => {
    const directory = join(temporary(), 'storage')

    const { status, stdout } = await captured('init', directory, '--dialect', dialect)
    const ran = await captured('test', join(directory, 'access.perm.yaml'))
    const { value, origin } = loadYaml(join(directory, 'tigris-mock.config.yaml'))
    const mock = createTigrisMock(value as Scene, origin)

    expect(status).toBe(0)
    expect(readdirSync(directory).sort()).toEqual(['access.perm.yaml', 'app-policy.json', 'tigris-mock.config.yaml'])
    for (const name of readdirSync(directory)) expect(stdout).toContain(`wrote ${join(directory, name)}\n`)
    expect(stdout).toMatch(
      /npx tigris-mock test .*access\.perm\.yaml\n.*npx tigris-mock serve .*tigris-mock\.config\.yaml/s,
    )
    expect(ran.stdout).toMatch(/\n5 passed, 0 failed\n/)
    expect(ran.status).toBe(0)
    expect(mock.dialect.name).toBe(dialect)
    expect(mock.as('app').can('s3:PutObject', 'images/a').decision).toBe('allowed')
    expect(mock.as('visitor').can('s3:GetObject', 'images/hello.txt').decision).toBe('implicitDeny')
  },
)

test('a file that is there is never written over, and then nothing is written', async () => {
  const directory = temporary()
  const policy = join(directory, 'app-policy.json')
  writeFileSync(policy, 'mine')

  await expect(captured('init', directory)).rejects.toThrow(`\`${policy}\` would be written over: nothing was written`)

  expect(readdirSync(directory)).toEqual(['app-policy.json'])
  expect(readFileSync(policy, 'utf8')).toBe('mine')
})

test('init --json names what was written', async () => {
  const directory = temporary()

  const { stdout } = await captured('init', directory, '--json')

  expect(JSON.parse(stdout)).toEqual({
    written: ['tigris-mock.config.yaml', 'app-policy.json', 'access.perm.yaml'].map(name => join(directory, name)),
  })
})
