import { readFileSync } from 'node:fs'
import { parsePolicy } from '../src/policy/document.js'
import { evaluate } from '../src/policy/evaluate.js'
import { profiles } from '../src/policy/profiles.js'
import type { ConditionContext, Facts, Policy, PolicyProfile } from '../src/policy/types.js'
import { installPeers, loadSimulator } from './peers.js'

/**
 * Prints how many decisions a second of processor time makes, for policies of 1 to 1,000 statements; the time of the
 * collector and the making of each request's context are counted. Then the same for iam-simulate, in the same run:
 * `npm run bench:policy`.
 */

const principal = { kind: 'key', arn: 'arn:aws:iam::flyio_bench:user/tid_bench', account: 'flyio_bench' } as const
const condition = {
  IpAddress: { 'aws:SourceIp': ['1.2.3.4', '203.0.113.0/24'] },
  DateLessThan: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' },
}

type Shape = 'one prefix each' | 'one bucket each'

const resourceOf = (shape: Shape, index: number): string =>
  shape === 'one bucket each' ? `arn:aws:s3:::bucket-${index}/*` : `arn:aws:s3:::bucket/team-${index}/*`

const policyOf = (count: number, shape: Shape, conditional: boolean): Policy => {
  const Statement = Array.from({ length: count }, (_, index) => ({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject*'],
    Resource: resourceOf(shape, index),
    ...(conditional && { Condition: condition }),
  }))
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), { profile: profiles.tigris })
}

/** Each decision gets a context of its own, as in the pipeline. */
const contextOf = (index: number): ConditionContext => ({
  'aws:SourceIp': `203.0.113.${index & 255}`,
  'aws:CurrentTime': '2030-01-01T00:00:00Z',
  'aws:SecureTransport': 'true',
  'aws:userid': 'tid_bench',
  'aws:PrincipalArn': principal.arn,
})

const rate = (profile: PolicyProfile, facts: (index: number) => Facts): number => {
  let best = 0
  for (let round = 0; round < 6; round++) {
    const count = 100_000
    const begin = process.cpuUsage()
    let allowed = 0
    for (let index = 0; index < count; index++) if (evaluate(profile, facts(index)).decision === 'allowed') allowed++
    if (allowed !== count) throw new Error(`${count - allowed} of ${count} decisions were not allowed`)
    const { user, system } = process.cpuUsage(begin)
    best = Math.max(best, (count * 1e6) / (user + system))
  }
  return Math.round(best)
}

const show = (label: string, value: number) =>
  console.log(`${label.padEnd(52)}${value.toLocaleString('en').padStart(12)} /s`)

for (const shape of ['one prefix each', 'one bucket each'] as const) {
  for (const conditional of [false, true]) {
    for (const count of [1, 10, 100, 1000]) {
      const identity = [policyOf(count, shape, conditional)]
      const resources = Array.from({ length: count }, (_, index) => resourceOf(shape, index).replace('*', 'key.png'))
      const facts = (index: number): Facts => ({
        principal,
        action: 's3:GetObject',
        resource: resources[index % count] ?? '',
        context: contextOf(index),
        identity,
        grants: [],
      })
      const conditions = conditional ? 'two conditions' : 'no condition'
      show(`${count} statements, ${shape}, ${conditions}`, rate(profiles.tigris, facts))
    }
  }
}

const { policies } = JSON.parse(readFileSync(new URL('../fixtures/policy/vectors.json', import.meta.url), 'utf8')) as {
  policies: Readonly<Record<string, unknown>>
}

installPeers()
const { simulate } = await loadSimulator()
for (const [label, name, resource] of [
  ['the first seed', 'seed000', 'arn:aws:s3:::public-images/cat.png'],
  ['the second seed', 'seed001b', 'arn:aws:s3:::images/pets/Scooby-Doo.jpg'],
  ['the example of addresses', 'tig_ip', 'arn:aws:s3:::images/cat.png'],
] as const) {
  const identity = [parsePolicy(JSON.stringify(policies[name]), { profile: profiles.tigris })]
  const facts = (index: number): Facts => ({
    principal,
    action: 's3:GetObject',
    resource,
    context: contextOf(index),
    identity,
    grants: [],
  })
  const own = rate(profiles.tigris, facts)
  show(label, own)
  const { 'aws:SourceIp': ip, 'aws:CurrentTime': time } = contextOf(1)
  const peer = await simulate(policies[name], resource, { 'aws:SourceIp': ip, 'aws:CurrentTime': time })
  show(`  iam-simulate, ${Math.round(own / peer).toLocaleString('en')} times as long a decision`, peer)
}
