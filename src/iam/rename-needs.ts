import { type Need, need } from '../contract/operation.js'

/**
 * A move or another name needs the right on the identity as it is and as it will be:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
export const needToRename = <const A extends string>(
  action: A,
  arn: string,
  kind: 'user' | 'group',
  newPath: string | undefined,
  newName: string | undefined,
): readonly Need<A>[] => {
  if (newPath === undefined && newName === undefined) return [need(action, arn)]
  const [, owner = '', path = '/', name = ''] = /^(.+?):(?:user|group)(\/(?:.*\/)?)([^/]*)$/.exec(arn) ?? []
  return [need(action, arn), need(action, `${owner}:${kind}${newPath ?? path}${newName ?? name}`)]
}
