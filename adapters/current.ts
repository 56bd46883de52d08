import type { TigrisMock } from '../src/index.js'

/** The mock that tests mean by `tigris`: the file's own, or that of the setup file. */
interface Current {
  mock?: TigrisMock
  strictDenials: boolean
  /** Denials that say nothing about any policy, in this file. */
  vacuousDenials: number
  /** Takes the setup file's mock away when the test file sets up its own. */
  replace?: () => void
}

const current: Current = { strictDenials: false, vacuousDenials: 0 }

export const setCurrent = (mock: TigrisMock, strictDenials: boolean, replace?: () => void): void => {
  current.replace?.()
  Object.assign(current, { mock, strictDenials, replace })
}

export const countVacuousDenial = (): void => {
  current.vacuousDenials++
}

/** How many since this was last asked. */
export const takeVacuousDenials = (): number => {
  const count = current.vacuousDenials
  current.vacuousDenials = 0
  return count
}

export const isStrict = (): boolean => current.strictDenials

/** The mock of the file or of the setup file. Throws before there is one. */
export const requireCurrent = (): TigrisMock => {
  if (current.mock === undefined) throw new Error('no mock is set up: call setupTigrisMock() at the top of this file')
  return current.mock
}

/** Stands for the mock of the setup file; used before that, it throws and names the file to add. */
export const currentMock = (setupFile: string): TigrisMock =>
  new Proxy({} as TigrisMock, {
    get: (_target, name) => {
      if (current.mock === undefined) {
        throw new Error(
          `no mock is set up: add ${setupFile}, with a scene in tigris-mock.config.yaml, or call setupTigrisMock() in this file`,
        )
      }
      const value = Reflect.get(current.mock, name)
      return typeof value === 'function' ? value.bind(current.mock) : value
    },
  })
