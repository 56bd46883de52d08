// For `setupFilesAfterEnv`: one mock for every test file of the project, with the scene of tigris-mock.config.yaml.
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { setUpProject } from './lifecycle.js'
import './jest.js'

setUpProject({ beforeAll, afterAll, beforeEach, afterEach })
