import type { Assumption } from '../../../contract/dialect-definition.js'
import { exactActionNames, listedActionsOnly, locationAction, ownActionsOnly } from '../../../policy/tigris/readings.js'
import type { Grant } from '../../../policy/types.js'
import { withEntries, withFeature, withGrants, withProfile } from '../../changes.js'
import { publicGrants } from '../bucket/public-grants.js'

const sourceActions: readonly string[] = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectTagging',
  's3:GetObjectVersionTagging',
]

const twice: readonly string[] = ['s3:GetAccelerateConfiguration', 's3:GetBucketOwnershipControls']

/** The role ReadOnly by the first of two contradictory rows. */
const narrowReadOnly = (grant: Grant): Grant =>
  grant.label.startsWith('role ReadOnly ')
    ? { ...grant, actions: grant.actions.filter(action => !twice.includes(action)) }
    : grant

const unbound = (grant: Grant): Grant => (grant.source === 'role' ? { ...grant, overridesDeny: true } : grant)

const bound = ({ overridesDeny: _, ...grant }: Grant): Grant => grant

/** What is assumed of policies, roles and grants. */
export const assumedOfRights = {
  exampleAction: {
    question: 's3:CompleteMultipartUpload, which an example has and the list of actions has not',
    assumed: 'taken',
    instead: { refused: withProfile(listedActionsOnly) },
  },
  locationAction: {
    question: 's3:GetBucketLocation in a policy, which the list of actions has not',
    assumed: 'refused',
    instead: { taken: withProfile(locationAction) },
  },
  actionCase: {
    question: 'names of actions in another case than the list has',
    assumed: 'taken',
    instead: { refused: withProfile(exactActionNames) },
  },
  unlistedCalls: {
    question: 'what governs listing versions and telling a location, which have no action in the list',
    assumed: 'ListBucket',
    instead: { own: withProfile(ownActionsOnly) },
  },
  copySource: {
    question: 'whether a copy needs s3:GetObject on its source',
    assumed: 'needed',
    instead: {
      unchecked: withEntries(
        entry => ({
          ...entry,
          allow: (input, facts, caller) =>
            entry.allow(input, facts, caller).filter(({ action }) => !sourceActions.includes(action)),
        }),
        'CopyObject',
        'UploadPartCopy',
      ),
    },
  },
  starInResource: {
    question: 'a * in the middle of a Resource',
    assumed: 'wildcard',
    instead: { literal: withProfile(profile => ({ ...profile, starEndsResource: true })) },
  },
  questionMark: {
    question: 'a ? in a policy',
    assumed: 'literal',
    instead: { wildcard: withProfile(profile => ({ ...profile, questionMark: true })) },
  },
  denyAndRole: {
    question: 'a policy that denies what a bucket role allows',
    assumed: 'denied',
    instead: { allowed: withGrants(grants => grants.map(unbound)) },
  },
  denyAndAdmin: {
    question: 'a policy that denies something to an admin key',
    assumed: 'allowed',
    instead: { denied: withGrants(grants => grants.map(bound)) },
  },
  defaultAllowed: {
    question: 'what a key of scope standard may do without any role or policy',
    assumed: 'list-and-create',
    instead: { nothing: withGrants(grants => grants.filter(({ source }) => source !== 'default')) },
  },
  readOnlySettings: {
    question: 'whether the role ReadOnly tells acceleration and ownership: two rows of the table contradict',
    assumed: 'told',
    instead: { refused: withGrants(grants => grants.map(narrowReadOnly)) },
  },
  inactiveKey: {
    question: 'the answer to a key that was made inactive',
    assumed: 'InvalidAccessKeyId',
    instead: { AccessDenied: withFeature('inactive-keys-are-denied') },
  },
  anonymousOnApiHost: {
    question: "public objects for callers without credentials on the API's host",
    assumed: 'denied',
    instead: {
      served: dialect => ({
        ...dialect,
        grants: facts => {
          const { bucket, object, request } = facts
          const open = bucket === undefined || request === undefined ? [] : publicGrants(bucket, object)
          return [...dialect.grants(facts), ...open]
        },
      }),
    },
  },
} as const satisfies Readonly<Record<string, Assumption>>
