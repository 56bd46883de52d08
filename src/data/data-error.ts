/** A directory of data that cannot be used: `message` names the file, the fault and the remedy. */
export class DataError extends Error {
  override readonly name = 'DataError'
}
