import type { PlacedObject } from '../placed.js'
import type { Scope } from './scope.js'

/** The template as the transform of SAM leaves it. */
export const expandServerless = ({ template }: Scope): PlacedObject => template
