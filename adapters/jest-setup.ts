// For `setupFilesAfterEnv`: one mock for every test file of the project, with the scene of tigris-mock.config.yaml.

import { jestHooks } from './jest-hooks.js'
import { setUpProject } from './lifecycle.js'
import './jest.js'

setUpProject(jestHooks)
