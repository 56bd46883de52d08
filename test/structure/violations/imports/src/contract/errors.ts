export { wire as errors } from './wire.js'
