import { expect, test } from 'vitest'
import { createRegistry } from '../../src/auth/registry.js'
import { createWorld } from '../../src/world/cells.js'
import { account, arnOf, newIdentity, newKey, newPolicy, newSession, refusal, setup } from './registry-setup.js'

test('a key is found by its id and listed in its account', () => {
  const { registry } = setup()
  registry.addKey(newKey('K2', 'ann'))
  registry.addKey(newKey('K1', 'ann'))
  registry.addIdentity(newIdentity('zoe', { account: 'alt' }))
  registry.addKey(newKey('K3', 'zoe', { account: 'alt' }))

  expect(registry.key('K2')).toMatchObject({ identity: 'ann', status: 'Active' })
  expect(registry.key('k2')).toBeUndefined()
  expect([...registry.keys(account)].map(key => key.id)).toEqual(['K1', 'K2'])
})

test('a key needs an identity, an id of its own and room for it', () => {
  const { registry } = setup({ limits: { keysPerIdentity: 1 } })

  expect(() => registry.addKey(newKey('K1', 'bob'))).toThrow(
    refusal('NoSuchEntity', 'The user with name bob cannot be found.'),
  )
  registry.addKey(newKey('K1', 'ann'))
  expect(() => registry.addKey(newKey('K1', 'ann'))).toThrow(
    refusal('EntityAlreadyExists', 'Access Key with id K1 already exists.'),
  )
  expect(() => registry.addKey(newKey('K2', 'ann'))).toThrow(
    refusal('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 1'),
  )
})

test('a key is deactivated and rotated in place', () => {
  const { registry } = setup()
  registry.addKey(newKey('K1', 'ann'))

  registry.updateKey('K1', { status: 'Inactive' })
  registry.updateKey('K1', { secret: 'new' })

  expect(registry.key('K1')).toMatchObject({ status: 'Inactive', secret: 'new' })
  for (const use of [() => registry.updateKey('K9', {}), () => registry.removeKey('K9')]) {
    expect(use).toThrow(refusal('NoSuchEntity', 'The Access Key with id K9 cannot be found.'))
  }
})

test('deleting a key that is an identity itself drops its attachments', () => {
  const { registry } = setup()
  const tigris = newIdentity('tid_1', { kind: 'key', attached: [arnOf('read')] })
  registry.addIdentity(tigris)
  registry.addKey(newKey('tid_1', 'tid_1'))

  registry.removeKey('tid_1')

  expect(registry.key('tid_1')).toBeUndefined()
  expect(registry.identity(account, 'tid_1')).toBeUndefined()
  expect(registry.attachedTo(arnOf('read'))).toEqual([])
  registry.addIdentity(newIdentity('tid_1', { kind: 'key' }))
  expect(registry.policiesOf(registry.identity(account, 'tid_1')!)).toEqual([])
})

test('deleting the key of a user leaves the user', () => {
  const { registry } = setup()
  registry.addKey(newKey('K1', 'ann'))
  registry.attach(account, 'ann', arnOf('read'))

  registry.removeKey('K1')

  expect(registry.identity(account, 'ann')?.attached).toEqual([arnOf('read')])
})

test('an identity goes only after its policies and keys', () => {
  const { registry } = setup()
  registry.addKey(newKey('K1', 'ann'))
  registry.updateIdentity(account, 'ann', {
    attached: [arnOf('read')],
    inline: [{ name: 'own', policy: newPolicy('own') }],
  })
  const refusedWith = (message: string) =>
    expect(() => registry.removeIdentity(account, 'ann')).toThrow(refusal('DeleteConflict', message))

  refusedWith('Cannot delete entity, must detach all policies first.')
  registry.detach(account, 'ann', arnOf('read'))
  refusedWith('Cannot delete entity, must delete policies first.')
  registry.updateIdentity(account, 'ann', { inline: [] })
  refusedWith('Cannot delete entity, must delete access keys first.')
  registry.removeKey('K1')
  registry.removeIdentity(account, 'ann')

  expect([...registry.identities(account)]).toEqual([])
  expect(() => registry.removeIdentity(account, 'ann')).toThrow(
    refusal('NoSuchEntity', 'The user with name ann cannot be found.'),
  )
})

test('an identity is made once, attaches only what exists and keeps its name', () => {
  const { registry } = setup()

  expect(() => registry.addIdentity(newIdentity('ann'))).toThrow(
    refusal('EntityAlreadyExists', 'User with name ann already exists.'),
  )
  expect(() => registry.addIdentity(newIdentity('bob', { attached: [arnOf('no')] }))).toThrow(
    refusal('NoSuchEntity', `Policy ${arnOf('no')} does not exist or is not attachable.`),
  )
  expect(registry.identity(account, 'bob')).toBeUndefined()
  expect(() => registry.updateIdentity(account, 'ann', { name: 'eve' })).toThrow('keeps its account and name')
})

test('one name in two accounts is two identities', () => {
  const { registry } = setup()
  registry.addIdentity(newIdentity('ann', { account: 'main2', label: 'other' }))

  expect(registry.identity('main2', 'ann')?.label).toBe('other')
  expect([...registry.identities(account)].map(identity => identity.label)).toEqual(['ann'])
})

test('a session is found by its key id and token', () => {
  const { registry } = setup()
  const first = registry.addSession(newSession('ASIA1', 'token-1'))
  registry.addSession(newSession('ASIA1', 'token-2'))

  expect(registry.session('ASIA1', 'token-1')).toBe(first)
  expect(registry.session('ASIA1', 'token-3')).toBeUndefined()
  expect(registry.session('ASIA2', 'token-1')).toBeUndefined()
  expect([registry.hasSessions('ASIA1'), registry.hasSessions('ASIA2')]).toEqual([true, false])
})

