import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'

/** Whether the text may be a version's id, or is no id of anything. */
export const isVersionId = (text: string, { versionIds }: Pick<Dialect, 'versionIds'>): boolean =>
  versionIds?.test(text) ?? true

/** Throws InvalidArgument. */
export const refuseVersionId = (text: string, argument: string): never =>
  fail('InvalidArgument', { ArgumentName: argument, ArgumentValue: text }, 'Invalid version id specified')

/** Throws InvalidArgument for text that can be no version's id; `argument` is where it stands. */
export const checkVersionId = (
  text: string | undefined,
  argument: string,
  dialect: Pick<Dialect, 'versionIds'>,
): void => {
  if (text === undefined || isVersionId(text, dialect)) return
  refuseVersionId(text, argument)
}
