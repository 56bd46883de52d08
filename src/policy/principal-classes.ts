import { principalOf } from './principal-input.js'
import { matchPrincipal, type Principals } from './principals.js'
import type { CompiledStatement } from './statements.js'
import type { ConditionContext, PolicyPrincipal } from './types.js'

/** A caller, and what the request says of it. */
export interface Asker {
  readonly principal: PolicyPrincipal
  readonly context: ConditionContext
}

const user = (account: string, name: string, ids?: readonly string[]): PolicyPrincipal => ({
  kind: 'user',
  arn: `arn:aws:iam::${account}:user/${name}`,
  account,
  ...(ids !== undefined && { ids }),
})

const root = (account: string): PolicyPrincipal => ({ kind: 'root', arn: `arn:aws:iam::${account}:root`, account })

const own = '123456789012'
const foreign = '999999999999'
const plain = (principal: PolicyPrincipal): Asker => ({ principal, context: {} })

/** Callers whom one name of a Principal may mean. */
const meant = ({ type, name }: Principals['names'][number]): readonly Asker[] => {
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1]
  if (account !== undefined) return [plain(root(account)), plain(user(account, 'someone'))]
  if (type === 'CanonicalUser') return [plain(user(own, 'someone', [name]))]
  if (type !== 'AWS') return []
  if (/^A(?:ID|RO)A[A-Z0-9]+$/.test(name)) return [{ principal: user(own, 'someone'), context: { 'aws:userid': name } }]
  if (!/^arn:[^:]+:(?:iam|sts)::[^:]+:(?:user|role|assumed-role|federated-user|serviceAccount)\//.test(name)) return []
  const principal = principalOf(name)
  return [plain(principal), plain(user(principal.account, 'someone'))]
}

/**
 * A caller of each way in which statements name callers: those that they name, others of the same accounts, one of
 * another account, and one without credentials. One caller where the statements name nobody.
 */
export const askersOf = (statements: readonly CompiledStatement[]): readonly Asker[] => {
  const someone = plain(user(own, 'someone'))
  if (statements.every(({ principals }) => principals === undefined)) return [someone]
  const named = statements.flatMap(({ principals }) => principals?.names.flatMap(meant) ?? [])
  const others = [someone, plain(user(foreign, 'someone-else')), plain(principalOf('anonymous'))]
  const firsts = new Map<string, Asker>()
  for (const asker of [...named, ...others]) {
    const { principal, context } = asker
    const matches = statements.map(({ principals }) => matchPrincipal(principals, principal, context)).join(' ')
    const key = `${principal.kind === 'anonymous'} ${matches}`
    if (!firsts.has(key)) firsts.set(key, asker)
  }
  return [...firsts.values()]
}
