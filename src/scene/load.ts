import { readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { SceneError, type SceneOrigin } from './scene-error.js'
import { createLocator } from './yaml-places.js'

/** Reads a text file of a scene; the error names the path that was tried. */
export const readSceneFile = (
  path: string,
  at: readonly string[],
  origin: SceneOrigin,
): { text: string; path: string } => {
  const absolute = resolve(origin.baseUrl, path)
  try {
    return { text: readFileSync(absolute, 'utf8'), path: absolute }
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code
    const fault = origin.file === absolute ? `cannot be read: ${why}` : `names a file that cannot be read: ${absolute}`
    throw new SceneError(at, fault, origin)
  }
}

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
