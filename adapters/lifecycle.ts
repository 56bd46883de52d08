import { applyEnvironment, type RunningTest, type SceneOrigin, wholeOf } from '../src/for-adapters.js'
import { createTigrisMock, type NamesOf, type Scene, type TigrisMock } from '../src/index.js'
import { announce, announceOnce } from './announce.js'
import { setCurrent, takeVacuousDenials } from './current.js'
import { loadProjectScene } from './scene-file.js'

/** The hooks that every runner has, under its own import. */
export interface RunnerHooks {
  beforeAll(run: () => Promise<void>): void
  afterAll(run: () => Promise<void>): void
  /** `run` hears which test begins. */
  beforeEach(run: (test: RunningTest) => void): void
  afterEach(run: () => Promise<void>): void
}

/** A scene, and how a test file wants it set up. */
export type SetupOptions<S extends Scene> = S & {
  /** Name of the key under which the application's own clients act: sets the environment until the mock stops. */
  readonly env?: NamesOf<S> | undefined
  /**
   * Directory against which files of the scene resolve. Default: that of the test file, then the working directory for
   * what is not there.
   */
  readonly baseUrl?: string
  /** A denial that says nothing about any policy fails its test. */
  readonly strictDenials?: boolean
}

/**
 * Makes a mock and ties it to the hooks: started before all tests, reset after each to the state at the first
 * `beforeEach`, stopped at the end. The environment is set at once, since modules read it when they load.
 */
export const setUp = <const S extends Scene>(
  hooks: RunnerHooks,
  options: SetupOptions<S>,
  near?: string,
  project?: { readonly origin: SceneOrigin },
): TigrisMock<S> => {
  const { env, baseUrl, strictDenials = false, ...scene } = options
  const here = baseUrl === undefined ? { near, baseUrl: process.cwd() } : { baseUrl }
  const mock = createTigrisMock(scene as unknown as S, project?.origin ?? here)
  let replaced = false
  const replace = (): void => {
    replaced = true
    restoreEnvironment?.()
    void mock.stop()
  }
  setCurrent(mock as TigrisMock, strictDenials, project && replace)
  const restoreEnvironment = env === undefined ? undefined : applyEnvironment(mock.as(env).env())
  let begin: ReturnType<typeof mock.checkpoint> | undefined
  let running = 0
  /** What ends the tests of the recorder, in the order in which they began. */
  const ends: (() => void)[] = []

  hooks.beforeAll(async () => {
    if (replaced) return
    await mock.start()
    const { name, endpoints } = mock.dialect
    announceOnce(
      `policies of dialect \`${name}\` are enforced at ${Object.values(endpoints).join(', ')}; their other hosts are refused`,
    )
  })
  hooks.beforeEach(test => {
    const end = wholeOf(mock).observer?.begin?.(test)
    if (end !== undefined) ends.push(end)
    begin ??= mock.checkpoint()
    if (running === 0) mock.log.clear()
    running++
  })
  const reset = (): void => {
    if (begin === undefined || wholeOf(mock).isUnchanged(begin)) return
    if (running > 0) {
      throw new Error(
        'tests of this file run concurrently and changed one world: it cannot be reset between them. ' +
          'Give each its own: write `isolated(async () => { ... })` around its function, imported from where setupTigrisMock comes',
      )
    }
    mock.restore(begin)
  }
  hooks.afterEach(async () => {
    running--
    ends.shift()?.()
    const unused = running === 0 ? mock.faults.unused() : []
    mock.faults.clear()
    try {
      // what a listener of events threw is the test's own failure
      await mock.delivered()
    } finally {
      reset()
    }
    if (unused.length > 0)
      throw new Error(`${unused.length} fault${unused.length === 1 ? '' : 's'} never fired: ${unused.join(', ')}`)
  })
  hooks.afterAll(async () => {
    if (replaced) return
    restoreEnvironment?.()
    const vacuous = takeVacuousDenials()
    if (vacuous > 0) {
      announce(
        `${vacuous} denial${vacuous === 1 ? '' : 's'} of callers without any policy: no policy was tested there; ` +
          'strictDenials: true makes such a test fail',
      )
    }
    await mock.stop()
  })
  return mock
}

/** As `setUp`, with the scene of tigris-mock.config.yaml. */
export const setUpProject = (hooks: RunnerHooks): TigrisMock => {
  const { scene, origin } = loadProjectScene()
  return setUp(hooks, scene, undefined, { origin })
}
