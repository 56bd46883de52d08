import type { WireRequest, WireResponse } from '../../src/contract/wire.js'
import type { Door } from '../door.js'
import type { ClaimedRequest } from './claim.js'

const signedServices = ['s3', 'iam', 'sts']

const withoutPort = (host: string): string => host.replace(/:\d+$/, '')

/** Given to the client in place of an answer, as the error of its socket: SDKs neither parse nor retry that. */
export const refusal = (message: string): Error =>
  Object.assign(new Error(`tigris-mock: ${message}`), { code: 'ERR_TIGRIS_MOCK_REFUSED' })

const choose = (owners: readonly Door[], claim: ClaimedRequest): Door => {
  if (owners.length === 1) return owners[0]!
  const narrowed = owners.filter(door => door.owns(claim))
  if (narrowed.length === 1) return narrowed[0]!
  // An unknown key is unknown to all of them: any gives the right answer, the youngest is the one under test.
  if (narrowed.length === 0 && claim.keyId !== undefined) return owners.at(-1)!
  throw refusal(
    `${owners.length} mocks of this process answer at \`${claim.host}\`, and the request names no key by which to tell them apart. ` +
      'Sign it, use `mock.anonymous()`, or give one of the mocks a host of its own with `endpoints`.',
  )
}

/**
 * The mock that answers, or undefined when the request is none of ours and goes on to the network.
 * Throws a refusal for a host of a known service, or a signature for one, that no mock owns.
 */
export const routeTo = (doors: readonly Door[], claim: ClaimedRequest): Door | undefined => {
  const { host, service } = claim
  // what one mock leaves alone another may own
  const leaves = (door: Door) => door.passthrough.some(name => name === host || name === withoutPort(host))
  const owners = doors.filter(door => !leaves(door) && door.owns({ host }))
  if (owners.length > 0) return choose(owners, claim)
  if (doors.some(leaves)) return undefined
  const remedy = `\`endpoints: ['${host}']\` lets a mock answer there; \`passthrough: ['${host}']\` lets the request go out.`
  for (const door of doors) {
    const vendor = door.vendorHosts.find(known => known.host.test(host))
    if (vendor)
      throw refusal(
        `a request to \`${host}\` was not sent: the host belongs to dialect \`${vendor.dialect}\`, and no running mock owns it. ` +
          `Start one with \`dialect: '${vendor.dialect}'\`; or ${remedy}`,
      )
  }
  if (service !== undefined && signedServices.includes(service))
    throw refusal(
      `a request to \`${host}\` was not sent: it is signed for \`${service}\`, and no running mock owns the host. ${remedy}`,
    )
  return undefined
}

/** Whether requests to a host are ours to answer or to refuse. */
export const concerns = (doors: readonly Door[], host: string): boolean => {
  try {
    return routeTo(doors, { host }) !== undefined
  } catch {
    // refused by its name, or shared by mocks that a key tells apart
    return true
  }
}

/** Asks the door in the context of the request's maker. A defect of the mock is no answer: it would look like the service's. */
export const handleWith = async (
  door: Door,
  request: WireRequest,
  inContext: <R>(call: () => R) => R,
): Promise<WireResponse> => {
  try {
    return await inContext(() => door.handle({ ...request, scope: { ...door.scope?.(), ...request.scope } }))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw Object.assign(refusal(`the mock failed: ${message}`), { cause })
  }
}
