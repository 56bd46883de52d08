import { classCases } from './case-classes.js'
import { withStatements } from './document.js'
import { evaluate } from './evaluate.js'
import { finding, type LintRule, titleOf } from './lint-findings.js'

/** Allows whose every call a Deny of the same policy takes back. */
export const shadowRule: LintRule = ({ policy, statements }, host) => {
  const denies = statements.filter(({ compiled }) => compiled.statement.effect === 'Deny')
  if (denies.length === 0) return []
  return statements.flatMap(({ compiled }) => {
    if (compiled.statement.effect !== 'Allow') return []
    const alone = withStatements(policy, [compiled, ...denies.map(deny => deny.compiled)])
    const { cases, gaps } = classCases([alone], host)
    let applies = false
    for (const { actions, resource, principal, context } of cases) {
      const asked = { action: actions[0], resource, principal, context, identity: [alone], grants: [] }
      const bare = evaluate(host.profile, { ...asked, identity: [withStatements(policy, [compiled])] })
      if (bare.decision !== 'allowed') continue
      applies = true
      if (evaluate(host.profile, asked).decision === 'allowed') return []
    }
    if (!applies || gaps.size > 0) return []
    const by = denies.map(deny => titleOf(deny.compiled.statement)).join(' and ')
    const message = `${titleOf(compiled.statement)} allows nothing: ${by} ${denies.length === 1 ? 'denies' : 'deny'} all of it`
    return [finding('warning', 'ShadowedAllow', compiled.statement.position, message)]
  })
}
