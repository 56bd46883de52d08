import { type JsonNode, scanJson } from '../policy/json.js'
import type { Position } from '../policy/types.js'
import { shown } from '../sources/files.js'
import type { SceneOrigin } from './scene-error.js'

/** A place of a document that was written down as JSON: the member, and whether its name or its value begins there. */
interface Mark {
  readonly start: number
  readonly path: readonly string[]
  readonly part: 'name' | 'value'
}

const marksOf = (node: JsonNode, path: readonly string[]): readonly Mark[] => {
  const own: Mark = { start: node.start, path, part: 'value' }
  if (node.kind === 'array') return [own, ...node.items.flatMap((item, at) => marksOf(item, [...path, String(at)]))]
  if (node.kind !== 'object') return [own]
  const members = node.members.flatMap(({ name, start, value }): readonly Mark[] => {
    const within = [...path, name]
    return [{ start, path: within, part: 'name' }, ...marksOf(value, within)]
  })
  return [own, ...members]
}

/**
 * Where the elements of an inline policy stand in the scene's file: its JSON text was made of what is written there at
 * `at`. Undefined for a scene without a file.
 */
export const placesOf = (
  text: string,
  at: readonly string[],
  { file, locate }: SceneOrigin,
): ((offset: number) => Position) | undefined => {
  const { node } = scanJson(text)
  const home = locate?.(at)
  if (node === undefined || locate === undefined || (home?.file ?? file) === undefined) return undefined
  const marks = marksOf(node, [])
  return offset => {
    const mark = marks.findLast(({ start }) => start <= offset) ?? marks[0]!
    const found = locate([...at, ...mark.path], mark.part) ?? { line: 1, column: 1 }
    return { ...found, file: found.file ?? (file && shown(file)) }
  }
}
