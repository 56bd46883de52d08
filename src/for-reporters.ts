// What reporters of runners use: no door, no mock. No public subpath leads here.
export { recordVariable } from './mock/environment.js'
export { RecordError, readRecordings } from './recording/merge.js'
export {
  checkThresholds,
  missedThresholds,
  type ReportThresholds,
  type RunReport,
  reportOf,
} from './recording/record-report.js'
export { htmlReport } from './reports/html-report.js'
export { jsonReport } from './reports/json.js'
export { lcovReport } from './reports/lcov.js'
export { markdownReport } from './reports/markdown.js'
export { summaryText } from './reports/text.js'
