declare module 'lcov-parse' {
  namespace lcov {
    interface Count<D> {
      readonly found: number
      readonly hit: number
      readonly details: readonly D[]
    }
    interface LcovFile {
      readonly file: string
      readonly lines: Count<{ readonly line: number; readonly hit: number }>
      readonly functions: Count<{ readonly name: string; readonly line: number; readonly hit: number }>
      readonly branches: Count<{ readonly line: number; readonly taken: number }>
    }
    /** Reads text; `parse` takes a path first. */
    function source(text: string, done: (error: unknown, files?: readonly LcovFile[]) => void): void
  }
  export default lcov
}
