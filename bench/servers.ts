import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { bucket, keys, large, listed, type Operation, small } from './operations.js'
import { measure, type Row } from './pairs.js'
import { installPeers } from './peers.js'
import { agentOf, type RawRequest, recordingHandler, sendRaw } from './raw-client.js'
import type { Listening } from './server-child.js'
import { startProgram, type Turn } from './sides.js'

/** Not asked of a server alone: its parts are named by ids that each upload gets anew. */
const needsSdk = ['multipart 64 MB']
/** s3rver has no policies; what it deleted it would have to be given anew. */
const notOfS3rver = ['denied', 'delete 1,000']

const fill = async (s3: S3Client): Promise<void> => {
  const put = (Bucket: string, Key: string, Body: Uint8Array | string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  await put(bucket, 'small', small)
  await put(bucket, 'large', large)
  for (const key of keys) await put(listed, key, 'x')
}

/** A server, and a client that sends it again and again what the SDK signed once. */
const startServer = async (kind: string, { calls, send }: Operation, answers: string) => {
  const program = await startProgram('server-child.ts', [kind, answers])
  const { endpoint, region, credentials } = program.ready as Listening
  const agent = agentOf(endpoint)
  let requests: readonly RawRequest[] = []
  const recorded: RawRequest[] = []
  const requestHandler = recordingHandler(agent, recorded)
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, requestHandler })
  if (kind === 's3rver') await fill(s3)
  recorded.length = 0
  await send(s3)
  requests = [...recorded]
  const turn = async (): Promise<Turn> => {
    await program.ask('begin')
    const durations: number[] = []
    for (let call = 0; call < calls; call++) {
      const begin = process.hrtime.bigint()
      for (const request of requests) await sendRaw(agent, request)
      durations.push(Number(process.hrtime.bigint() - begin) / 1000)
    }
    return { calls: durations, processor: ((await program.ask('end')) as number) / calls }
  }
  const end = () => {
    agent.destroy()
    program.end()
  }
  return { turn, end }
}

let installed = false

/** One call of a raw client, so that servers are measured and not the SDK: the mock's beside the floor and s3rver. */
export const measureServers = async (operation: Operation, answers: string, pairs: number): Promise<readonly Row[]> => {
  if (needsSdk.includes(operation.name)) return []
  if (!installed) installPeers()
  installed = true
  const kinds = ['floor', ...(notOfS3rver.includes(operation.name) ? [] : ['s3rver']), 'mock']
  const servers = new Map<string, Awaited<ReturnType<typeof startServer>>>()
  try {
    for (const kind of kinds) servers.set(kind, await startServer(kind, operation, answers))
    const sides = Object.fromEntries([...servers].map(([kind, { turn }]) => [kind, turn]))
    return await measure('raw', operation.name, sides, pairs)
  } finally {
    for (const { end } of servers.values()) end()
  }
}
