import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { edited, mutants } from './mutants.js';

it.each(mutants)('the planted bug "$name" still meets its place in the source', (mutant) => {
  const read = (file: string) => readFileSync(file, 'utf8');
  for (const [file, text] of edited(mutant, read)) expect(text).not.toBe(read(file));
});

it('a planted bug whose place has changed is told', () => {
  const [mutant] = mutants;
  expect(() => edited(mutant as (typeof mutants)[number], () => 'other text')).toThrow('meets 0 places');
});
