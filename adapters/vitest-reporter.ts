// For `reporters: ['default', 'tigris-mock/vitest/reporter']`.
import { createRunReporter, type ReporterOptions, showRun } from './reporter.js'

/** Reports at the end of a run what its tests asked of policies, and which changes of them no test would notice. */
export default class TigrisReporter {
  readonly #run: ReturnType<typeof createRunReporter>

  constructor(options?: ReporterOptions) {
    this.#run = createRunReporter(options)
  }

  onInit(): void {
    this.#run.begin()
  }

  onWatcherRerun(): void {
    this.#run.begin()
  }

  onTestRunEnd(): void {
    showRun(this.#run.finish(), text => process.stdout.write(text))
  }
}

export type { ReporterOptions } from './reporter.js'
