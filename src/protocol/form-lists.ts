import { fail } from '../contract/errors.js'
import type { Reader } from '../contract/operation.js'
import type { Tag } from '../store/types.js'

/** The places `N` of the `List.member.N` and `List.member.N.Field` that a form has, ascending. */
export const placesIn = (form: ReadonlyMap<string, string>, list: string): readonly number[] => {
  const prefix = `${list}.member.`
  const found = new Set<number>()
  for (const name of form.keys()) {
    const place = name.startsWith(prefix) ? /^[1-9]\d{0,5}(?=\.|$)/.exec(name.slice(prefix.length)) : null
    if (place !== null) found.add(Number(place[0]))
  }
  return [...found].sort((a, b) => a - b)
}

const lowered = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1)

const refuse = (at: string, value: string | undefined, constraint: string): never =>
  fail(
    'ValidationError',
    {},
    `Value ${value === undefined ? 'null' : `'${value}'`} at '${at}' failed to satisfy constraint: ${constraint}`,
  )

const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const pattern = 'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+'

const held = (value: string | undefined, at: string, from: number, to: number): string => {
  if (value === undefined) return refuse(at, value, 'Member must not be null')
  if (value.length < from) refuse(at, value, `Member must have length greater than or equal to ${from}`)
  if (value.length > to) refuse(at, value, `Member must have length less than or equal to ${to}`)
  return characters.test(value) ? value : refuse(at, value, pattern)
}

const atMost = (limit: number, found: readonly number[], member: string): readonly number[] =>
  found.length <= limit
    ? found
    : refuse(lowered(member), `[${found.length} items]`, `Member must have length less than or equal to ${limit}`)

/**
 * Up to 50 tags, `Tags.member.N.Key` and `.Value`. Constraints:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
 */
export const tags: Reader<readonly Tag[] | undefined> = {
  from: 'form',
  wire: 'Tags',
  read: ({ form }, member) => {
    const found = atMost(50, placesIn(form, 'Tags'), member).map(place => ({
      Key: held(form.get(`Tags.member.${place}.Key`), `${lowered(member)}.${place}.member.key`, 1, 128),
      Value: held(form.get(`Tags.member.${place}.Value`), `${lowered(member)}.${place}.member.value`, 0, 256),
    }))
    return found.length === 0 && !form.has('Tags') ? undefined : found
  },
  write: (value, { form }) => {
    for (const [index, { Key, Value }] of (value ?? []).entries()) {
      form.set(`Tags.member.${index + 1}.Key`, Key)
      form.set(`Tags.member.${index + 1}.Value`, Value)
    }
  },
}

/** As `tags`, where the call is of no use without. */
export const requiredTags: Reader<readonly Tag[]> = {
  ...tags,
  demands: {},
  read: (raw, member) => tags.read(raw, member) ?? refuse(lowered(member), undefined, 'Member must not be null'),
}

/** Up to 50 keys of tags, `TagKeys.member.N`. */
export const requiredTagKeys: Reader<readonly string[]> = {
  from: 'form',
  wire: 'TagKeys',
  demands: {},
  read: ({ form }, member) => {
    const found = atMost(50, placesIn(form, 'TagKeys'), member)
    if (found.length === 0 && !form.has('TagKeys')) refuse(lowered(member), undefined, 'Member must not be null')
    return found.map(place => held(form.get(`TagKeys.member.${place}`), `${lowered(member)}.${place}.member`, 1, 128))
  },
  write: (value, { form }) => {
    for (const [index, key] of value.entries()) form.set(`TagKeys.member.${index + 1}`, key)
  },
}

/** A list of texts, `List.member.N`, each held to a length. Undefined when the request has none. */
export const texts = (
  wire: string,
  { from = 1, to, most }: { readonly from?: number; readonly to: number; readonly most: number },
): Reader<readonly string[] | undefined> => ({
  from: 'form',
  wire,
  read: ({ form }, member) => {
    const found = atMost(most, placesIn(form, wire), member).map(place => {
      const value = form.get(`${wire}.member.${place}`) ?? ''
      const at = `${lowered(member)}.${place}.member`
      if (value.length < from) refuse(at, value, `Member must have length greater than or equal to ${from}`)
      if (value.length > to) refuse(at, value, `Member must have length less than or equal to ${to}`)
      return value
    })
    return found.length === 0 && !form.has(wire) ? undefined : found
  },
  write: (value, { form }) => {
    for (const [index, text] of (value ?? []).entries()) form.set(`${wire}.member.${index + 1}`, text)
  },
})
