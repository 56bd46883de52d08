import type { Registry } from '../auth/types.js'
import { fail } from '../errors.js'

/** Names under `AWS` of every principal in a document that was already found to be a policy. */
const namesIn = (text: string): string[] => {
  const { Statement } = JSON.parse(text) as { readonly Statement?: unknown }
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as readonly Record<string, unknown>[]
  return statements.flatMap(({ Principal, NotPrincipal }) =>
    [Principal, NotPrincipal].flatMap(principal => {
      const named = typeof principal === 'object' && principal !== null && 'AWS' in principal ? principal.AWS : []
      return (Array.isArray(named) ? named : [named]) as string[]
    }),
  )
}

/**
 * Throws MalformedPolicy for users and roles that an account of this world does not have. Other accounts are not known
 * here: whom they have is not judged.
 */
export const requirePrincipals = (text: string, registry: Pick<Registry, 'account' | 'identity'>): void => {
  for (const arn of namesIn(text)) {
    const [, account, kind, path] = /^arn:aws[a-z-]*:iam::(\d+):(user|role)\/(.+)$/.exec(arn) ?? []
    if (account === undefined || path === undefined || registry.account(account) === undefined) continue
    const namespace = kind === 'role' ? 'role' : 'user'
    if (registry.identity(account, path.split('/').at(-1) ?? '', namespace) !== undefined) continue
    fail('MalformedPolicy', { Detail: `"AWS" : "${arn}"` }, 'Invalid principal in policy')
  }
}
