import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print, validate, type DocumentNode } from 'graphql';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as documents from '../../apps/web/app/documents.js';
import { examples } from '../../apps/web/app/examples.js';
import { persistedDocuments } from '../../apps/gateway/src/persisted.js';

const deskDocuments: Record<string, object> = {};
for (const path of globSync('apps/web/app/desk/**/documents.ts'))
  Object.assign(deskDocuments, await import(pathToFileURL(resolve(path)).href));

const read = (path: string) => readFileSync(path, 'utf8');
const schema = buildSchema(read('apps/gateway/schema.graphql'));

const upToDate = (path: string, text: string) => {
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(path, text);
  expect(read(path)).toBe(text);
};

describe('what the web asks', () => {
  const asked = Object.entries({ ...documents, ...deskDocuments }).filter(
    (entry): entry is [string, DocumentNode & typeof documents.Place] => 'kind' in entry[1],
  );

  it.each(asked)('%s is valid', (_, document) => {
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
  });

  it.each(examples.map(({ name, query }) => [name, query] as const))('example %s is valid', (_, query) => {
    expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
  });

  it('is known to the gateway by its hash; `npm run snapshots` rewrites the list', () => {
    const texts = Object.values(documents.portalDocuments).map((document) => print(document as DocumentNode));
    upToDate(
      'apps/gateway/src/portal-documents.ts',
      `// Generated from apps/web/app/documents.ts by \`npm run snapshots\`.\nexport const portalDocuments: string[] = ${JSON.stringify(texts, null, 2)};\n`,
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
