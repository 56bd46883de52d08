import { first } from './first.js'

export const straight = first
