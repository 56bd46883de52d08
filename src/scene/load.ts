import { readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { type Document, isAlias, isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
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

/** The nodes of a member: its name, where it stands in a map, and its value. Undefined when it is not written. */
const memberOf = (
  document: Document,
  path: readonly string[],
): { readonly name?: unknown; readonly value: unknown } | undefined => {
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)
  let member: { readonly name?: unknown; readonly value: unknown } = { value: document.contents }
  for (const step of path) {
    const holder = resolved(member.value)
    if (isMap(holder)) {
      const pair = holder.items.find(({ key }) => String(isScalar(key) ? key.value : key) === step)
      if (pair === undefined) return undefined
      member = { name: pair.key, value: pair.value }
    } else if (isCollection(holder) && holder.has(Number(step))) member = { value: holder.get(Number(step), true) }
    else return undefined
  }
  return member
}

const beginOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]

/** What is not written is shown where it would stand. */
const offsetOf = (document: Document, path: readonly string[], part: 'name' | 'value'): number => {
  const member = memberOf(document, path)
  if (member === undefined) return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), 'value')
  return (part === 'name' ? beginOf(member.name) : undefined) ?? beginOf(member.value) ?? beginOf(member.name) ?? 0
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
    locate: (at, part = 'value') => {
      const { line, col } = lines.linePos(offsetOf(document, at, part))
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
  const value: unknown = document.toJS() ?? {}
  // it is a word to the editor, which is not part of the scene
  if (typeof value === 'object' && value !== null && '$schema' in value) delete value.$schema
  return { value, origin }
}
