/** A command line that cannot be carried out as it was written: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
