import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { dispatch } from '../../src/cli/dispatch.js'
import { captured } from './captured.js'
import { buildProgram, type Program, run } from './program.js'

// A process takes a second to begin where many run at once.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let program: Program
beforeAll(async () => {
  program = await buildProgram()
})
afterAll(() => program.remove())

const commands = ['serve', 'init', 'test', 'explain', 'lint', 'matrix', 'diff', 'operations']

const policy = (name: string): string => `fixtures/policies/${name}.json`

const writeFile = (name: string, text: string): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-cli-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}

test('--version prints the version of the package', async () => {
  expect(await run(program, '--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n` })
})

test('--help names every command, and no command at all is an error that does the same', async () => {
  const [asked, bare] = await Promise.all([run(program, '--help'), run(program)])

  for (const name of commands) expect(asked.stdout).toMatch(new RegExp(`^  ${name} {2,}\\w`, 'm'))
  expect(asked.status).toBe(0)
  expect(bare).toMatchObject({ status: 2, stdout: '', stderr: asked.stdout })
})

test.each(commands)('%s --help has its options and an example', async name => {
  const { status, stdout } = await captured(name, '--help')

  expect(status).toBe(0)
  expect(stdout).toMatch(new RegExp(`^example:\n  tigris-mock ${name}(?: |$)`, 'm'))
  expect(stdout).toMatch(/^ {2}--json +\w/m)
})

test.each([
  [['serv'], 'unknown command `serv`; did you mean `serve`?'],
  [['--versoin'], 'unknown option `--versoin`; did you mean `--version`?'],
  [['serve', '--prot', '1'], 'unknown option `--prot`; did you mean `--port`?'],
  [
    ['lint', '-x'],
    'unknown option `-x`; known are `--kind`, `--at`, `--of`, `--options`, `--dialect`, `--sarif`, `--junit`, `--json`, `--help`',
  ],
  [['serve', '--port'], '`--port` needs a value'],
  [['serve', '--port', '65536'], '`65536` is no port'],
  [['serve', '--dialect', 'tigers'], 'unknown dialect `tigers`; did you mean `tigris`?'],
  [['serve', 'scene.yaml'], 'unexpected argument `scene.yaml`'],
  [['operations', '--json=yes'], '`--json` takes no value'],
  [['lint'], 'name at least one policy file'],
  [['lint', policy('sdxl-runer')], '`fixtures/policies/sdxl-runer.json` cannot be read: ENOENT'],
  [['lint', policy('sdxl-runner'), '--kind', 'bucket'], '`tigris` has no policies of kind `bucket`; known are'],
  [['matrix'], 'name policies, or one scene'],
  [['matrix', policy('sdxl-runner'), '--check', 'gone.md'], 'there is no `gone.md`: write it with `tigris-mock matrix'],
  [['matrix', policy('sdxl-runner'), '--check', 'a.pdf'], '`a.pdf` has no form that a matrix is written in'],
  [['diff', policy('sdxl-runner')], 'name two policies, the old one and the new one'],
  [
    ['diff', 'nowhere:a.json', policy('sdxl-runner')],
    'there is no file `nowhere:a.json`, and Git has no such revision',
  ],
  [['test'], 'name at least one permission file'],
  [['explain', policy('sdxl-runner'), '--resource', 'a/b'], '`--action` is missing'],
  [['explain', policy('sdxl-runner'), '--action', 's3:GetObject'], '`--resource` is missing'],
  [
    ['explain', policy('sdxl-runner'), '--action', 's3:GetObjekt', '--resource', 'a/b'],
    'no operation of `tigris` needs `s3:GetObjekt`; did you mean `s3:GetObject`?',
  ],
])('%j is refused with a word on what to write', async (parameters, message) => {
  await expect(dispatch(parameters)).rejects.toThrow(message)
})

test('a command line that cannot be carried out is told on stderr alone', async () => {
  const { status, stdout, stderr } = await run(program, 'serv')

  expect(stderr).toBe('tigris-mock: unknown command `serv`; did you mean `serve`?\n')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})

test('operations lists entries and actions of every dialect, and tells those that are refused by name', async () => {
  const { status, stdout } = await run(program, 'operations')

  expect(status).toBe(0)
  expect(stdout.match(/^\w+(?=: \d+ operations)/gm)).toEqual(['tigris', 'aws', 'yandex'])
  expect(stdout).toMatch(/^ {2}s3 +PutObject +s3:PutObject/m)
  expect(stdout).toMatch(/^ {2}iam +CreateUser +501: CreateUser is not supported by Tigris$/m)
})

test('operations --json names the actions as the dialect does', async () => {
  const { stdout } = await captured('operations', '--dialect', 'tigris', '--json')

  const { tigris, ...others } = JSON.parse(stdout)
  expect(others).toEqual({})
  expect(tigris.find(({ name }: { name: string }) => name === 'ListObjectVersions')).toEqual({
    service: 's3',
    name: 'ListObjectVersions',
    request: 'GET /{Bucket}?versions',
    actions: ['s3:ListBucketVersions', 's3:ListBucket'],
  })
})

const sdxl = ['explain', policy('sdxl-runner')]
const byAddress = ['explain', policy('ip-restrictions'), '--action', 's3:GetObject', '--resource', 'images/a.png']
const byDate = ['explain', policy('date-time-one-day'), '--action', 's3:GetObject', '--resource', 'images/a.png']

test.each([
  [[...sdxl, '--action', 's3:PutObject', '--resource', 'public-images/a.png'], 0, 'AllowPuttingImagesIntoPublicBucket'],
  [[...sdxl, '--action', 's3:PutObject', '--resource', 'model-storage/a.bin'], 1, 'sdxl-runner.json:25'],
  [[...byAddress, '--ip', '203.0.113.9'], 0, 'IpRestrictedReads2'],
  [[...byAddress, '--ip', '198.51.100.1'], 1, 'let IpAddress aws:SourceIp'],
  [[...byDate, '--at', '2025-01-14T12:00:00Z'], 0, 'DateTimeRestrictedAccess'],
  [[...byDate, '--at', '2025-01-15T12:00:00+02:00'], 1, '2025-01-15T10:00:00Z'],
  [byDate, 1, 'DateLessThan aws:CurrentTime'],
])('%j exits with the decision and says why', async (parameters, status, reason) => {
  const ended = await captured(...parameters)

  expect(ended.stdout).toContain(reason)
  expect(ended.status).toBe(status)
})

test('explain --json gives the verdict and its text, and reads the policy of a bucket', async () => {
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::public-images/*' }
  const file = writeFile('bucket.json', JSON.stringify({ Version: '2012-10-17', Statement: statement }))
  const question = ['--action', 's3:GetObject', '--resource', 'arn:aws:s3:::public-images/a.png', '--dialect', 'aws']

  const { status, stdout } = await run(program, ...sdxl, ...question, '--bucket-policy', file, '--json')

  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    decision: 'explicitDeny',
    at: 'bucket',
    statements: [{ effect: 'Deny', position: { file, line: 1 } }],
    explanation: expect.stringContaining('denied by a statement'),
  })
})

test('lint prints each fault with file, line and column, and nothing for policies that are taken', async () => {
  const text =
    '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }]\n}'
  const file = writeFile('broken.json', text)

  const broken = await run(program, 'lint', policy('sdxl-runner'), file)
  const asJson = await captured('lint', file, '--json')
  const clean = await captured('lint', policy('sdxl-runner'), policy('training-job'), '--at', '2025-07-16T02:00:00Z')

  expect(broken.status).toBe(1)
  expect(broken.stdout).toMatch(new RegExp(`^${file}:3:\\d+: \\w+: .*s3:GetObject`))
  expect(asJson.status).toBe(1)
  expect(JSON.parse(asJson.stdout)).toEqual([expect.objectContaining({ file, line: 3 })])
  expect(clean).toMatchObject({ status: 0, stdout: '' })
})

test('lint warns of what never matches, in SARIF and in a JUnit report too, beside the lines of a change on GitHub', async () => {
  const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b/*' }
  const file = writeFile('useless.json', JSON.stringify({ Version: '2012-10-17', Statement: statement }))

  vi.stubEnv('GITHUB_ACTIONS', 'true')
  const told = await captured('lint', file)
  vi.unstubAllEnvs()
  const sarif = await captured('lint', file, '--sarif', '--junit', `${file}.xml`)

  expect(told.status).toBe(1)
  expect(told.stdout).toMatch(/^\S+:1:\d+: warning NeverMatches: "s3:ListBucket" acts on buckets/)
  expect(told.stdout).toMatch(/^::warning file=\S+,line=1,col=\d+,title=NeverMatches::/m)
  expect(JSON.parse(sarif.stdout).runs[0].results).toMatchObject([{ ruleId: 'NeverMatches', level: 'warning' }])
  expect(readFileSync(`${file}.xml`, 'utf8')).toContain('failures="1"')
})

test('matrix shows policies or a scene, and compares with what was committed', async () => {
  const told = await captured('matrix', policy('sdxl-runner'))
  const scene = await captured('matrix', 'fixtures/permissions/sdxl-runner.perm.yaml', '--json')
  const markdown = await captured('matrix', policy('sdxl-runner'), '--markdown')
  const page = await captured('matrix', policy('sdxl-runner'), '--html')
  const committed = writeFile('access.md', markdown.stdout)
  await captured('matrix', policy('sdxl-runner'), '--write', committed)
  const same = await captured('matrix', policy('sdxl-runner'), '--check', committed)
  const changed = await captured('matrix', policy('images-read-only'), '--check', committed)

  expect(told).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing is allowed on\n  model-storage2') })
  expect(JSON.parse(scene.stdout).rows['s3:PutObject public-images/a']).toEqual([
    'allowed',
    'allowed',
    'denied',
    'denied',
  ])
  expect(page.stdout).toMatch(/^<!doctype html>/)
  expect(same).toEqual({ status: 0, stdout: `${committed} is up to date\n` })
  expect(changed.status).toBe(1)
  expect(changed.stdout).toMatch(/^- \| `public-images\/a` \|.*\n/m)
  expect(changed.stdout).toMatch(/^\+ \| `images\/a` \| `s3:GetObject` \| yes \|$/m)
})

test('diff tells what is allowed anew, and exits with 1 where that is forbidden', async () => {
  const [old, wide] = ['images/*', 'images*'].map((resource, index) =>
    writeFile(
      `${index}.json`,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${resource}` },
      }),
    ),
  ) as [string, string]

  const told = await captured('diff', old, wide)
  const forbidden = await captured('diff', old, wide, '--forbid-widening', '--json')
  const back = await captured('diff', wide, old, '--forbid-widening', '--require-proof')
  const revision = await captured('diff', `HEAD:${policy('sdxl-runner')}`, policy('sdxl-runner'), '--markdown')

  expect(told.status).toBe(0)
  expect(told.stdout).toContain('+ s3:GetObject, s3:GetObjectVersion on images2/a')
  expect(forbidden.status).toBe(1)
  expect(JSON.parse(forbidden.stdout)).toMatchObject({
    proven: false,
    widened: [{ resource: 'arn:aws:s3:::images2/a' }],
  })
  expect(back).toMatchObject({ status: 0, stdout: expect.stringContaining('\nproven: ') })
  expect(revision.stdout).toMatch(/^proven: .* both decide every call alike\n$/)
})

test('test prints a line for each check and exits with 0 when all hold', async () => {
  const { status, stdout } = await captured('test', 'fixtures/permissions/conditions.perm.yaml')

  expect(stdout).toMatch(/^ {2}ok {4}from the office: clerk is allowed GetObject on images\/a\.png$/m)
  expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/)
  expect(status).toBe(0)
})

test('test exits with 1 for a check that fails and for a file that cannot be read, and goes on after both', async () => {
  const files = ['failing', 'mistakes/mistyped-call', 'conditions'].map(
    name => `fixtures/permissions/${name}.perm.yaml`,
  )

  const shown = await run(program, 'test', ...files)
  const asJson = await captured('test', ...files, '--json')

  expect([shown.status, asJson.status]).toEqual([1, 1])
  expect(shown.stdout).toMatch(
    /^ {2}FAIL {2}a call that is denied by a statement: .*\n +PutObject on images\/a\.png as reader$/m,
  )
  expect(shown.stdout).toMatch(/^ {2}FAIL {2}the file can be read\n.*mistyped-call\.perm\.yaml:\d+:\d+: /m)
  expect(shown.stdout).toContain('  ok    from the office: clerk is allowed')
  const { passed, failed, checks } = JSON.parse(asJson.stdout)
  expect(shown.stdout).toMatch(new RegExp(`\n${passed} passed, ${failed} failed\n$`))
  expect(checks).toHaveLength(passed + failed)
})
