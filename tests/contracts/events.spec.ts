import * as contracts from '@app/contracts';
import { allTopics, type CommandDefinition } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { incompatibilities, schemaOf, type JsonSchema } from './compatibility.js';

interface Snapshot {
  /** What can have happened on a topic. */
  types?: readonly string[];
  state?: JsonSchema;
  input?: JsonSchema;
  value?: JsonSchema;
}

const snapshots = 'libs/contracts/snapshots';
const examples = 'libs/contracts/examples';
/** CI names the branch that a change goes into; at the desk it is the last commit. */
const base = process.env.SNAPSHOTS_BASE ?? 'HEAD';

const isCommand = (item: unknown): item is CommandDefinition =>
  typeof item === 'object' && item !== null && 'service' in item && 'input' in item && 'value' in item;
const commands = Object.values<unknown>(contracts).filter(isCommand);

const current = new Map<string, Snapshot>([
  ...allTopics.map(({ name, types, state }): [string, Snapshot] => [name, { types, state: schemaOf(state) }]),
  ...commands.map(({ name, input, value }): [string, Snapshot] => [
    name,
    { input: schemaOf(input), value: schemaOf(value) },
  ]),
]);
const fileOf = (name: string) => `${name}.json`;

describe('snapshots of the contracts', () => {
  it('are one for each topic and command', () => {
    const files = [...current.keys()].map(fileOf).sort();
    expect(files).toHaveLength(allTopics.length + commands.length);
    if (process.env.UPDATE_SNAPSHOTS) {
      for (const [name, snapshot] of current)
        writeFileSync(join(snapshots, fileOf(name)), `${JSON.stringify(snapshot, null, 2)}\n`);
      for (const stale of readdirSync(snapshots).filter((file) => !files.includes(file)))
        rmSync(join(snapshots, stale));
    }
    expect(readdirSync(snapshots).sort()).toEqual(files);
  });

  it.each([...current])('%s is current; `npm run snapshots` rewrites it', (name, snapshot) => {
    expect(JSON.parse(readFileSync(join(snapshots, fileOf(name)), 'utf8'))).toEqual(snapshot);
  });
});

describe('changes of the contracts', () => {
  const git = (...parameters: string[]) => spawnSync('git', parameters, { encoding: 'utf8' });
  const known = git('rev-parse', '--verify', '--quiet', `${base}^{commit}`).status === 0;
  if (!known) process.stdout.write(`Not compared with ${base}: git does not know it here.\n`);
  const then = <Content>(folder: string, suffix: string): [name: string, content: Content][] => {
    const files = git('ls-tree', '--name-only', base, `${folder}/`).stdout.split('\n').filter(Boolean);
    return files.map((file) => [
      file.slice(folder.length + 1, -suffix.length),
      JSON.parse(git('show', `${base}:./${file}`).stdout) as Content,
    ]);
  };
  const itIfKnown = known ? it : it.skip;

  itIfKnown(`are compatible with ${base}`, () => {
    const found = then<Snapshot>(snapshots, '.json').flatMap(([name, before]) =>
      changesOf(before, current.get(name) ?? {}).map((what) => `${name} ${what}`),
    );
    expect(found).toEqual([]);
  });

  itIfKnown(`leave the examples of ${base} readable`, () => {
    for (const [name, before] of then<unknown[]>(examples, '.v1.json')) {
      const topic = allTopics.find((one) => one.name === name);
      for (const example of before) expect(topic?.state.safeParse(example)).toMatchObject({ success: true });
    }
  });

  it('see an event type, a property and a topic go', () => {
    const [name = '', before = {}] = [...current][0] ?? [];
    expect(name).toBe('movements.unit');
    expect(changesOf(before, before)).toEqual([]);
    expect(changesOf(before, { ...before, types: before.types?.slice(1) })).toEqual([
      'types: UnitOpened is no longer allowed',
    ]);
    expect(changesOf(before, { ...before, state: { ...before.state, properties: {} } })).toContain(
      'state.code: was removed',
    );
    expect(changesOf(before, {})).toContain('state: was removed');
  });
});

function changesOf(before: Snapshot, after: Snapshot): string[] {
  const types = incompatibilities(
    { enum: [...(before.types ?? [])] },
    { enum: [...(after.types ?? [])] },
    'types',
  );
  const schemas = (['state', 'input', 'value'] as const).flatMap((part) => {
    const [old, now] = [before[part], after[part]];
    if (!old) return [];
    return now ? incompatibilities(old, now, part) : [`${part}: was removed`];
  });
  return [...types, ...schemas];
}

describe('golden examples', () => {
  const topics = allTopics.map((topic) => [topic.name, topic] as const);
  it.each(topics)('of %s are read unchanged', (name, topic) => {
    const states = JSON.parse(readFileSync(join(examples, `${name}.v1.json`), 'utf8')) as unknown[];
    expect(states.length).toBeGreaterThanOrEqual(2);
    expect(states.map((state) => topic.state.parse(state))).toEqual(states);
  });
});
