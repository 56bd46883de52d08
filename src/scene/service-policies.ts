import type { Build } from './build-host.js'

/** Account of the managed policies that the service provides itself: `arn:aws:iam::aws:policy/...`. */
export const serviceAccount = 'aws'

/** Puts them where an identity of any account may have them attached. */
export const addServicePolicies = ({ world, dialect, parser }: Build): void => {
  const { managedPolicies = {}, policyArn, newPolicyId } = dialect.identity
  const now = world.clock.now()
  for (const [name, document] of Object.entries(managedPolicies)) {
    const policy = parser.parse(JSON.stringify(document, null, 4), 'identity', name)
    world.registry.addManagedPolicy({
      ...{
        arn: policyArn(serviceAccount, '/', name),
        name,
        id: newPolicyId(world.ids, name),
        account: serviceAccount,
        path: '/',
      },
      ...{ created: now, updated: now, policy, tags: [], ofService: true },
    })
  }
}
