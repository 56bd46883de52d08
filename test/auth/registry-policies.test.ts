import { expect, test } from 'vitest'
import { account, arnOf, newIdentity, newManaged, newPolicy, refusal, setup } from './registry-setup.js'

test('an attached policy counts from then on, a detached one no more', () => {
  const { registry } = setup()
  const policies = () => registry.policiesOf(registry.identity(account, 'ann')!).map(policy => policy.name)

  registry.attach(account, 'ann', arnOf('write'))
  registry.attach(account, 'ann', arnOf('read'))
  expect(policies()).toEqual(['write', 'read'])

  registry.detach(account, 'ann', arnOf('write'))
  expect(policies()).toEqual(['read'])
})

test('attached policies come before inline ones', () => {
  const { registry } = setup()
  const inline = [{ name: 'own', policy: newPolicy('own') }]
  registry.updateIdentity(account, 'ann', { inline, attached: [arnOf('read')] })

  expect(registry.policiesOf(registry.identity(account, 'ann')!).map(policy => policy.name)).toEqual(['read', 'own'])
})

test('the policies of an identity are gathered once, and anew when one of them changes', () => {
  const { registry } = setup()
  registry.attach(account, 'ann', arnOf('read'))
  const ann = registry.identity(account, 'ann')!
  const first = registry.policiesOf(ann)
  expect(registry.policiesOf(ann)).toBe(first)

  const changed = newPolicy('changed')
  registry.updateManagedPolicy(arnOf('read'), { policy: changed, updated: 5 })

  expect(registry.policiesOf(ann)).toEqual([changed])
  expect(registry.managedPolicy(arnOf('read'))).toMatchObject({ updated: 5, name: 'read' })
})

test('attaching twice is attaching once', () => {
  const { registry } = setup()
  registry.attach(account, 'ann', arnOf('read'))
  registry.attach(account, 'ann', arnOf('read'))

  expect(registry.identity(account, 'ann')?.attached).toEqual([arnOf('read')])
  expect(registry.attachedTo(arnOf('read'))).toHaveLength(1)
})

test('attaching needs the user and the policy', () => {
  const { registry } = setup()

  expect(() => registry.attach(account, 'bob', arnOf('read'))).toThrow(
    refusal('NoSuchEntity', 'The user with name bob cannot be found.'),
  )
  expect(() => registry.attach(account, 'ann', arnOf('no'))).toThrow(
    refusal('NoSuchEntity', 'Policy arn:aws:iam::main:policy/no does not exist or is not attachable.'),
  )
})

test('detaching what is not attached is refused', () => {
  const { registry } = setup()

  for (const name of ['read', 'no']) {
    expect(() => registry.detach(account, 'ann', arnOf(name))).toThrow(
      refusal('NoSuchEntity', `Policy ${arnOf(name)} was not found.`),
    )
  }
  expect(() => registry.detach(account, 'bob', arnOf('read'))).toThrow(
    refusal('NoSuchEntity', 'The user with name bob cannot be found.'),
  )
})

test('more policies than the limit are not attached, but one that is attached already may be again', () => {
  const { registry } = setup({ limits: { policiesPerIdentity: 1 } })
  registry.attach(account, 'ann', arnOf('read'))
  registry.attach(account, 'ann', arnOf('read'))

  expect(() => registry.attach(account, 'ann', arnOf('write'))).toThrow(
    refusal('LimitExceeded', 'Cannot exceed quota for PoliciesPerUser: 1'),
  )
  registry.addIdentity(newIdentity('deploy', { kind: 'role', attached: [arnOf('read')] }))
  expect(() => registry.attach(account, 'deploy', arnOf('write'), 'role')).toThrow(
    refusal('LimitExceeded', 'Cannot exceed quota for PoliciesPerRole: 1'),
  )
})

test('a policy is deleted only when nobody has it', () => {
  const { registry } = setup()
  registry.attach(account, 'ann', arnOf('read'))

  expect(() => registry.removeManagedPolicy(arnOf('read'))).toThrow(
    refusal('DeleteConflict', 'Cannot delete a policy attached to entities.'),
  )
  registry.detach(account, 'ann', arnOf('read'))
  registry.removeManagedPolicy(arnOf('read'))

  expect(registry.managedPolicy(arnOf('read'))).toBeUndefined()
  expect(() => registry.removeManagedPolicy(arnOf('read'))).toThrow(
    refusal('NoSuchEntity', `Policy ${arnOf('read')} was not found.`),
  )
  expect(registry.addManagedPolicy(newManaged('read')).name).toBe('read')
})

test('the name of a policy is free once in an account, whatever its case and path', () => {
  const { registry } = setup()
  const again = newManaged('READ', { arn: 'arn:aws:iam::main:policy/team/READ', path: '/team/' })

  expect(() => registry.addManagedPolicy(again)).toThrow(
    refusal('EntityAlreadyExists', 'A policy called READ already exists. Duplicate names are not allowed.'),
  )
  registry.addManagedPolicy(newManaged('read', { account: 'alt', arn: 'arn:aws:iam::alt:policy/read' }))
  expect([...registry.managedPolicies(account)].map(policy => policy.name)).toEqual(['read', 'write'])
  expect([...registry.managedPolicies('alt')].map(policy => policy.arn)).toEqual(['arn:aws:iam::alt:policy/read'])
})

test('a policy keeps its name and ARN', () => {
  const { registry } = setup()

  expect(() => registry.updateManagedPolicy(arnOf('read'), { name: 'other' })).toThrow('keeps its ARN')
  expect(() => registry.updateManagedPolicy(arnOf('no'), {})).toThrow(
    refusal('NoSuchEntity', `Policy ${arnOf('no')} was not found.`),
  )
})

test('those who have a policy are found, those with a longer ARN are not', () => {
  const { registry } = setup()
  registry.addManagedPolicy(newManaged('read-more'))
  registry.addIdentity(newIdentity('bob', { attached: [arnOf('read')] }))
  registry.addIdentity(newIdentity('cid', { attached: [arnOf('read-more')] }))
  registry.attach(account, 'ann', arnOf('read'))

  expect(registry.attachedTo(arnOf('read')).map(identity => identity.name)).toEqual(['ann', 'bob'])
  expect(registry.attachedTo(arnOf('read'))[1]).toBe(registry.identity(account, 'bob'))
  registry.updateIdentity(account, 'bob', { attached: [arnOf('write')] })
  expect(registry.attachedTo(arnOf('read')).map(identity => identity.name)).toEqual(['ann'])
  expect(registry.attachedTo(arnOf('no'))).toEqual([])
})
