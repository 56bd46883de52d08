// For `setupFiles`: one mock for every test file of the project, with the scene of tigris-mock.config.yaml.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { setUpProject } from './lifecycle.js'
import './vitest.js'

setUpProject({ beforeAll, afterAll, beforeEach, afterEach })
