// What runner adapters use beyond the public names. No public subpath leads here.
export { applyEnvironment } from './mock/environment.js'
export { wholeOf } from './mock.js'
export type { AllowedSpec, DeniedSpec, Outcome, RejectedSpec } from './permissions/assertions.js'
export {
  assertAllowed,
  assertDenied,
  assertRejected,
  judgeAllowed,
  judgeDenied,
  judgeRejected,
} from './permissions/assertions.js'
export { type Check, checksOf } from './permissions/checks.js'
export { type AccessMatrix, judgeAbility, judgeCalled, judgeMatrix } from './permissions/expectations.js'
export { explanationHeader, writeExplanation } from './permissions/explanation-header.js'
export { loadPermissionFile } from './permissions/permission-file.js'
export { loadYaml } from './scene/load.js'
export type { SceneOrigin } from './scene/scene-error.js'
