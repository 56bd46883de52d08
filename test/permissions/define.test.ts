import { definePermissionTests } from '../../adapters/vitest.js'

definePermissionTests(['fixtures/permissions/sdxl-runner.perm.yaml', 'fixtures/permissions/conditions.perm.yaml'])
