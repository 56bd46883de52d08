import { errors } from '../errors.js'

export const keys = errors
