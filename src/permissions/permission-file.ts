import { operationsOf } from '../dialect-operations.js'
import { knownActions } from '../mock/known-actions.js'
import { createMock, type Mock } from '../mock.js'
import { loadYaml } from '../scene/load.js'
import { SceneError, type SceneOrigin } from '../scene/scene-error.js'
import type { Scene } from '../scene/types.js'
import { validate } from '../scene/validate.js'
import type { FileHost } from './file-host.js'
import { permissionSchema } from './permission-schema.js'
import type { PermissionCheck, WrittenMatrix, WrittenTest } from './permission-types.js'
import { readMatrix, readTests } from './read-tests.js'

/** A permission file: the mock of its scene, and what is to be held against it. */
export interface PermissionFile {
  /** Absolute. */
  readonly path: string
  readonly mock: Mock
  readonly checks: readonly PermissionCheck[]
}

/** Callers that every file has. */
const withoutKey = ['anonymous', 'admin']

const hostOf = (mock: Mock, origin: SceneOrigin): FileHost => {
  const { dialect } = mock
  const operations = operationsOf(dialect)
  const refuse = (path: readonly string[], fault: string): never => {
    throw new SceneError(path, fault, origin)
  }
  const keys = mock.keys.names()
  return {
    buckets: [...mock.world().store.buckets()].map(({ name }) => name),
    operations,
    callers: [...keys, ...withoutKey],
    actions: knownActions(dialect.profile, operations),
    refuse,
    positionOf: path => {
      const place = origin.locate?.(path)
      return `${origin.file ?? origin.baseUrl}${place ? `:${place.line}:${place.column}` : ''}`
    },
  }
}

/**
 * Reads a permission file and makes the mock of its scene. Throws a SceneError with file, line, column and the nearest
 * known name for the first fault: in the scene, in a policy, or in a check.
 */
export const loadPermissionFile = (path: string): PermissionFile => {
  const { value, origin } = loadYaml(path)
  validate(value, permissionSchema, origin)
  const { tests = [], matrix, ...scene } = value as Scene & { tests?: readonly WrittenTest[]; matrix?: WrittenMatrix }
  const mock = createMock(scene, origin)
  const host = hostOf(mock, origin)
  const checks = [...readTests(tests, host), ...(matrix === undefined ? [] : readMatrix(matrix, host))]
  if (checks.length === 0) host.refuse([], 'has nothing to check: write `tests` or `matrix`')
  return { path: origin.file ?? path, mock, checks }
}
