import { errors } from '../contract/errors.js'

export const keys = errors
