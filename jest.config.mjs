// Native ESM: Nest 12 is ESM only. Suffix = cost: .spec no I/O, .int.spec PostgreSQL, .web.spec a browser,
// .e2e.spec Kafka and processes.
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@app/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data', '<rootDir>/kafka/lib'],
  ...more,
});

const services = {
  globalSetup: '<rootDir>/tests/support/start-services.mjs',
  globalTeardown: '<rootDir>/tests/support/stop-services.mjs',
  setupFilesAfterEnv: ['<rootDir>/tests/support/longer-tests.ts'],
};

export default {
  projects: [
    project('unit', ['<rootDir>/{apps,libs,tests}/**/!(*.int|*.e2e|*.web).spec.ts']),
    project('integration', ['<rootDir>/{apps,libs,tests}/**/*.int.spec.ts'], services),
    project('web', ['<rootDir>/tests/**/*.web.spec.ts'], services),
    project('delivery', ['<rootDir>/tests/**/*.e2e.spec.ts'], services),
  ],
};
