// For `setupFiles`: one mock for every test file of the project, with the scene of tigris-mock.config.yaml.
import { setUpProject } from './lifecycle.js'
import { vitestHooks } from './vitest-hooks.js'
import './vitest.js'

setUpProject(vitestHooks)
