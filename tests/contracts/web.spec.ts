import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print, validate, type DocumentNode } from 'graphql';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { examples } from '../../apps/web/app/examples.js';
import { graphql } from '../../apps/web/app/graphql.js';
import { persistedDocuments } from '../../apps/gateway/src/persisted.js';

const read = (path: string) => readFileSync(path, 'utf8');
const schema = buildSchema(read('apps/gateway/schema.graphql'));

const upToDate = (path: string, text: string) => {
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(path, text);
  expect(read(path)).toBe(text);
};

interface Written {
  name: string;
  text: string;
  fragments: string[];
  isPersisted: boolean;
}
const make = graphql as (text: string, fragments: DocumentNode[]) => DocumentNode;
const declaration = /const (\w+) = (persisted\(\s*)?graphql\(\s*`([^`]*)`(?:,\s*\[([^\]]*)\])?,?\s*\)/g;
/** Documents stand in the pages, which only a build can load: they are read from the sources, and made as a page makes them. */
const sources = globSync('apps/web/app/**/*.{ts,tsx}', { exclude: ['apps/web/app/graphql-env.d.ts'] }).sort();
const written = sources.flatMap((path): Written[] =>
  [...read(path).matchAll(declaration)].map(([, name = '', isPersisted, text = '', fragments = '']) => ({
    name,
    text,
    fragments: fragments.match(/\w+/g) ?? [],
    isPersisted: isPersisted !== undefined,
  })),
);
/** A fragment is the same one wherever it is spread, or it would stand in a document twice. */
const made = new Map<string, DocumentNode>();
function documentOf(name: string): DocumentNode {
  const { text, fragments } = written.find((one) => one.name === name) ?? { text: '', fragments: [] };
  const document = made.get(name) ?? make(text, fragments.map(documentOf));
  made.set(name, document);
  return document;
}

describe('what the web asks', () => {
  it('is found in the sources, each under a name of its own', () => {
    const calls = sources.flatMap((path) => read(path).match(/\bgraphql\(/g) ?? []);
    expect(written).toHaveLength(calls.length);
    expect(new Set(written.map(({ name }) => name)).size).toBe(written.length);
  });

  const asked = written.filter(({ text }) => !text.trimStart().startsWith('fragment'));
  it.each(asked)('$name is valid', ({ name, text }) => {
    expect(text).toMatch(new RegExp(`(query|mutation) ${name}\\b`));
    expect(validate(schema, documentOf(name)).map(({ message }) => message)).toEqual([]);
  });

  it.each(examples.map(({ name, query }) => [name, query] as const))('example %s is valid', (_, query) => {
    expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
  });

  it('is known to the gateway by its hash; `npm run snapshots` rewrites the list', () => {
    const texts = written.filter(({ isPersisted }) => isPersisted).map(({ name }) => print(documentOf(name)));
    upToDate(
      'apps/gateway/src/portal-documents.ts',
      `// Generated from the \`persisted\` documents of apps/web/app by \`npm run snapshots\`.\nexport const portalDocuments: string[] = ${JSON.stringify(texts, null, 2)};\n`,
    );
    if (!process.env.UPDATE_SNAPSHOTS) expect(persistedDocuments).toEqual(expect.arrayContaining(texts));
  });
});

describe('the words of the web', () => {
  const keysOf = (words: object, at = ''): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [at + key] : keysOf(value as object, `${at}${key}.`),
    );
  const words = (language: string) => JSON.parse(read(`apps/web/app/words/${language}.json`)) as object;
  /** Vietnamese has no singular form of its own. */
  const asked = (keys: string[]) => keys.filter((key) => !key.endsWith('_one')).sort();

  it.each(['', 'desk.'])('%sen and %svi are the same', (of) => {
    expect(asked(keysOf(words(`${of}en`)))).toEqual(asked(keysOf(words(`${of}vi`))));
  });
});
