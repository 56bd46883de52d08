import { dirname, extname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { readNear, readTextNear } from '../sources/files.js'
import { SourceError } from '../sources/source-error.js'
import { directoriesOf, SceneError, type SceneOrigin } from './scene-error.js'
import { createLocator } from './yaml-places.js'

/** What a source cannot give is a fault of the scene, at the member that asks for it. */
export const inScene = <T>(at: readonly string[], origin: SceneOrigin, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new SceneError(at, error.place === undefined ? error.message : `is refused: ${error.message}`, origin)
  }
}

/** Throws for a file that is named by a scene from elsewhere: whoever sent it would read what this process may. */
const refuseForeignFile = (at: readonly string[], origin: SceneOrigin): void => {
  if (origin.foreign) throw new SceneError(at, 'names a file; a scene that is sent holds all its text itself', origin)
}

const reading = <T>(
  path: string,
  at: readonly string[],
  origin: SceneOrigin,
  read: (from: readonly string[]) => T,
): T =>
  inScene(at, origin, () => {
    refuseForeignFile(at, origin)
    try {
      return read(directoriesOf(origin))
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      const own = origin.file === path
      throw new SourceError(own ? `cannot be read: ${error.code}` : `names a file that ${error.message}`)
    }
  })

/** Reads a text file of a scene; the error names the paths that were tried. */
export const readSceneFile = (path: string, at: readonly string[], origin: SceneOrigin) =>
  reading(path, at, origin, from => readTextNear(path, from))

/** Reads the bytes of a file of a scene. */
export const readSceneBytes = (path: string, at: readonly string[], origin: SceneOrigin): Uint8Array =>
  reading(path, at, origin, from => readNear(path, from).bytes)

/** Reads a YAML or JSON file whose members can be found again by line and column. */
export const loadYaml = (path: string): { value: unknown; origin: SceneOrigin } => {
  const absolute = resolve(path)
  const { text } = readSceneFile(absolute, [], { baseUrl: dirname(absolute), file: absolute })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors[0]
  const origin: SceneOrigin = {
    file: absolute,
    baseUrl: dirname(absolute),
    locate: createLocator(document, lines),
  }
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0])
    const format = extname(absolute) === '.json' ? 'JSON' : 'YAML'
    throw new SceneError([], `is not ${format}: ${broken.message}`, {
      ...origin,
      locate: () => ({ line, column: col }),
    })
  }
  const value: unknown = document.toJS() ?? {}
  // it is a word to the editor, which is not part of the scene
  if (typeof value === 'object' && value !== null && '$schema' in value) delete value.$schema
  return { value, origin }
}
