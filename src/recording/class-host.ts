import type { DialectDefinition } from '../contract/dialect-definition.js'
import { operationsOf } from '../dialects/operations.js'
import { knownActions, takesAction } from '../mock/known-actions.js'
import type { ClassHost } from '../policy/case-classes.js'
import type { LintHost } from '../policy/lint.js'
import type { Policy } from '../policy/types.js'
import { boundaryResources } from './boundary-resources.js'

/** What every request has, whoever makes it. */
const always = ['aws:currenttime', 'aws:securetransport']

/** What is known of a dialect when its policies are compared. */
export const classHostOf = (dialect: DialectDefinition, policies: readonly Policy[]): ClassHost => {
  const { profile } = dialect
  const closed = !takesAction(profile, 'ec2:DescribeInstances')
  return {
    profile,
    actions: knownActions(profile, operationsOf(dialect)).names(),
    closed,
    // on AWS, a request that comes through an endpoint of a VPC has no public address
    isPresent: key => always.includes(key) || (closed && key === 'aws:sourceip'),
    preferred: boundaryResources(policies),
  }
}

/** What is known of a dialect when one of its policies is linted, as it will stand at a time in milliseconds. */
export const lintHostOf = (dialect: DialectDefinition, at?: number): LintHost => ({
  ...classHostOf(dialect, []),
  operationActions: knownActions(dialect.profile, operationsOf(dialect)).ofOperation,
  ...(at !== undefined && { at }),
})
