// For `reporters: ['default', 'tigris-mock/jest/reporter']`.
import { createRunReporter, type FinishedRun, type ReporterOptions, showRun } from './reporter.js'

/** Reports at the end of a run what its tests asked of policies, and which changes of them no test would notice. */
export default class TigrisReporter {
  readonly #run: ReturnType<typeof createRunReporter>
  #finished: FinishedRun | undefined

  constructor(_config?: unknown, options?: ReporterOptions) {
    this.#run = createRunReporter(options)
    this.#run.begin()
  }

  onRunStart(): void {
    this.#run.begin()
  }

  onRunComplete(): void {
    this.#finished = this.#run.finish()
    showRun(this.#finished, text => process.stderr.write(text))
  }

  /** jest fails a run for which a reporter has an error. */
  getLastError(): Error | undefined {
    const missed = this.#finished?.missed ?? []
    return missed.length === 0 ? undefined : new Error(`tigris-mock: ${missed.join('; ')}`)
  }
}

export type { ReporterOptions } from './reporter.js'
