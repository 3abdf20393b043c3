// What every flow of the load has at hand: one person's work at one or more services, step by step.
import type { Sending } from './client.js';
import type { ServiceName } from './ground.js';
import type { House } from './house.js';

export type Random = () => number;
/** mulberry32: the same numbers for the same seed on every machine. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
export const MOVEMENT = 'FAULTS';
export const ROSTER = 'FAULT_ROSTER';
export const TALLY = 'FAULT_TALLY';
/** Past for every clock that this runs by, and on today's map of units. */
export const PERIOD = '2025';
export const SCHOOL_YEAR = '2025-2026';
export const SIGNED_ON = '2025-09-15';

export const title = (code: string) => ({
  code,
  name: code,
  counts: 'tổng số',
  subjectKind: 'COLLECTIVE',
  periodKind: 'CALENDAR_YEAR',
});

export type Step = <Value = Record<string, unknown>>(
  service: ServiceName,
  command: string,
  input: object,
  sending?: Sending,
) => Promise<Value>;
export interface Person {
  step: Step;
  random: Random;
  communes: string[];
  /** A name that nobody else has. */
  unique: (what: string) => string;
  house: House;
}
export type Flow = (person: Person) => Promise<void>;
export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T;
export const decision = (number: string, more: object = {}) => ({
  number,
  signedOn: SIGNED_ON,
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  ...more,
});
export const refOf = (number: string) => ({
  number,
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  year: 2025,
});
