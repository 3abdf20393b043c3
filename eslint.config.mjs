import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { aggregates } from './.dependency-cruiser.mjs';

const nodeGlobals = [
  'AbortSignal',
  'URL',
  'URLSearchParams',
  'fetch',
  'clearTimeout',
  'console',
  'performance',
  'process',
  'setInterval',
  'setTimeout',
];
/** What may be thrown in the pages beside errors. */
const answers = [
  { from: 'lib', name: 'Response' },
  { from: 'package', package: 'react-router', name: 'DataWithResponseInit' },
];
const environment = {
  object: 'process',
  property: 'env',
  message: 'libs/platform/src/config.ts alone reads the environment.',
};
const decoratorsOnly = {
  name: 'typeorm',
  allowImportNames: ['Column', 'Entity', 'PrimaryColumn'],
  message: 'An aggregate takes decorators from TypeORM and nothing else.',
};

export default defineConfig(
  { ignores: ['dist', 'data', 'coverage', 'kafka/lib', 'kafka/.lib-*'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, false])) },
  },
  {
    files: ['**/*.ts', '**/*.mts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // It leaves files with decorators alone: there a type may be needed as a value.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Interfaces of Nest and Apollo ask for async methods that have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // kafkajs types as methods the callbacks that it hands out one by one.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['apps/web/app/**'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      // React Router ends a request by throwing the answer.
      '@typescript-eslint/only-throw-error': ['error', { allow: answers }],
    },
  },
  {
    // Tests look into answers of any shape; what they expect of them is their type.
    files: ['tests/**/*.ts', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['apps/**', 'libs/**'],
    rules: { 'no-console': 'error', 'no-restricted-properties': ['error', environment] },
  },
  { files: ['libs/platform/src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: aggregates, rules: { 'no-restricted-imports': ['error', { paths: [decoratorsOnly] }] } },
);
