import { claimedKeyId } from '../auth/authenticate.js'
import type { SigningKeys } from '../auth/sigv4.js'
import { createDecisions, type Decisions } from '../authorization/decisions.js'
import { checkDocument } from '../body/verify.js'
import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import { hostTime } from '../contract/host.js'
import type { WireRequest, WireResponse } from '../contract/wire.js'
import type { PendingEvent } from '../events/observe.js'
import type { PolicyParser } from '../policy/parser.js'
import type { Hosts } from '../protocol/locate.js'
import type { Matcher } from '../protocol/match.js'
import { readAll } from '../protocol/readers.js'
import type { FiredFault } from '../world/faults.js'
import type { World } from '../world/world.js'
import { authenticate } from './authenticate.js'
import { authorize } from './authorize.js'
import { checkNames } from './check-names.js'
import { beginRecord, endRecord } from './record.js'
import { arrive, openBody } from './resolve.js'
import { addCommonHeaders, asAnswer, type ErrorFrame, encodeFailure, encodeSuccess } from './respond.js'
import { runContext } from './run-context.js'

/** What the pipeline is made of: values of one mock. */
export interface Parts {
  readonly dialect: Dialect
  readonly hosts: Hosts
  readonly matcher: Matcher
  readonly policies: PolicyParser
  readonly signingKeys: SigningKeys
  /** The world in which the request began. */
  current(request: WireRequest): World
  newRequestId(): string
}

/**
 * The pipeline: door -> locate -> match -> authenticate -> read -> gather -> authorize -> run -> write -> finish -> door.
 * The only place that knows the order of the steps; each step is a function from data to data.
 */
export const createHandle =
  (parts: Parts) =>
  async (request: WireRequest): Promise<WireResponse> => {
    const { dialect, signingKeys, policies } = parts
    const world = parts.current(request)
    const { store, registry, clock } = world
    const now = clock.now()
    const frame: ErrorFrame = { request, dialect, requestId: parts.newRequestId(), now }
    const record = beginRecord(frame)
    let decisions: Decisions | undefined
    let fault: FiredFault | undefined
    let response: WireResponse
    const pendingEvents: PendingEvent[] = []
    try {
      const arrival = await arrive(frame, parts, world)
      const { operation } = arrival
      const { service, bucket } = arrival.raw.located
      const bucketMissing = bucket !== undefined && store.bucket(bucket) === undefined && !operation.makesBucket
      Object.assign(record, { operation, bucketMissing, unread: arrival.unread })

      fault = world.takeFault({ ...arrival.raw.located, operation: operation.name, keyId: claimedKeyId(request) })
      const faultResponse = await fault?.before()
      if (faultResponse !== undefined) {
        endRecord({ ...record, broken: true }, faultResponse, [], world, request.scope)
        return faultResponse
      }

      const opened = await openBody(arrival, frame)
      const times = { now, wall: hostTime.visible(), skew: clock.skewed }
      record.proving = true
      const proof = authenticate(operation, { request, raw: opened, service, dialect, registry, signingKeys, ...times })
      const { principal, facts = {} } = proof
      record.principal = principal
      if (operation.notImplemented !== undefined) fail('NotImplemented', {}, operation.notImplemented)
      checkNames(operation, opened, dialect)

      const raw = await checkDocument(opened, proof.payload, dialect.limits)
      const input = readAll(operation.readers, raw)
      record.input = input

      const { makesBucket } = operation
      const subject = { dialect, principal, registry, view: store, facts, now, request: raw.request, makesBucket }
      decisions = createDecisions(subject, request.scope.arranged === true)
      authorize(operation, input, decisions, { raw, principal, dialect, world })

      const proven = { proof, principal, decisions }
      const context = runContext({ ...proven, dialect, policies, world, operation, raw, frame, record, pendingEvents })
      const output = await operation.run(input, context)
      response = encodeSuccess(operation.write(output, { input, at: now }), operation, frame)
    } catch (thrown) {
      request.body.cancel()
      record.error = asAnswer(decisions?.hideMissing(thrown) ?? thrown, frame)
      response = encodeFailure(record.error, frame)
    }
    response = addCommonHeaders(response, frame)
    endRecord(record, response, decisions?.all ?? [], world, request.scope)
    for (const each of pendingEvents) world.deliveries.publish(each)
    world.deliveries.tick()
    return fault?.after(response) ?? response
  }
