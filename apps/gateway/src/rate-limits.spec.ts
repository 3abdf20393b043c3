import { describe, expect, it } from '@jest/globals';
import { RateLimits } from './rate-limits.js';

const rate = { perSecond: 10, burst: 3 };

describe('the rate of a client', () => {
  it('is a burst, then so many a second', () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    expect([1, 2, 3, 4].map(() => limits.take('a', rate))).toEqual([0, 0, 0, 1]);
    now = 100;
    expect([1, 2].map(() => limits.take('a', rate))).toEqual([0, 1]);
    now = 10_000;
    expect([1, 2, 3, 4].map(() => limits.take('a', rate))).toEqual([0, 0, 0, 1]);
  });

  it('is given back when another pays, never above the burst', () => {
    const limits = new RateLimits(() => 0);
    limits.refund('nobody', rate);
    expect([1, 2, 3].map(() => limits.take('a', rate))).toEqual([0, 0, 0]);
    limits.refund('a', rate);
    expect([1, 2].map(() => limits.take('a', rate))).toEqual([0, 1]);
    for (let times = 0; times < 9; times++) limits.refund('a', rate);
    expect([1, 2, 3, 4].map(() => limits.take('a', rate))).toEqual([0, 0, 0, 1]);
  });

  it('is kept for 50,000 clients, those seen last', () => {
    const limits = new RateLimits(() => 0);
    const once = { perSecond: 1, burst: 1 };
    for (let client = 0; client <= 50_000; client++) limits.take(String(client), once);
    expect(limits.take('50000', once)).toBe(1);
    // The first was forgotten, and begins anew.
    expect(limits.take('0', once)).toBe(0);
  });
});
