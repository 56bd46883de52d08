import { test } from 'vitest'
import { checksOf } from '../../src/permissions/checks.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { fixture } from './fixture.js'

const files = [
  'sdxl-runner.perm.yaml',
  'conditions.perm.yaml',
  'aws-bucket-policy.perm.json',
  'sessions.perm.yaml',
  'yandex-sessions.perm.yaml',
  'boundaries.perm.yaml',
  'aws-boundaries.perm.yaml',
]

const checks = files.flatMap(file => checksOf(loadPermissionFile(fixture(file))).map(check => ({ file, ...check })))

test.each(checks)('$file: $name', ({ run }) => run())
