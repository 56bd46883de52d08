import { claimedKeyId } from './auth/authenticate.js'
import type { SigningKeys } from './auth/sigv4.js'
import { createDecisions } from './decisions.js'
import type { Dialect } from './dialect.js'
import { fail } from './errors.js'
import { checkExpectedOwner } from './expected-owner.js'
import type { FiredFault } from './faults.js'
import { asAnswer, corsRulesFor, dress, type ErrorFrame, encodeFailure, encodeSuccess } from './finish.js'
import { formLimits, openForm } from './form.js'
import type { Caller, OperationContext } from './operation.js'
import type { PolicyParser } from './policy-parser.js'
import type { Hosts } from './protocol/locate.js'
import { locate } from './protocol/locate.js'
import type { Matcher } from './protocol/match.js'
import { readAll } from './protocol/readers.js'
import { loadXmlParser } from './protocol/xml.js'
import { prove } from './prove.js'
import { openRequest, readDocument } from './raw.js'
import { beginRecord, endRecord } from './record.js'
import { openDocument, sealBody } from './seal.js'
import { hostTime } from './seams.js'
import { bodyOf, type WireRequest, type WireResponse } from './wire.js'
import type { World } from './world.js'

/** What the road is made of: values of one mock. */
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
 * The road: door -> locate -> match -> authenticate -> read -> gather -> authorize -> run -> write -> finish -> door.
 * The only place that knows the order of the steps; each step is a function from data to data.
 */
export const createHandle =
  (parts: Parts) =>
  async (request: WireRequest): Promise<WireResponse> => {
    const { dialect, matcher, hosts } = parts
    const world = parts.current(request)
    const now = world.clock.now()
    const frame: ErrorFrame = { request, dialect, requestId: parts.newRequestId(), now }
    const record = beginRecord(frame)
    let decisions: ReturnType<typeof createDecisions> | undefined
    let fault: FiredFault | undefined
    let response: WireResponse
    try {
      const located = locate(request, hosts, dialect.signingScopes)
      frame.located = located
      frame.corsRules = corsRulesFor(request, located, world.store)
      let raw = await openRequest(request, located)
      const { operation, unread } = matcher.match(located, raw.request, raw.query, raw.form)
      Object.assign(record, { operation, unread })
      fault = world.takeFault({ ...located, operation: operation.name, keyId: claimedKeyId(request) })
      const shed = await fault?.before()
      if (shed !== undefined) return shed
      if (operation.body === 'document' && raw.document === undefined) {
        await loadXmlParser()
        const document = await readDocument(request.body)
        raw = { ...raw, request: { ...raw.request, body: bodyOf(document) }, document }
      }
      if (operation.body === 'form') {
        raw = await openForm(raw, operation)
        frame.located = raw.located
      }

      const { service } = located
      record.proving = true
      const proof = prove(operation, {
        ...{ request, raw, service, dialect, now, registry: world.registry, signingKeys: parts.signingKeys },
        ...{ wall: hostTime.visible(), skew: world.clock.skewed },
      })
      const { principal, facts: callerFacts = {} } = proof
      record.principal = principal
      if (operation.notImplemented !== undefined) fail('NotImplemented', {}, operation.notImplemented)
      const { limits } = dialect
      if (raw.document !== undefined && located.protocol === 'rest-xml') {
        raw = { ...raw, document: await openDocument(raw.request, proof.payload, raw.document, limits) }
      }
      const input = readAll(operation.readers, raw)
      record.input = input

      const view = world.store
      const facts = operation.facts(input, view)
      const subject = {
        dialect,
        principal,
        registry: world.registry,
        view,
        facts: callerFacts,
        now,
        request: raw.request,
      }
      decisions = createDecisions(subject, request.scope.arranged === true)
      const bucketMissing = located.bucket !== undefined && view.bucket(located.bucket) === undefined
      if (bucketMissing && !operation.makesBucket && dialect.features.has('bucket-before-authorization')) {
        fail('NoSuchBucket', { BucketName: located.bucket! })
      }
      const ownBucket = located.bucket === undefined ? undefined : view.bucket(located.bucket)
      checkExpectedOwner(raw.request, ownBucket, dialect)
      const { account, name } = principal
      const arnOf: Caller['arnOf'] = (of, namespace) => world.registry.identity(account, of, namespace)?.arn
      const caller = { account, name, arnOf }
      for (const need of operation.allow(input, facts, caller)) decisions.require(need)

      const body = sealBody(raw.request, proof.payload, {
        blob: bytes => world.store.blob(bytes),
        limits: operation.body === 'form' ? formLimits(limits, proof) : limits,
      })
      const context: OperationContext = {
        ...{ dialect, limits, features: dialect.features, principal, body, located: raw.located },
        ...{ store: world.store, registry: world.registry, ids: world.ids, at: now, requestId: frame.requestId },
        ...{ request: raw.request, policies: parts.policies, can: decisions.can, may: decisions.may },
      }
      const output = await operation.run(input, context)
      response = encodeSuccess(operation.write(output, { input, at: now }), operation, frame)
    } catch (thrown) {
      request.body.cancel()
      const error = asAnswer(decisions?.hideMissing(thrown) ?? thrown, frame)
      Object.assign(record, { error })
      response = encodeFailure(error, frame)
    }
    response = dress(response, frame)
    endRecord(record, response, decisions?.all ?? [], world.log, request.scope)
    return fault?.after(response) ?? response
  }
