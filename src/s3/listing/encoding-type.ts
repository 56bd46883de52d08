import { fail } from '../../contract/errors.js'
import type { Codec } from '../../protocol/codecs.js'

/** How a listing's keys stand in the answer; `url` lets a key hold characters that XML has no way to say. */
export const encodingType: Codec<'url'> = {
  read: (value, { wire }) =>
    value === 'url'
      ? value
      : fail(
          'InvalidArgument',
          { ArgumentName: wire, ArgumentValue: value },
          'Invalid Encoding Method specified in Request',
        ),
  write: value => value,
}

const escapeRest = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** S3's form of URL encoding: as an HTML form's, but `/` stays. */
const encodeForListing = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()~]/g, escapeRest)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')

/** What a listing does to each key, prefix, delimiter and marker that it shows. */
export const listingText = (type: 'url' | undefined): ((text: string) => string) =>
  type === 'url' ? encodeForListing : text => text
