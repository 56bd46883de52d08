import type { DialectDefinition } from '../contract/dialect-definition.js'
import { aws } from './aws/index.js'
import { tigris } from './tigris/index.js'
import { yandex } from './yandex/index.js'

/** Every dialect by its name; the first is the default. */
export const dialects: Readonly<Record<'tigris' | 'aws' | 'yandex', DialectDefinition>> = { tigris, aws, yandex }

export type DialectName = keyof typeof dialects

/** The dialect that a scene names, or the default. */
export const dialectOf = ({ dialect = 'tigris' }: { readonly dialect?: DialectName }): DialectDefinition =>
  dialects[dialect]
