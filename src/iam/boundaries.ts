import type { Identity } from '../auth/types.js'
import { fail } from '../errors.js'
import { defineOperation, need, type Operation, type OperationContext, type Reader } from '../operation.js'
import { form } from '../protocol/readers.js'
import { boundaryContext, entityArn, userArn } from './arn.js'
import { requireEntity, requirePolicy, requireUser } from './lookups.js'
import { policyArnText, roleName, userName } from './names.js'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html

/** The managed policy that may be a boundary. Throws NoSuchEntity. */
export const requireBoundary = (context: Pick<OperationContext, 'registry' | 'principal'>, arn: string): string =>
  requirePolicy(context, arn, `Scope ARN: ${arn} does not exist or is not attachable.`).arn

/** The boundary as answers show it; undefined when there is none. */
export const shownBoundary = ({ boundary }: Identity) =>
  boundary === undefined
    ? undefined
    : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary }

const entities = {
  User: { kind: 'user', codec: userName, find: requireUser, arn: userArn },
  Role: {
    kind: 'role',
    codec: roleName,
    find: (context: OperationContext, name: string) => requireEntity(context, 'role', name),
    arn: (caller: Parameters<typeof entityArn>[0], name: string) => entityArn(caller, 'role', name),
  },
} as const

/** The calls that set and take away a boundary, the same for users and roles but for one member's name. */
export const boundaryOperations = (noun: 'User' | 'Role'): readonly Operation[] => {
  const { kind, codec, find, arn } = entities[noun]
  const member = `${noun}Name`
  // the compiler takes no name that is put together for that of a member
  const named = { [member]: form(member, codec).required } as Readonly<Record<never, Reader<string>>>
  const nameIn = (input: object): string => (input as Readonly<Record<string, string>>)[member] ?? ''

  return [
    defineOperation({
      name: `Put${noun}PermissionsBoundary`,
      action: `Put${noun}PermissionsBoundary`,
      actions: [`iam:Put${noun}PermissionsBoundary`],
      read: { ...named, PermissionsBoundary: form('PermissionsBoundary', policyArnText).required },
      allow: (input, _facts, caller) => [
        need(`iam:Put${noun}PermissionsBoundary`, arn(caller, nameIn(input)), {
          'iam:PermissionsBoundary': input.PermissionsBoundary,
        }),
      ],
      run: (input, context) => {
        const { account, name } = find(context, nameIn(input))
        const boundary = requireBoundary(context, input.PermissionsBoundary)
        context.registry.updateIdentity(account, name, { boundary }, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `Delete${noun}PermissionsBoundary`,
      action: `Delete${noun}PermissionsBoundary`,
      actions: [`iam:Delete${noun}PermissionsBoundary`],
      read: named,
      allow: (input, _facts, caller) => [
        need(
          `iam:Delete${noun}PermissionsBoundary`,
          arn(caller, nameIn(input)),
          boundaryContext(caller, nameIn(input), kind),
        ),
      ],
      run: (input, context) => {
        const { account, name, boundary } = find(context, nameIn(input))
        if (boundary === undefined)
          fail('NoSuchEntity', {}, `The ${kind} with name ${name} does not have a permissions boundary.`)
        context.registry.updateIdentity(account, name, { boundary: undefined }, kind)
      },
      write: () => ({}),
    }),
  ]
}
