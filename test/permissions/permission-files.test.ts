import { test } from 'vitest'
import { checksOf } from '../../src/permissions/checks.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { fixture } from './fixture.js'

const files = ['sdxl-runner.perm.yaml', 'conditions.perm.yaml', 'aws-bucket-policy.perm.json']

const checks = files.flatMap(file => checksOf(loadPermissionFile(fixture(file))).map(check => ({ file, ...check })))

test.each(checks)('$file: $name', ({ run }) => run())
