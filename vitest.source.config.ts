// Runs tests as a user writes them, with the package's names standing for its sources.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { subpaths } from './scripts/subpaths.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      ...Object.entries(subpaths).map(([subpath, source]) => ({
        find: new RegExp(`^tigris-mock${subpath.slice(1)}$`),
        replacement: at(source),
      })),
      { find: /^.*\/msw-bundle\.js$/, replacement: at('.cache/msw-bundle.mjs') },
    ],
  },
  test: { include: ['**/*.test.ts'], exclude: ['**/node_modules/**'], server: { deps: { external: [/\.cache\/msw-bundle/] } } },
})
