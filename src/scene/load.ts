import { dirname, extname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { readNear, readTextNear } from '../sources/files.js'
import { SourceError } from '../sources/source-error.js'
import { directoriesOf, SceneError, type SceneOrigin } from './scene-error.js'
import { createLocator } from './yaml-places.js'

const faultOf = (error: SourceError, at: readonly string[]): string => {
  const { fault, place, code, message } = error
  if (code !== undefined) return at.length === 0 ? `cannot be read: ${code}` : `names a file that ${fault}`
  return place?.file === undefined && place?.resource === undefined
    ? `reads a template that ${fault}`
    : `is refused: ${message}`
}

/** What a file or a template cannot give is a fault of the scene, at the member that asks for it. */
export const inScene = <T>(at: readonly string[], origin: SceneOrigin, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new SceneError(at, faultOf(error, at), origin)
  }
}

/** Throws for a file that is named by a scene from elsewhere: whoever sent it would read what this process may. */
export const refuseForeignFile = (at: readonly string[], origin: SceneOrigin): void => {
  if (origin.foreign) throw new SceneError(at, 'names a file; a scene that is sent holds all its text itself', origin)
}

/** Reads a text file of a scene; the error names the paths that were tried. */
export const readSceneFile = (path: string, at: readonly string[], origin: SceneOrigin) =>
  inScene(at, origin, () => {
    refuseForeignFile(at, origin)
    return readTextNear(path, directoriesOf(origin))
  })

/** Reads the bytes of a file of a scene. */
export const readSceneBytes = (path: string, at: readonly string[], origin: SceneOrigin): Uint8Array =>
  inScene(at, origin, () => {
    refuseForeignFile(at, origin)
    return readNear(path, directoriesOf(origin)).bytes
  })

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
