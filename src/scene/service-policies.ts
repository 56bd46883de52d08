import type { DialectDefinition } from '../contract/dialect-definition.js'
import { parsePolicy } from '../policy/document.js'
import type { World } from '../world/world.js'

/** Account of the managed policies that the service provides itself: `arn:aws:iam::aws:policy/...`. */
export const serviceAccount = 'aws'

/** Puts them where an identity of any account may have them attached. */
export const addServicePolicies = ({
  world,
  dialect,
}: {
  readonly world: World
  readonly dialect: DialectDefinition
}): void => {
  const { managedPolicies = {}, policyArn, newPolicyId } = dialect.identity
  const now = world.clock.now()
  for (const [called, document] of Object.entries(managedPolicies)) {
    const [name = '', ...folders] = called.split('/').reverse()
    const path = folders.length === 0 ? '/' : `/${folders.reverse().join('/')}/`
    const text = JSON.stringify(document, null, 4)
    const policy = parsePolicy(text, { profile: dialect.profile, name, strict: false })
    world.registry.addManagedPolicy({
      ...{
        arn: policyArn(serviceAccount, path, name),
        name,
        id: newPolicyId(world.ids, name),
        account: serviceAccount,
        path,
      },
      ...{ created: now, updated: now, policy, tags: [], ofService: true },
    })
  }
}
