import type { Caller, Need } from '../contract/operation.js'

/** ARN of a user of the caller's account, with its path when the user exists. */
export const userArn = (caller: Caller, name: string = caller.name): string =>
  caller.arnOf?.(name) ?? `arn:aws:iam::${caller.account}:user/${name}`

/** ARN of a role or group of the caller's account, with its path when it exists. */
export const entityArn = (caller: Caller, kind: 'role' | 'group', name: string): string =>
  caller.arnOf?.(name, kind) ?? `arn:aws:iam::${caller.account}:${kind}/${name}`

/** ARN of a policy being made in the caller's account. */
export const policyArn = ({ account }: Caller, path: string, name: string): string =>
  `arn:aws:iam::${account}:policy${path}${name}`

/** The condition key for the boundary that a request asks for. */
export const requestedBoundary = (boundary: string | undefined): NonNullable<Need['context']> =>
  boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }

/** The condition key for the boundary of an identity, present when it has one. */
export const boundaryContext = (caller: Caller, name: string, kind: 'user' | 'role' = 'user') =>
  requestedBoundary(caller.boundaryOf?.(name, kind))
