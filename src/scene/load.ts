import { readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { LineCounter, type Node, parseDocument } from 'yaml'
import { SceneError, type SceneOrigin } from './scene-error.js'

/** Reads a text file of a scene; the error names the path that was tried. */
export const readSceneFile = (
  path: string,
  at: readonly string[],
  origin: SceneOrigin,
): { text: string; path: string } => {
  const absolute = resolve(origin.baseUrl, path)
  try {
    return { text: readFileSync(absolute, 'utf8'), path: absolute }
  } catch {
    throw new SceneError(at, `names a file that cannot be read: ${absolute}`, origin)
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
    locate: at => {
      const node = (document.getIn(at, true) ?? document.getIn(at.slice(0, -1), true)) as Node | undefined
      const { line, col } = lines.linePos(node?.range?.[0] ?? 0)
      return { line, column: col }
    },
  }
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0])
    const format = extname(absolute) === '.json' ? 'JSON' : 'YAML'
    throw new SceneError([], `is not ${format}: ${broken.message}`, {
      ...origin,
      locate: () => ({ line, column: col }),
    })
  }
  return { value: document.toJS() ?? {}, origin }
}
