import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Membership } from './membership.js';

const SESSION_MS = 30_000;
let member: Membership;
beforeEach(() => {
  jest.useFakeTimers();
  member = new Membership(SESSION_MS);
  member.started();
});
afterEach(() => {
  jest.useRealTimers();
});
const held = (behind: boolean) => ({ topic: 'movements.title', partition: 0, topicId: null, behind });
const later = (milliseconds: number) => jest.advanceTimersByTime(milliseconds);

it('complains until it has caught up, and when Kafka is silent', () => {
  expect(member.complaint()).toBe('Kafka has not been heard yet');
  member.partitions.set('a', held(true));
  member.fetched();
  member.fetched();
  expect(member.complaint()).toBe('is catching up');
  member.partitions.set('a', held(false));
  member.fetched();
  member.fetched();
  expect(member.complaint()).toBeNull();
  expect(member.caughtUp()).toHaveLength(1);
  later(10_001);
  expect(member.complaint()).toBe('Kafka does not answer');
  expect(member.caughtUp()).toEqual([]);
});

it('has waited too long for Kafka after ten seconds and two sessions, not while it works', async () => {
  later(70_000);
  expect(member.silence()).toBeNull();
  later(1);
  expect(member.silence()).toBe('Kafka was silent for 70001 ms');
  await member.handling(async () => expect(member.silence()).toBeNull());
  expect(member.silence()).toBeNull();
});

it('is stuck when a handler does not end for two sessions', async () => {
  await member.handling(async () => {
    later(60_000);
    expect(member.stuck()).toBeNull();
    member.fetched();
    later(1);
    expect(member.stuck()).toBe('has work and made no progress for 60001 ms');
  });
});

it('is stuck when it is behind and fetches nothing, not when there is nothing to do', () => {
  later(100_000);
  expect(member.stuck()).toBeNull();
  member.partitions.set('a', held(true));
  later(60_001);
  expect(member.stuck()).toBe('has work and made no progress for 60001 ms');
  member.fetched();
  expect(member.stuck()).toBeNull();
});
