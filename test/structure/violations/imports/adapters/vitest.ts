export { start } from './interception.js'
