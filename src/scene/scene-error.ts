import type { Position } from '../policy/types.js'

/** Where a member of a scene stands in its file: its value, unless the fault is in its name. */
export type Locator = (path: readonly string[], part?: 'name' | 'value') => Position | undefined

/** Where a scene came from: its file and the directories against which paths in it resolve. */
export interface SceneOrigin {
  readonly file?: string
  /** Directory that is tried first: that of the test file whose scene it is. */
  readonly near?: string | undefined
  readonly baseUrl: string
  readonly locate?: Locator
  /** The scene came from another process: it names no files of this one. */
  readonly foreign?: true
}

/** Directories against which a path in the scene resolves, in their order. */
export const directoriesOf = ({ near, baseUrl }: SceneOrigin): readonly string[] =>
  near === undefined ? [baseUrl] : [near, baseUrl]

const brand = Symbol.for('tigris-mock.SceneError')

/** A scene that cannot be: `message` names the place, the fault and the remedy. */
export class SceneError extends Error {
  readonly [brand] = true
  override readonly name = 'SceneError'
  constructor(
    readonly path: readonly string[],
    fault: string,
    origin?: SceneOrigin,
    part: 'name' | 'value' = 'value',
  ) {
    const at = origin?.locate?.(path, part)
    const file = at?.file ?? origin?.file
    const where = file === undefined ? '' : `${file}${at ? `:${at.line}:${at.column}` : ''}: `
    const owner = at?.resource === undefined ? '' : `\`${at.resource}\`: `
    super(`${where}${owner}${path.length === 0 ? 'the scene' : `\`${path.join('.')}\``} ${fault}`)
  }
}
