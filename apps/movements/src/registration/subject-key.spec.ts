import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { subjectKey } from './subject-key.js';

const secret = 'a secret of tests, long enough to be one';
const household = (key: string) => subjectKey('HOUSEHOLD', key, secret).digest;

describe('a household (rule 1)', () => {
  it('is the keyed hash of its number, upper case without spaces and punctuation', () => {
    const digest = createHmac('sha256', secret).update('HK001A').digest('hex');
    for (const key of [
      'HK001A',
      'hk001A',
      'HK 001-a',
      ' hk.001/A ',
      'HK+001=A',
      'Hk_001–a',
      'HK\u00a0001\u3000A',
      '(HK) 001:A',
    ])
      expect(subjectKey('HOUSEHOLD', key, secret)).toEqual({ digest, clear: null });
  });

  it('is the same in NFD and NFC, and Đ is not D', () => {
    for (const key of ['sổ-đỏ 12', 'SỔ ĐỎ 12', 'Sổ Đỏ/12'])
      expect(household(key.normalize('NFD'))).toBe(household('SỔĐỎ12'));
    expect(household('Đ12')).not.toBe(household('D12'));
  });

  it('keeps leading zeros and digits apart', () => {
    const keys = ['1', '01', '001', '10', '11', 'HK1', 'HK01'];
    expect(new Set(keys.map(household)).size).toBe(keys.length);
  });

  it('has another hash with another secret', () => {
    expect(subjectKey('HOUSEHOLD', 'HK001', `${secret}.`).digest).not.toBe(household('HK001'));
  });

  it('is never in clear, and spaces, punctuation and case never matter', () => {
    const spaced = fc
      .array(
        fc.tuple(fc.constantFrom(...'0123456789ABHKĐế'), fc.constantFrom('', ' ', '-', '. ', '/', '’')),
        {
          minLength: 4,
          maxLength: 15,
        },
      )
      .map((parts) => ({
        bare: parts.map(([letter]) => letter).join(''),
        written: parts.map((part) => part.join('')).join(''),
      }));
    fc.assert(
      fc.property(spaced, ({ bare, written }) => {
        const { digest, clear } = subjectKey('HOUSEHOLD', written, secret);
        expect(clear).toBeNull();
        expect(digest).toMatch(/^[0-9a-f]{64}$/);
        expect(digest).not.toContain(bare);
        for (const same of [bare, bare.toLowerCase(), written.toLowerCase(), written.normalize('NFD')])
          expect(household(same)).toBe(digest);
      }),
      { numRuns: 200, seed: 387 },
    );
  });
});

describe.each(['COLLECTIVE', 'INDIVIDUAL'] as const)('another subject (%s)', (kind) => {
  const digestOf = (key: string) => subjectKey(kind, key, secret).digest;

  it('keeps its key in clear as it was written', () => {
    expect(subjectKey(kind, 'Chi họ Lò-1', secret)).toEqual({ digest: 'CHI HỌ LÒ-1', clear: 'Chi họ Lò-1' });
    expect(subjectKey(kind, 'x', 'another secret')).toEqual(subjectKey(kind, 'x', secret));
  });

  it('differs by punctuation and spaces, not by case or normal form', () => {
    for (const [one, other] of [
      ['1.1', '11'],
      ['1.1', '1-1'],
      ['1 1', '11'],
      ['A', 'Á'],
    ] as const)
      expect(digestOf(one)).not.toBe(digestOf(other));
    expect(digestOf('bản nà đắc'.normalize('NFD'))).toBe(digestOf('Bản Nà Đắc'));
  });
});
