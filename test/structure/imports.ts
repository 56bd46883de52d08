import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { contract, importTable, type Row } from './import-table.js'
import { type Source, sourcesOf, withoutComments } from './sources.js'

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s*|\s*)'([^']+)'/gm
// the call loads a module when it runs; behind `typeof`, and before a type's name, it is a type
const call = /(typeof\s+)?\bimport\(\s*'([^']+)'\s*\)(\.[A-Z])?/g

const importsOf = (source: Source): Import[] => {
  const text = withoutComments(source)
  const statements = [...text.matchAll(statement)].map(([, type, target]) => ({ target: target!, typeOnly: !!type }))
  const calls = [...text.matchAll(call)].map(([, before, target, after]) => ({
    target: target!,
    typeOnly: before !== undefined || after !== undefined,
  }))
  return [...statements, ...calls]
}

const fits = (name: string, module: string): boolean => (name.endsWith('/') ? module.startsWith(name) : module === name)

const rowOf = (module: string, table: readonly Row[]): Row | undefined => {
  const found = table.flatMap(row => row.files.filter(name => fits(name, module)).map(name => ({ row, name })))
  return found.sort((a, b) => b.name.length - a.name.length)[0]?.row
}

const packageOf = (target: string): string => target.split('/', target.startsWith('@') ? 2 : 1).join('/')

const isBuiltin = (target: string): boolean => target.startsWith('node:') || builtinModules.includes(target)

const moduleOf = ({ path }: Source): string => path.replace(/\.ts$/, '')

/** The module that a relative import of another means. */
const resolved = (source: Source, target: string): string =>
  posix.join(posix.dirname(source.path), target).replace(/\.js$/, '')

/** Imports against the table; a finding is one sentence that begins with the file. */
export const findForbiddenImports = (root: string, table = importTable): string[] => {
  const findings: string[] = []
  for (const source of sourcesOf(root)) {
    const row = rowOf(moduleOf(source), table)
    if (row === undefined) {
      findings.push(`${source.path} stands in no row of the table`)
      continue
    }
    for (const { target, typeOnly } of importsOf(source)) {
      const blame = (text: string): void => void findings.push(`${source.path} ${text}`)
      if (!target.startsWith('.')) {
        if (isBuiltin(target) ? row.pure : !typeOnly && !row.packages?.includes(packageOf(target)))
          blame(`imports the package ${target}`)
        continue
      }
      const imported = resolved(source, target)
      const allowed = rowOf(imported, table) === row || row.imports.some(name => fits(name, imported))
      const allowedAsTypes = typeOnly && [contract, ...(row.types ?? [])].some(name => fits(name, imported))
      if (!allowed && !allowedAsTypes) blame(`imports ${typeOnly ? 'types of ' : ''}${imported}`)
    }
  }
  return findings
}

/** What the table says of files that there are not, and allows to files that do not use it. */
export const findUnusedRows = (root: string, table = importTable): string[] => {
  const sources = sourcesOf(root)
  return table.flatMap(row => {
    const name = row.files.join(', ')
    const inRow = sources.filter(source => rowOf(moduleOf(source), table) === row)
    const imports = inRow.flatMap(source =>
      importsOf(source).map(each => ({
        ...each,
        module: each.target.startsWith('.') ? resolved(source, each.target) : packageOf(each.target),
      })),
    )
    // what stands in the row itself needs no leave
    const others = imports.filter(({ module }) => rowOf(module, table) !== row)
    const unused = (allowed: readonly string[], typeOnly: boolean): string[] =>
      allowed.filter(each => !others.some(one => fits(each, one.module) && (typeOnly || !one.typeOnly)))
    return [
      ...row.files.filter(each => !inRow.some(source => fits(each, moduleOf(source)))).map(each => `${each}: no file`),
      ...unused(row.imports, false).map(each => `${name}: no file imports ${each}`),
      ...unused(row.types ?? [], true).map(each => `${name}: no file imports types of ${each}`),
      ...unused(row.packages ?? [], false).map(each => `${name}: no file imports the package ${each}`),
    ]
  })
}

/** Rows that may import what stands below them in the table; types of the contract go both ways. */
export const findUpwardRows = (table = importTable): string[] =>
  table.flatMap((row, index) => {
    const named = row.files.includes(contract) ? row.imports : [...row.imports, ...(row.types ?? [])]
    const above = table.slice(index + 1)
    return named
      .filter(name => above.some(other => other.files.some(file => fits(file, name) || fits(name, file))))
      .filter(
        name => !table.slice(0, index).some(other => other.files.some(file => fits(file, name) || fits(name, file))),
      )
      .map(name => `${row.files.join(', ')} may import ${name}, which stands above it`)
  })

/** Groups of files that import each other in a circle, of types too. */
export const findImportCircles = (root: string): string[] => {
  const sources = sourcesOf(root)
  const targets = new Map(
    sources.map(source => [
      moduleOf(source),
      importsOf(source).flatMap(({ target }) => (target.startsWith('.') ? [resolved(source, target)] : [])),
    ]),
  )
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (module: string, way: readonly string[]): void => {
    const at = way.indexOf(module)
    if (at >= 0) {
      circles.push([...way.slice(at), module].join(' -> '))
      return
    }
    if (done.has(module)) return
    for (const target of targets.get(module) ?? []) walk(target, [...way, module])
    done.add(module)
  }
  for (const module of targets.keys()) walk(module, [])
  return circles
}
