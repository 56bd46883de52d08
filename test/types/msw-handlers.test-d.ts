import type * as three from 'msw'
import type * as two from 'msw-2'
import type { Door } from '../../adapters/door.js'
import { tigrisHandlers } from '../../adapters/msw.js'

/** Compiled by the type check: handlers are of the caller's own MSW, whichever version that is. */
export const ofVersionThree = (door: Door, http: typeof three.http): three.RequestHandler[] =>
  tigrisHandlers(door, { http })

export const ofVersionTwo = (mock: { readonly door: Door }, http: typeof two.http): two.RequestHandler[] =>
  tigrisHandlers(mock, { http })
