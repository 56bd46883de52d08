import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^.*\/msw-bundle\.js$/,
        replacement: fileURLToPath(new URL('.cache/msw-bundle.mjs', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/matrix/**', 'test/clients/**', 'test/package/**'],
    globalSetup: ['test/build-msw-bundle.ts'],
    server: { deps: { external: [/\.cache\/msw-bundle/] } },
  },
})
