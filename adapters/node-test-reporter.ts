// For `node --test --test-reporter=tigris-mock/node-test/reporter --test-reporter-destination=stdout`, beside another
// reporter. node:test loads reporters before it starts the processes of the tests, which inherit the variable.
import { createRunReporter, showRun } from './reporter.js'

const run = createRunReporter()
run.begin()

/** Reports at the end of a run what its tests asked of policies, and which changes of them no test would notice. */
export default async function* report(events: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const _ of events) {
    // the other reporters tell of tests
  }
  const lines: string[] = []
  showRun(run.finish(), text => void lines.push(text))
  yield* lines
}
