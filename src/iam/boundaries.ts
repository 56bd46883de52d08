import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../contract/operation.js'
import { form } from '../protocol/readers.js'
import { boundaryContext } from './arn.js'
import { requirePolicy } from './lookups.js'
import { policyArnText } from './member-constraints.js'
import { namedEntity } from './named-entity.js'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html

/** The managed policy that may be a boundary. Throws NoSuchEntity. */
export const requireBoundary = (context: Pick<OperationContext, 'registry' | 'principal'>, arn: string): string =>
  requirePolicy(context, arn, `Scope ARN: ${arn} does not exist or is not attachable.`).arn

/** The boundary as answers show it; undefined when there is none. */
export const shownBoundary = ({ boundary }: Identity) =>
  boundary === undefined ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary }

/** The calls that set and take away a boundary, the same for users and roles but for one member's name. */
export const boundaryOperations = (noun: 'User' | 'Role'): readonly Operation[] => {
  const { kind, named, nameIn, arnOf, find } = namedEntity(noun)

  return [
    defineOperation({
      name: `Put${noun}PermissionsBoundary`,
      action: `Put${noun}PermissionsBoundary`,
      actions: [`iam:Put${noun}PermissionsBoundary`],
      read: { ...named, PermissionsBoundary: form('PermissionsBoundary', policyArnText).required },
      allow: (input, _facts, caller) => [
        need(`iam:Put${noun}PermissionsBoundary`, arnOf(caller, input), {
          'iam:PermissionsBoundary': input.PermissionsBoundary,
        }),
      ],
      run: (input, context) => {
        const { account, name } = find(context, input)
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
          arnOf(caller, input),
          boundaryContext(caller, nameIn(input), kind),
        ),
      ],
      run: (input, context) => {
        const { account, name, boundary } = find(context, input)
        if (boundary === undefined)
          fail('NoSuchEntity', {}, `The ${kind} with name ${name} does not have a permissions boundary.`)
        context.registry.updateIdentity(account, name, { boundary: undefined }, kind)
      },
      write: () => ({}),
    }),
  ]
}
