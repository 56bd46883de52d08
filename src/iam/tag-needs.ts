import { type Need, need } from '../contract/operation.js'
import type { Tag } from '../store/types.js'

/** The condition keys that tags in a request supply. */
export const requestedTags = (tags: readonly Tag[] | undefined): Need['context'] =>
  tags === undefined || tags.length === 0
    ? undefined
    : {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        'aws:TagKeys': tags.map(({ Key }) => Key),
      }

/**
 * Making a thing with tags needs the right to tag it too:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
 */
export const needToTag = <const A extends string>(
  action: A,
  resource: string,
  tags: readonly Tag[] | undefined,
): readonly Need<A>[] => {
  const context = requestedTags(tags)
  return context === undefined ? [] : [need(action, resource, context)]
}
