import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockOf, faultsOf, formatCell, isAbove, isSame, parseCell } from './cells.js';

describe('what is typed into a cell', () => {
  it.each([
    ['', null],
    [' – ', null],
    ['0', { value: 0, certainty: 'EXACT' }],
    ['1270', { value: 1270, certainty: 'EXACT' }],
    ['1.270', { value: 1270, certainty: 'EXACT' }],
    ['1,270,000', { value: 1_270_000, certainty: 'EXACT' }],
    ['104 000', { value: 104_000, certainty: 'EXACT' }],
    ['trên 104.000', { value: 104_000, certainty: 'AT_LEAST' }],
    ['>104000', { value: 104_000, certainty: 'AT_LEAST' }],
    ['khoảng 500', { value: 500, certainty: 'APPROXIMATE' }],
    ['~500', { value: 500, certainty: 'APPROXIMATE' }],
  ])('%j is %j', (text, expected) => expect(parseCell(text)).toEqual(expected));

  it.each(['abc', '-5', '1.5', '12,34', '1.270,000', '1e3', '2147483648', '> ', '5%'])(
    '%j is no number',
    (text) => expect(parseCell(text)).toBeUndefined(),
  );

  it('is put back as it was understood, always', () => {
    const certainty = fc.constantFrom('EXACT', 'AT_LEAST', 'APPROXIMATE');
    fc.assert(
      fc.property(fc.record({ value: fc.integer({ min: 0, max: 2_147_483_647 }), certainty }), (quantity) => {
        expect(parseCell(formatCell(quantity as never))).toEqual(quantity);
      }),
    );
  });

  it('is checked: recognised is at most registered, where both are exact', () => {
    expect(faultsOf({ registered: '50', recognised: '60' })).toEqual({ recognised: 'recognisedAbove' });
    expect(faultsOf({ registered: '60', recognised: '60' })).toEqual({});
    expect(faultsOf({ registered: '>50', recognised: '60' })).toEqual({});
    expect(faultsOf({ registered: '', recognised: '60' })).toEqual({});
    expect(faultsOf({ registered: 'x', recognised: '-1' })).toEqual({
      registered: 'notNumber',
      recognised: 'notNumber',
    });
  });

  it('above the baseline is only noted, and only where both are known', () => {
    expect(isAbove('11', { value: 10, certainty: 'EXACT' })).toBe(true);
    expect(isAbove('10', { value: 10, certainty: 'EXACT' })).toBe(false);
    expect(isAbove('11', { value: 10, certainty: 'AT_LEAST' })).toBe(false);
    expect(isAbove('11', null)).toBe(false);
  });

  it('means the same however thousands are set apart', () => {
    expect(isSame('1.270', '1270')).toBe(true);
    expect(isSame('>1270', '1270')).toBe(false);
    expect(isSame('', '-')).toBe(true);
    expect(isSame('', '0')).toBe(false);
  });

  it('comes as a block from a spreadsheet', () => {
    expect(blockOf('1\t2\r\n3\t\r\n')).toEqual([
      ['1', '2'],
      ['3', ''],
    ]);
  });
});
