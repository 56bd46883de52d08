// 10,000 recorded requests against 500 mutants: `npx tsx bench/mutation.ts`
import { createMock } from '../src/mock.js'
import { mutationsOfReplay } from '../src/recording/mutation.js'
import { collectDecisions } from '../src/recording/record-keeper.js'
import { replayOf } from '../src/recording/replay.js'

const statements = Array.from({ length: 60 }, (_, index) => ({
  Sid: `S${index}`,
  Effect: index % 10 === 9 ? 'Deny' : 'Allow',
  Action: index % 3 === 0 ? ['s3:GetObject', 's3:PutObject'] : 's3:GetObject',
  Resource: `arn:aws:s3:::images/team-${index % 55}/*`,
  ...(index % 4 === 0 && { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
}))
let collected: ReturnType<typeof collectDecisions> | undefined
const mock = createMock(
  {
    dialect: 'aws',
    buckets: { images: {} },
    keys: { clerk: { policies: [{ Version: '2012-10-17', Statement: statements as never }] } },
  },
  undefined,
  undefined,
  of => {
    collected = collectDecisions(of)
    return collected
  },
)
const clerk = mock.as('clerk')
const requests = 10_000
for (let at = 0; at < requests; at++)
  clerk.can(at % 3 === 0 ? 's3:PutObject' : 's3:GetObject', `images/team-${at % 61}/object-${at}`, {
    ip: at % 5 === 0 ? '198.51.100.1' : '203.0.113.9',
  })
const recording = collected!.recording()
const begin = process.cpuUsage()
const replay = replayOf(recording)
const { mutants, killed, survived, equivalent } = mutationsOfReplay(replay)
const { user, system } = process.cpuUsage(begin)
const shown = { requests, questions: replay.cases.length, mutants, killed, survived, equivalent }
console.log(JSON.stringify({ ...shown, cpu: Math.round((user + system) / 1000), unit: 'ms' }))
