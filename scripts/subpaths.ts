/** Public subpath -> source. The one list of what the package exports; package.json is checked against it. */
export const subpaths: Readonly<Record<string, string>> = {
  '.': 'src/index.ts',
  './vitest': 'adapters/vitest.ts',
  './vitest/setup': 'adapters/vitest-setup.ts',
  './vitest/global-setup': 'adapters/vitest-global-setup.ts',
  './vitest/reporter': 'adapters/vitest-reporter.ts',
  './jest': 'adapters/jest.ts',
  './jest/setup': 'adapters/jest-setup.ts',
  './jest/global-setup': 'adapters/jest-global-setup.ts',
  './jest/global-teardown': 'adapters/jest-global-teardown.ts',
  './jest/reporter': 'adapters/jest-reporter.ts',
  './node-test': 'adapters/node-test.ts',
  './node-test/reporter': 'adapters/node-test-reporter.ts',
  './matchers': 'adapters/matchers.ts',
  './msw': 'adapters/msw.ts',
  './server': 'adapters/server.ts',
  './control': 'src/control/client.ts',
  './policy': 'src/policy/index.ts',
}

/** Data that is exported as it is. */
export const files: Readonly<Record<string, string>> = {
  './actions.json': './dist/actions.json',
  './schema.json': './dist/schema.json',
  './permission-tests.schema.json': './dist/permission-tests.schema.json',
}

/** Programs of the package. They are built beside the subpaths and are not exported. */
export const programs: Readonly<Record<string, string>> = { 'tigris-mock': 'src/cli/main.ts' }

const at = (tree: 'esm' | 'cjs', source: string, extension: string): string =>
  `./dist/${tree}/${source.replace(/\.ts$/, extension)}`

const conditions = (source: string) => ({
  import: { types: at('esm', source, '.d.ts'), default: at('esm', source, '.js') },
  require: { types: at('cjs', source, '.d.ts'), default: at('cjs', source, '.js') },
})

/** The members of package.json that follow from the list. `typesVersions` is for resolvers older than `exports`. */
export const packageFields = () => ({
  main: at('cjs', subpaths['.']!, '.js'),
  types: at('cjs', subpaths['.']!, '.d.ts'),
  bin: Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, at('cjs', source, '.js')])),
  exports: {
    ...Object.fromEntries(Object.entries(subpaths).map(([subpath, source]) => [subpath, conditions(source)])),
    ...files,
    './package.json': './package.json',
  },
  typesVersions: {
    '*': Object.fromEntries([
      ...Object.entries(subpaths)
        .filter(([subpath]) => subpath !== '.')
        .map(([subpath, source]) => [subpath.slice(2), [at('cjs', source, '.d.ts')]]),
      ...Object.entries(files).map(([subpath, file]) => [subpath.slice(2), [file]]),
    ]),
  },
})
