import { memberOf, type Placed, textOf } from '../placed.js'

/** What stands in a preview for a value that is not known yet: a text, truth value, number, list, object. */
const unknown = [
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]

export const isUnknownText = (text: string | undefined): boolean =>
  text !== undefined && unknown.some(each => text.includes(each))

/** Member by which Pulumi knows a value of its own kind, and what it says of a secret. */
const signature = '4dabf18193072939515e22adb298388d'
const secret = '1b47061264138c4ac30d75fd1eb44270'

/** The value of a secret, or that it is hidden; undefined for what is none. */
export const secretOf = (placed: Placed): { readonly value: string } | 'hidden' | undefined => {
  if (textOf(memberOf(placed, signature)) !== secret) return undefined
  const plain = textOf(memberOf(placed, 'plaintext'))
  if (plain === undefined) return 'hidden'
  const value: unknown = JSON.parse(plain)
  return { value: typeof value === 'string' ? value : plain }
}
