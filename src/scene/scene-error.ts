/** Where a member of a scene stands in its file: its value, unless the fault is in its name. */
export type Locator = (
  path: readonly string[],
  part?: 'name' | 'value',
) => { readonly line: number; readonly column: number } | undefined

/** Where a scene came from: its file and the directory against which paths in it resolve. */
export interface SceneOrigin {
  readonly file?: string
  readonly baseUrl: string
  readonly locate?: Locator
}

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
    const file = origin?.file === undefined ? '' : `${origin.file}${at ? `:${at.line}:${at.column}` : ''}: `
    super(`${file}${path.length === 0 ? 'the scene' : `\`${path.join('.')}\``} ${fault}`)
  }
}
