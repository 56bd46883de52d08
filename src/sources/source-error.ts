import type { Position } from '../policy/types.js'

/** `template.yaml:12:5`, with the resource to which it belongs. */
export const placeText = ({ file, line, column, resource }: Position): string => {
  const where = file === undefined ? '' : `${file}:${line}:${column}`
  return [where, resource === undefined ? '' : `\`${resource}\``].filter(part => part !== '').join(': ')
}

/** A file or template from which no policy can be taken: `message` names the place, the fault and the remedy. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  constructor(
    readonly fault: string,
    readonly place?: Position,
    /** Of the file system: `ENOENT`. */
    readonly code?: string,
  ) {
    const where = place === undefined ? '' : placeText(place)
    super(where === '' ? fault : `${where} ${fault}`)
  }
}
