import type { Account, Identity } from '../../../auth/types.js'
import type { Grant } from '../../../policy/types.js'
import type { BucketRecord } from '../../../store/types.js'
import { grantsOfRole } from '../iam/roles.js'
import { peopleOf } from '../organization/organization.js'
import { settingsOf } from './bucket-settings.js'

/** One entry of a bucket's `shares`, as PATCH takes them. */
interface Share {
  readonly role: string
  readonly team_id?: string
  readonly user_id?: string
}

/** What the SDK writes for the whole organization. Source: https://github.com/tigrisdata/storage (lib/bucket/share.ts) */
const everyone = 'all'

/**
 * The rights of those with whom a bucket is shared: the keys of users of the organization.
 * https://www.tigrisdata.com/docs/buckets/sharing/
 */
export const grantsOfShares = (
  bucket: BucketRecord,
  { person }: Identity,
  account: Account | undefined,
): readonly Grant[] => {
  const shares = (settingsOf(bucket).shares ?? []) as readonly unknown[] as readonly Share[]
  if (shares.length === 0) return []
  const { users, teams } = peopleOf(account)
  const user = person && users.find(({ name }) => name === person)?.userId
  if (user === undefined) return []
  const memberOf = ({ team_id: id }: Share): boolean =>
    id === everyone || teams.some(team => team.id === id && team.members.includes(user))
  return shares
    .filter(share => share.user_id === user || memberOf(share))
    .flatMap(({ role }) => grantsOfRole({ bucket: bucket.name, role }))
    .map(grant => ({ ...grant, label: `${grant.label}, which is shared with "${person}"` }))
}
