import { UnitTree, type UnitNode } from '@app/figures';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { idOf, fewUnits } from '../../../tests/support/gateway.js';
import { type Answer, answerOf, KeptAnswers, shown } from './kept-answers.js';
import type { Changed } from './memory.js';

const tree = new UnitTree(fewUnits);
const memory = { units: tree };
const regionOf = (code: string) => tree.regionOf(tree.byId.get(idOf(code)) as UnitNode);
const asked = (query: string, headers: Record<string, string> = {}, more: object = {}) =>
  ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: { query, variables: { unit: query }, ...more },
  }) as unknown as FastifyRequest;
const cellOf = (code: string, period = '2025') =>
  ({ cells: [{ unitId: idOf(code), period }], honours: [] }) as unknown as Changed;
const noChange: Changed = { cells: [], honours: [] };

let answers: KeptAnswers;
beforeEach(() => {
  answers = new KeptAnswers();
});

/** Asks twice, and answers with what it shows; `meanwhile` happens before the answer is ready. */
function answer(
  query: string,
  shows: string[],
  more: { roots?: number; meanwhile?: () => void; body?: string } = {},
): void {
  answerOnce(query, shows, more);
  answerOnce(query, shows, more);
}
function answerOnce(
  query: string,
  shows: string[],
  { roots = 1, meanwhile = () => {}, body = `body of ${query}` } = {},
): void {
  const request = asked(query);
  expect(answers.find(request, 'vi')).toBeNull();
  const being = answerOf(request) as Answer;
  being.roots = roots;
  being.declare(shows);
  meanwhile();
  answers.keep(being, Buffer.from(body), 'application/json');
}
const kept = (query: string) => answers.find(asked(query), 'vi')?.body.toString() ?? null;

it('gives a finished answer again, to the same question alone', () => {
  answer('q', shown.honours);
  expect(kept('q')).toBe('body of q');
  expect(kept('other')).toBeNull();
  expect(answers.find(asked('q', {}, { variables: { unit: '12' } }), 'vi')).toBeNull();
  expect(answers.find(asked('q', {}, { operationName: 'o' }), 'vi')).toBeNull();
  expect(answers.find(asked('q'), 'en')).toBeNull();
  expect(answers.find(asked('q', { accept: 'application/graphql-response+json' }), 'vi')).toBeNull();
});

it('keeps the answer to a question that has come before', () => {
  answerOnce('q', shown.honours);
  answerOnce('r', shown.honours);
  expect(kept('q')).toBeNull();
  answerOnce('q', shown.honours);
  expect(kept('q')).toBe('body of q');
  expect(kept('r')).toBeNull();
});

it.each([
  ['of who is signed in', asked('q', { authorization: 'Bearer x' })],
  ['with anything beside the question', asked('q', {}, { extensions: {} })],
  ['that is longer than questions are', asked('q', {}, { variables: { unit: 'x'.repeat(20_000) } })],
  ['that is no JSON', asked('q', { 'content-type': 'text/plain' })],
])('keeps nothing for a request %s', (_, request) => {
  answer('q', shown.honours);
  expect(answers.find(request, 'vi')).toBeNull();
  expect(answerOf(request)).toBeNull();
});

it('keeps no answer of which a part does not say what it shows', () => {
  answer('q', shown.honours, { roots: 2 });
  expect(kept('q')).toBeNull();
  answer('not executed', shown.honours, { roots: Infinity });
  expect(kept('not executed')).toBeNull();
});

describe('is dropped', () => {
  const rates = (code: string) => shown.rates('2025', regionOf(code));
  beforeEach(() => {
    answer('commune', rates('03127'));
    answer('province', rates('11'));
    answer('country', rates('VN'));
    answer('other commune', rates('03388'));
    answer('honours', shown.honours);
  });
  const left = () =>
    ['commune', 'province', 'country', 'other commune', 'honours'].filter((query) => kept(query) !== null);

  it.each<[string, Changed | null, string[]]>([
    ['with a figure of its region', cellOf('03127'), ['other commune', 'honours']],
    ['with what a province says', cellOf('11'), ['other commune', 'honours']],
    [
      'never by another year',
      cellOf('03127', '2024'),
      ['commune', 'province', 'country', 'other commune', 'honours'],
    ],
    ['with what the country says, whoever is below', cellOf('VN'), ['honours']],
    ['with a unit that nobody knows', cellOf('unknown'), ['honours']],
    [
      'with a line of the list',
      { cells: [], honours: [{ id: 'x', unitId: null, period: null }] },
      ['commune', 'province', 'country', 'other commune'],
    ],
    [
      'with lines too many to name',
      { cells: [], honours: null },
      ['commune', 'province', 'country', 'other commune'],
    ],
    ['with everything', null, []],
    ['by nothing', noChange, ['commune', 'province', 'country', 'other commune', 'honours']],
  ])('%s', (_, changed, expected) => {
    answers.forgetChanged(changed, memory);
    expect(left()).toEqual(expected);
  });
});

describe('while it is being made', () => {
  const meanwhile = (changed: Changed | null) => ({
    meanwhile: () => answers.forgetChanged(changed, memory),
  });

  it('is not kept when what it shows changes', () => {
    answer('q', shown.rates('2025', regionOf('11')), meanwhile(cellOf('03127')));
    expect(kept('q')).toBeNull();
    answer('r', shown.honours, meanwhile(null));
    expect(kept('r')).toBeNull();
  });

  it('is kept when something else changes', () => {
    answer('q', shown.rates('2025', regionOf('12')), meanwhile(cellOf('03127')));
    expect(kept('q')).toBe('body of q');
  });

  it('is not kept when more changed than is remembered', () => {
    const many = () => {
      for (let n = 0; n < 30_000; n++) answers.forgetChanged(cellOf('03127'), memory);
    };
    answer('q', shown.rates('2025', regionOf('12')), { meanwhile: many });
    expect(kept('q')).toBeNull();
  });
});

it.each([
  ['answers', { body: 'x'.repeat(1_000_000) }, '', 60],
  ['questions', { body: 'short' }, 'x'.repeat(15_000), 1_500],
])('is bounded by its %s: what was asked for longest ago goes first', (_, more, rest, count) => {
  for (let n = 0; n < count; n++) {
    answer(`${n} ${rest}`, shown.honours, more);
    expect(kept(`0 ${rest}`)).not.toBeNull();
  }
  expect(kept(`1 ${rest}`)).toBeNull();
});

it('is compressed once, where that is worth it', async () => {
  answer('q', shown.honours);
  const small = answers.find(asked('q'), 'vi');
  expect(small && answers.compressed(small)).toBeNull();
  answer(`q ${'x'.repeat(10_000)}`, shown.honours);
  const large = answers.find(asked(`q ${'x'.repeat(10_000)}`), 'vi');
  const first = large && answers.compressed(large);
  expect((await first)?.length).toBeLessThan(500);
  expect(large && answers.compressed(large)).toBe(first);
});
