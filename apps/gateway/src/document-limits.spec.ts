import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { documentLimits, parseWithinLimits } from './document-limits.js';
import { persistedDocuments } from './persisted.js';
import { networkOf, RateLimits } from './rate-limits.js';

describe('limits of documents', () => {
  it.each([getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }), ...persistedDocuments])(
    'let pass what people ask (%#)',
    (document) => {
      expect(parseWithinLimits(document).kind).toBe('Document');
    },
  );

  it.each(['characters', 'depth', 'aliases', 'directives', 'fields'] as const)(
    'hold to the last of %s',
    (name) => {
      const most = documentLimits[name];
      const of = {
        characters: (n: number) => '{ a }'.padEnd(n),
        depth: (n: number) => `${'{ a '.repeat(n)}${'}'.repeat(n)}`,
        aliases: (n: number) => `{ ${Array.from({ length: n }, (_, i) => `a${i}: b`).join(' ')} }`,
        directives: (n: number) => `{ a ${'@b '.repeat(n)} }`,
        fields: (n: number) => `{ ${'a '.repeat(n)} }`,
      }[name];
      expect(() => parseWithinLimits(of(most))).not.toThrow();
      expect(() => parseWithinLimits(of(most + 1))).toThrow(`${name} ${most + 1}, at most ${most}`);
    },
  );

  it('weigh rows: what is asked of each row counts as often as there are rows', () => {
    const page = (fields: number) => `{ units { nodes { ${'code '.repeat(fields)} } } }`;
    expect(() => parseWithinLimits(page(480))).not.toThrow();
    const within = `{ units { nodes { a { nodes { ${'code '.repeat(5)} } } } } }`;
    expect(() => parseWithinLimits(within)).toThrow('cost');
  });
});

describe('limits of rates', () => {
  const rate = { perSecond: 2, burst: 3 };

  it('let a burst pass, then so many a second', () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    const take = (count: number) => Array.from({ length: count }, () => limits.take('a', rate));
    expect(take(4)).toEqual([0, 0, 0, 1]);
    now = 500;
    expect(take(2)).toEqual([0, 1]);
    now = 60_000;
    expect(take(4)).toEqual([0, 0, 0, 1]);
    expect(limits.take('b', rate)).toBe(0);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('count %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
