import { describe, expect, it } from '@jest/globals';
import deskEn from './words/desk.en.json' with { type: 'json' };
import deskVi from './words/desk.vi.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import vi from './words/vi.json' with { type: 'json' };

/** Sentences by their path: [['desk.title', 'Bàn làm việc'], ...]. */
const sentencesOf = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string' ? [[path + key, value]] : sentencesOf(value, `${path}${key}.`),
  );
const vietnamese = new Map([...sentencesOf(vi), ...sentencesOf(deskVi)]);
const english = new Map([...sentencesOf(en), ...sentencesOf(deskEn)]);
const placeholdersOf = (sentence = '') => [...new Set(sentence.match(/\{\{\w+\}\}/g))].sort();

describe('the words of the pages', () => {
  it('are there in both languages; English has one and several where Vietnamese has one form', () => {
    const expected = [...vietnamese.keys()].flatMap((key) =>
      key.endsWith('_other') ? [key, key.replace(/_other$/, '_one')] : [key],
    );
    expect([...english.keys()].sort()).toEqual(expected.sort());
  });

  it('leave the same places to fill in', () => {
    const others = [...english].filter(([key, sentence]) => {
      const other = vietnamese.get(key.replace(/_one$/, '_other'));
      return placeholdersOf(sentence).join() !== placeholdersOf(other).join();
    });
    expect(others).toEqual([]);
  });
});
