import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { importTable, type Row } from './import-table.js'
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

const rowOf = (module: string): Row | undefined => {
  const found = importTable.flatMap(row => row.files.filter(name => fits(name, module)).map(name => ({ row, name })))
  return found.sort((a, b) => b.name.length - a.name.length)[0]?.row
}

const packageOf = (target: string): string => target.split('/', target.startsWith('@') ? 2 : 1).join('/')

const isBuiltin = (target: string): boolean => target.startsWith('node:') || builtinModules.includes(target)

/** Imports against the table; a finding is one sentence that begins with the file. */
export const findForbiddenImports = (root: string): string[] => {
  const findings: string[] = []
  for (const source of sourcesOf(root)) {
    const module = source.path.replace(/\.ts$/, '')
    const row = rowOf(module)
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
      const imported = posix.join(posix.dirname(source.path), target).replace(/\.js$/, '')
      const allowed = rowOf(imported) === row || row.imports.some(name => fits(name, imported))
      const allowedAsTypes = typeOnly && row.types?.some(name => fits(name, imported))
      if (!allowed && !allowedAsTypes) blame(`imports ${typeOnly ? 'types of ' : ''}${imported}`)
    }
  }
  return findings
}
