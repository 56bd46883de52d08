import type { Position } from '../policy/types.js'
import type { Placed } from './placed.js'

/** A document as JSON text, and where each of its parts is written. */
export interface Printed {
  readonly text: string
  readonly place: (offset: number) => Position
}

interface Mark {
  readonly start: number
  readonly place: Position
}

/** Prints a document as `JSON.stringify(value, null, 2)` does, and keeps where everything in it came from. */
export const printPlaced = (document: Placed): Printed => {
  const marks: Mark[] = []
  let text = ''

  const lines = (open: string, close: string, indent: string, count: number, each: (index: number) => void): void => {
    text += open
    for (let index = 0; index < count; index++) {
      text += `${index === 0 ? '' : ','}\n${indent}  `
      each(index)
    }
    text += count === 0 ? close : `\n${indent}${close}`
  }
  const print = (placed: Placed, indent: string): void => {
    marks.push({ start: text.length, place: placed.place })
    if (placed.kind === 'scalar') text += JSON.stringify(placed.value)
    else if (placed.kind === 'list') {
      lines('[', ']', indent, placed.items.length, index => print(placed.items[index]!, `${indent}  `))
    } else {
      const members = [...placed.members]
      lines('{', '}', indent, members.length, index => {
        const [name, member] = members[index]!
        marks.push({ start: text.length, place: member.place })
        text += `${JSON.stringify(name)}: `
        print(member.value, `${indent}  `)
      })
    }
  }

  print(document, '')
  return {
    text,
    place: offset => (marks.findLast(({ start }) => start <= offset) ?? marks[0]!).place,
  }
}
