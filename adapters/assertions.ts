import { assertFunctions } from '../src/for-adapters.js'
import { countVacuousDenial, isStrict } from './current.js'

export const { assertAllowed, assertDenied, assertRejected } = assertFunctions({ isStrict, count: countVacuousDenial })
