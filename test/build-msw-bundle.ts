import { buildMswBundle } from '../scripts/bundle-msw.js'

/** MSW runs on Node 20 only as bundled, so tests load the bundle that the package ships. */
export const setup = async (): Promise<void> => void (await buildMswBundle())
