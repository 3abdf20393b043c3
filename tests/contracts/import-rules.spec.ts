import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ESLint } from 'eslint';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import tseslint from 'typescript-eslint';

// The tools start slowly beside the other steps of the check.
jest.setTimeout(60_000);

interface Rules {
  default: { forbidden: { name: string }[] };
  aggregates: string[];
}
const rulesFile = resolve('.dependency-cruiser.mjs');
const { default: rules, aggregates } = (await import(pathToFileURL(rulesFile).href)) as Rules;

/** Rule, file, and what the file must not say. */
const planted: [rule: string, file: string, text: string][] = [
  ['no-app-to-app', 'apps/movements/src/main.ts', "import '../../gateway/src/main.js';"],
  ['no-lib-to-app', 'libs/platform/src/boot.ts', "import '../../../apps/gateway/src/main.js';"],
  [
    'lib-through-index-from-app',
    'apps/movements/src/config.ts',
    "import '../../../libs/platform/src/clock.js';",
  ],
  ['lib-through-index-from-lib', 'libs/messaging/src/relay.ts', "import '../../platform/src/clock.js';"],
  ['lib-by-alias', 'apps/exemplars/src/config.ts', "import '../../../libs/platform/src/index.js';"],
  ['contracts-import-zod-alone', 'libs/contracts/src/ids.ts', "import 'node:crypto';"],
  ['contracts-import-zod-alone', 'libs/contracts/src/dates.ts', "import '@app/platform';"],
  ['contracts-import-zod-alone', 'libs/contracts/src/rows.ts', "import 'typeorm';"],
  ['web-asks-the-gateway-alone', 'apps/web/src/main.ts', "import '@app/contracts';"],
  ['pages-run-without-the-libs', 'apps/web/app/words.ts', "import '@app/platform';"],
  ['pages-run-without-the-libs', 'apps/web/app/figures.ts', "import '../src/config.js';"],
  ['kafkajs-in-one-folder', 'libs/messaging/src/consumer.ts', "import 'kafkajs';"],
  ['aggregates-without-io', 'apps/movements/src/figure/cell.ts', "import '@app/platform';"],
  ['aggregates-without-io', 'apps/movements/src/unit/unit.ts', "import './find-unit.js';"],
  ['aggregates-without-io', 'apps/movements/src/movement/title.ts', "import 'node:fs';"],
  ['no-cycles', 'libs/messaging/src/outbox.ts', "import './tables.js';"],
  ['resolvable', 'apps/competitions/src/config.ts', "import './nowhere.js';"],
];

/** The same kinds of import where they are allowed (of a cycle one file is blamed). */
const sound: Record<string, string> = {
  'apps/gateway/src/main.ts': "import '@app/contracts'; import 'node:fs'; import './config.js';",
  'apps/gateway/src/config.ts': "import '@app/platform';",
  'apps/standalone/src/main.ts': "import '../../gateway/src/main.js';",
  'apps/web/src/config.ts': "import '@app/platform';",
  'apps/web/app/context.ts':
    "import type { Log } from '@app/platform'; import type { WebConfig } from '../src/config.js';",
  'apps/movements/src/unit/find-unit.ts': "import '@app/platform';",
  'apps/movements/src/registration/registration.ts':
    "import '@app/contracts'; import 'typeorm'; import '../unit/unit.js';",
  'libs/contracts/src/index.ts': "import './shapes.js';",
  'libs/contracts/src/shapes.ts': "import 'zod';",
  'libs/platform/src/index.ts': "import './clock.js'; import '@app/contracts';",
  'libs/platform/src/clock.ts': '',
  'libs/messaging/src/tables.ts': "import './outbox.js';",
  'libs/messaging/src/kafka/clients.ts': "import 'kafkajs'; import '@app/platform';",
  'tests/support/world.ts':
    "import '../../apps/gateway/src/main.js'; import '../../libs/platform/src/clock.js';",
};

interface Violation {
  rule: { name: string };
  from: string;
}
const tree = mkdtempSync(join(tmpdir(), 'import-rules-'));
let violations: Violation[] = [];

beforeAll(() => {
  for (const [file, text] of [
    ...planted.map(([, file, text]) => [file, text] as const),
    ...Object.entries(sound),
  ]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
  cpSync('tsconfig.json', join(tree, 'tsconfig.json'));
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  const tool = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tool, 'apps', 'libs', 'tests', '--config', rulesFile, '--output-type', 'json'],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (!stdout) throw new Error(stderr);
  ({ violations } = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary);
});
afterAll(() => rmSync(tree, { recursive: true }));

describe('the rules of imports', () => {
  it.each(planted)('%s is seen in %s', (rule, file) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(
      rule,
    );
  });

  it('leave what is allowed alone', () => {
    const files = new Set(planted.map(([, file]) => file));
    expect(violations.filter(({ from }) => !files.has(from))).toEqual([]);
  });

  it('are planted here one and all', () => {
    expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual(
      rules.forbidden.map(({ name }) => name).sort(),
    );
  });

  it('know every aggregate', () => {
    const entities = globSync('apps/*/src/**/*.ts').filter((file) =>
      /^@Entity\(/m.test(readFileSync(file, 'utf8')),
    );
    expect(entities.sort()).toEqual(aggregates);
  });
});

describe('the rules of lint', () => {
  // Only the rules that need no types: they are the quick ones.
  const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });
  const found = async (filePath: string, text: string) =>
    (await eslint.lintText(text, { filePath })).flatMap(({ messages }) =>
      messages.map(({ ruleId }) => ruleId),
    );

  it('let the configuration alone read the environment', async () => {
    const text = 'export const port = process.env.PORT;\n';
    expect(await found('apps/gateway/src/main.ts', text)).toEqual(['no-restricted-properties']);
    expect(await found('libs/platform/src/config.ts', text)).toEqual([]);
    expect(await found('tests/support/world.ts', text)).toEqual([]);
  });

  it('let an aggregate take decorators alone from TypeORM', async () => {
    const [aggregate = ''] = aggregates;
    expect(await found(aggregate, "export { Column } from 'typeorm';\n")).toEqual([]);
    expect(await found(aggregate, "export { DataSource } from 'typeorm';\n")).toEqual([
      'no-restricted-imports',
    ]);
  });
});
