import type { DialectDefinition } from '../contract/dialect-definition.js'
import { operationsOf } from '../dialects/operations.js'
import { knownActions } from '../mock/known-actions.js'
import { publishedSchema, type Schema } from '../scene/schema.js'
import { permissionSchemaNaming } from './permission-schema.js'

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()

/**
 * The schema of permission files for editors: it names every operation and action of the dialects, so that an editor
 * completes them. A file is held to its own dialect when it is read.
 */
export const publishedPermissionSchema = (dialects: readonly DialectDefinition[]): Schema => {
  const operations = dialects.flatMap(dialect =>
    operationsOf(dialect).flatMap(({ name, notImplemented }) => (notImplemented === undefined ? name : [])),
  )
  const actions = dialects.flatMap(dialect => knownActions(dialect.profile, operationsOf(dialect)).names())
  return publishedSchema(permissionSchemaNaming({ operations: sorted(operations), actions: sorted(actions) }))
}
