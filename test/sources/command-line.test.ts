import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { captured } from '../cli/captured.js'

const cdk = (name: string) => `fixtures/sources/cdk/${name}.template.json`
const sam = 'fixtures/sources/sam/template.yaml'

const written = (name: string, content: unknown): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-sources-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  return join(directory, name)
}

test('lint judges every policy of a template, as the service for which it is written', async () => {
  expect(
    await captured('lint', sam, 'fixtures/sources/terraform/state.json', 'fixtures/sources/pulumi/export.json'),
  ).toMatchObject({ status: 0, stdout: '' })
})

test('lint names the line of the template and the logical name', async () => {
  const template = written(
    'template.yaml',
    [
      'Resources:',
      '  Uploader:',
      '    Type: AWS::IAM::Role',
      '    Properties:',
      '      AssumeRolePolicyDocument:',
      '        Statement: { Effect: Allow, Principal: { AWS: "*" }, Action: s3:GetObject }',
      '      Policies:',
      '        - PolicyName: upload',
      '          PolicyDocument:',
      '            Version: 2012-10-17',
      '            Statement:',
      '              - Effect: Alow',
      '                Action: s3:PutObject',
      "                Resource: '*'",
    ].join('\n'),
  )
  const { status, stdout } = await captured('lint', template)

  expect(status).toBe(1)
  expect(stdout).toContain(`${template}:12:25: Uploader: MalformedPolicyDocument:`)
  expect(stdout).toContain(
    `${template}:6:70: Uploader: MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions.`,
  )
})

test('lint holds one resource of a template to another service', async () => {
  const options = written('options.yaml', `stacks: [${cdk('Storage')}]`)
  const { status, stdout } = await captured(
    'lint',
    cdk('Api'),
    '--of',
    'UploaderDefaultPolicy',
    '--options',
    options,
    '--dialect',
    'tigris',
  )

  expect(status).toBe(1)
  expect(stdout).toMatch(
    /^fixtures\/sources\/cdk\/Api\.template\.json:\d+:\d+: UploaderDefaultPolicy3E3749F0: .*s3:PutObjectLegalHold/m,
  )
})

test('lint reads a policy in YAML', async () => {
  expect(await captured('lint', 'fixtures/sources/mistakes/effect.yaml')).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^fixtures\/sources\/mistakes\/effect\.yaml:4:13: /),
  })
})

test('explain asks the policies of a resource of a template', async () => {
  const allowed = ['explain', sam, '--of', 'WriterRole', '--action', 's3:PutObject', '--resource', 'sam-images/a.png']
  const denied = ['explain', sam, '--of', 'ReaderRole', '--action', 's3:PutObject', '--resource', 'sam-images/a.png']

  expect(await captured(...allowed)).toMatchObject({ status: 0 })
  const { status, stdout } = await captured(...denied)
  expect(status).toBe(1)
  expect(stdout).toContain(`${sam}:23, ReaderRole`)
})

test.each([
  [
    ['lint', 'fixtures/policies/sdxl-runner.json', '--of', 'x'],
    '`--of` is for templates, and `fixtures/policies/sdxl-runner.json` is none',
  ],
  [['lint', cdk('Api')], `fixtures/sources/cdk/Api.template.json:`],
  [
    ['explain', sam, '--of', 'WriterRol', '--action', 's3:GetObject', '--resource', 'b/k'],
    '`fixtures/sources/sam/template.yaml` has no resource `WriterRol`; did you mean `WriterRole`?',
  ],
])('%j is refused', async (given, message) => {
  await expect(captured(...given)).rejects.toThrow(message)
})
