import { fail } from '../../../contract/errors.js'
import type { Codec, Origin } from '../../../protocol/codecs.js'

// Source: https://www.tigrisdata.com/docs/buckets/locations/

const geographies: readonly string[] = ['usa', 'eur']
const regions: readonly string[] = ['ams', 'fra', 'gru', 'iad', 'jnb', 'lhr', 'nrt', 'ord', 'sin', 'sjc', 'syd']

/** Region codes with commas between them, one geography, or nothing for everywhere. */
export const isPlacement = (text: string): boolean => {
  const codes = text.split(',').map(code => code.trim())
  return (
    text === '' ||
    (codes.length === 1 && geographies.includes(codes[0]!)) ||
    codes.every(code => regions.includes(code))
  )
}

export const placement: Codec<string> = {
  read: (value: string, { wire }: Origin) =>
    value === 'global'
      ? ''
      : isPlacement(value)
        ? value
            .split(',')
            .map(code => code.trim())
            .join(',')
        : fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: value }, `${wire} names no region of Tigris`),
  write: value => value,
}
