import type { Registry } from '../auth/types.js'

/** What an account keeps beside its identities and policies, in the order in which it came. */
export interface AccountRecords<T> {
  of(registry: Pick<Registry, 'account'>, account: string): readonly T[]
  /** Puts `record` in the place of the one of that id, or behind all others; undefined takes it away. */
  write(registry: Pick<Registry, 'account' | 'addAccount'>, account: string, id: string, record: T | undefined): void
}

/** Records under one noun of the account's settings, each with an id of its own. */
export const accountRecords = <T>(noun: string, idOf: (record: T) => string): AccountRecords<T> => {
  const of: AccountRecords<T>['of'] = (registry, account) =>
    (registry.account(account)?.settings?.[noun] as readonly T[] | undefined) ?? []
  return {
    of,
    write(registry, accountId, id, record) {
      const account = registry.account(accountId)
      if (account === undefined) throw new Error(`account ${accountId} has no record`)
      const before = of(registry, accountId)
      const added = record === undefined ? [] : [record]
      const records = before.some(each => idOf(each) === id)
        ? before.flatMap(each => (idOf(each) === id ? added : [each]))
        : [...before, ...added]
      registry.addAccount({ ...account, settings: { ...account.settings, [noun]: records } })
    },
  }
}
