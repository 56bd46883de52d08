import { fail } from '../../contract/errors.js'

const mark = '1/'

/** Where a page begins, as a token: the same for the same position, and tied to no request. */
export const tokenOf = (position: string): string => Buffer.from(mark + position).toString('base64url')

/** The position in a token. An empty token is the start, as S3 has it. Throws InvalidArgument. */
export const positionOf = (token: string | undefined): string | undefined => {
  if (token === undefined || token === '') return undefined
  const position = Buffer.from(token, 'base64url').toString().slice(mark.length)
  return tokenOf(position) === token
    ? position
    : fail(
        'InvalidArgument',
        { ArgumentName: 'continuation-token', ArgumentValue: token },
        'The continuation token provided is incorrect',
      )
}