test('deleting a key ends the sessions that depend on it and no others', () => {
  const { registry } = setup()
  registry.addKey(newKey('YC1', 'ann'))
  registry.addSession(newSession('YC1', 'dependent', { parentKeyId: 'YC1' }))
  registry.addSession(newSession('YC1', 'apart'))
  registry.addSession(newSession('ASIA1', 'dependent', { parentKeyId: 'YC1' }))

  registry.removeKey('YC1')

  expect(registry.session('YC1', 'dependent')).toBeUndefined()
  expect(registry.session('YC1', 'apart')).toBeDefined()
  expect(registry.hasSessions('ASIA1')).toBe(false)
})

test('the sessions of a user or role end with it, so that one made later under its name has none of them', () => {
  const { registry } = setup()
  registry.addIdentity(newIdentity('ann', { kind: 'role' }))
  registry.addSession(newSession('S1', 'of the user'))
  registry.addSession(newSession('S1', 'of the role', { namespace: 'role' }))
  registry.addSession(newSession('S2', 'of the role', { namespace: 'role' }))

  registry.removeIdentity(account, 'ann', 'role')

  expect(registry.session('S1', 'of the user')).toBeDefined()
  expect([registry.session('S1', 'of the role'), registry.hasSessions('S2')]).toEqual([undefined, false])
})

test('a checkpoint keeps keys, attachments and policies that go later', () => {
  const { registry, world } = setup()
  registry.addKey(newKey('K1', 'ann'))
  registry.attach(account, 'ann', arnOf('read'))
  const checkpoint = world.checkpoint()

  registry.detach(account, 'ann', arnOf('read'))
  registry.removeManagedPolicy(arnOf('read'))
  registry.removeKey('K1')
  const restored = createRegistry(createWorld(checkpoint).cell('registry'))

  expect(restored.key('K1')).toBeDefined()
  expect(restored.policiesOf(restored.identity(account, 'ann')!).map(policy => policy.name)).toEqual(['read'])
  expect(restored.attachedTo(arnOf('read'))).toHaveLength(1)
  expect(registry.attachedTo(arnOf('read'))).toEqual([])
})

test('a user, a role and a group may share a name, and each has policies of its own', () => {
  const { registry } = setup()
  const role = registry.addIdentity(newIdentity('ann', { kind: 'role', label: 'the role' }))
  const group = registry.addIdentity(newIdentity('ann', { kind: 'group', label: 'the group' }))

  registry.attach(account, 'ann', arnOf('read'), 'role')
  registry.attach(account, 'ann', arnOf('write'), 'group')

  expect(registry.identity(account, 'ann')?.attached).toEqual([])
  expect(registry.identity(account, 'ann', 'role')).toEqual({ ...role, attached: [arnOf('read')] })
  expect(registry.identity(account, 'ann', 'group')).toEqual({ ...group, attached: [arnOf('write')] })
  expect(registry.attachedTo(arnOf('read')).map(identity => identity.kind)).toEqual(['role'])
  expect([...registry.identities(account)].map(identity => identity.kind).sort()).toEqual(['group', 'role', 'user'])
  expect(() => registry.updateIdentity(account, 'ann', { kind: 'user' }, 'role')).toThrow('keeps its account and name')
})

test('a role goes whatever keys a user of its name has', () => {
  const { registry } = setup()
  registry.addKey(newKey('AKIA1', 'ann'))
  registry.addIdentity(newIdentity('ann', { kind: 'role' }))

  registry.removeIdentity(account, 'ann', 'role')

  expect(registry.identity(account, 'ann', 'role')).toBeUndefined()
  expect(registry.identity(account, 'ann')?.kind).toBe('user')
})

test('a user has the policies of its groups, as they are now', () => {
  const { registry } = setup()
  registry.addIdentity(newIdentity('devs', { kind: 'group' }))
  registry.updateIdentity(account, 'ann', { groups: ['devs'], attached: [arnOf('write')] })
  const policies = () => registry.policiesOf(registry.identity(account, 'ann')!).map(policy => policy.name)
  const seen = [policies()]

  registry.attach(account, 'devs', arnOf('read'), 'group')
  seen.push(policies())
  registry.detach(account, 'devs', arnOf('read'), 'group')
  seen.push(policies())

  expect(seen).toEqual([['write'], ['write', 'read'], ['write']])
})

test('a name is taken in every case until its user is renamed or gone', () => {
  const { registry } = setup()
  const taken = refusal('EntityAlreadyExists', 'User with name ANN already exists.')

  expect(() => registry.addIdentity(newIdentity('ANN'))).toThrow(taken)
  registry.renameIdentity(account, 'ann', { name: 'Eve', path: '/', arn: 'arn:aws:iam::main:user/Eve' })
  registry.addIdentity(newIdentity('ANN'))
  expect([registry.identity(account, 'eve')?.name, registry.identity(account, 'ann')?.name]).toEqual(['Eve', 'ANN'])
  registry.removeIdentity(account, 'EVE')
  expect(registry.identity(account, 'Eve')).toBeUndefined()
})

test('names that are key ids differ by case', () => {
  const { registry } = setup()
  for (const name of ['tid_a', 'tid_A']) registry.addIdentity(newIdentity(name, { kind: 'key' }))

  expect(registry.identity(account, 'tid_A')?.name).toBe('tid_A')
  expect(registry.identity(account, 'TID_A')).toBeUndefined()
})
