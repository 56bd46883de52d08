import type { Identity, Registry } from '../auth/types.js'

/** A policy's JSON, which was already found to be one, as far as its principals go. */
interface Statement {
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
}

const statementsIn = (text: string): readonly Statement[] => {
  const { Statement } = JSON.parse(text) as { readonly Statement?: unknown }
  return (Array.isArray(Statement) ? Statement : [Statement]) as readonly Statement[]
}

/** Names under `AWS` of every principal. */
const namesIn = (text: string): string[] =>
  statementsIn(text).flatMap(({ Principal, NotPrincipal }) =>
    [Principal, NotPrincipal].flatMap(principal => {
      const named = typeof principal === 'object' && principal !== null && 'AWS' in principal ? principal.AWS : []
      return (Array.isArray(named) ? named : [named]) as string[]
    }),
  )

type Known = Pick<Registry, 'account' | 'accounts' | 'identity' | 'identities'>

const byArn = (arn: string, { account, identity }: Known): boolean => {
  const [, owner, kind, path] = /^arn:aws[a-z-]*:iam::(\d+):(user|role)\/(.+)$/.exec(arn) ?? []
  // whom accounts of other worlds have is not judged
  if (owner === undefined || path === undefined || account(owner) === undefined) return true
  return identity(owner, path.split('/').at(-1) ?? '', kind === 'role' ? 'role' : 'user')?.arn === arn
}

const hasId = (id: string, { accounts, identities }: Known): boolean => {
  const isOf = (identity: Identity) => identity.id === id
  return [...accounts()].some(account => [...identities(account.id)].some(isOf))
}

/** Calls `refuse` for users and roles that an account of this world does not have, by ARN or by unique id. */
export const requirePrincipals = (text: string, registry: Known, refuse: (name: string) => never): void => {
  for (const name of namesIn(text)) {
    const exists = /^A(?:ID|RO)A/.test(name) ? hasId(name, registry) : byArn(name, registry)
    if (!exists) refuse(name)
  }
}

/** The policy with another name for one principal; undefined when it does not name it. */
export const withPrincipal = (text: string, from: string, to: string): string | undefined => {
  if (!text.includes(from) || !namesIn(text).includes(from)) return undefined
  const renamed = (value: unknown): unknown => (Array.isArray(value) ? value.map(renamed) : value === from ? to : value)
  return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    (key === 'Principal' || key === 'NotPrincipal') && typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([type, names]) => [type, type === 'AWS' ? renamed(names) : names]),
        )
      : value,
  )
}
