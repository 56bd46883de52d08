import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests that start, intercept or spawn: each file has a process of its own. The others share one, which is faster. */
const ownProcess = ['adapters', 'cli', 'demo', 'docs', 'mock', 'seeds', 'tigris'].map(folder => `test/${folder}/**/*.test.ts`)

/** Long runs of their own: the packed package, other Nodes and runners, other clients. */
const elsewhere = ['test/matrix/**', 'test/clients/**', 'test/package/**']

const shared = {
  resolve: {
    alias: [
      {
        find: /^.*\/msw-bundle\.js$/,
        replacement: fileURLToPath(new URL('.cache/msw-bundle.mjs', import.meta.url)),
      },
    ],
  },
}

const common = {
  globalSetup: ['test/build-msw-bundle.ts'],
  server: { deps: { external: [/\.cache\/msw-bundle/] } },
  testTimeout: 30_000,
}

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: { ...common, name: 'own process', include: ownProcess, exclude: elsewhere },
      },
      {
        ...shared,
        test: {
          ...common,
          name: 'shared process',
          include: ['test/**/*.test.ts'],
          exclude: [...ownProcess, ...elsewhere],
          isolate: false,
        },
      },
    ],
  },
})
