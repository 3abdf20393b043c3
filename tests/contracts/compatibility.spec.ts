import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { incompatibilities, schemaOf } from './compatibility.js';

const State = z.object({
  id: z.uuid(),
  name: z.string().max(300),
  count: z.int().min(0),
  status: z.enum(['OPEN', 'CLOSED']),
  reason: z.string().nullable(),
  targets: z.array(z.object({ percent: z.int(), source: z.string() })),
});
const compare = (after: z.ZodType) => incompatibilities(schemaOf(State), schemaOf(after));
const target = { percent: z.int(), source: z.string() };

describe('a contract may', () => {
  it.each<[string, z.ZodType]>([
    ['stay as it is', State],
    ['gain an optional property', State.extend({ note: z.string().optional() })],
    ['gain a property with a default', State.extend({ final: z.boolean().default(false) })],
    ['gain a value', State.extend({ status: z.enum(['OPEN', 'CLOSED', 'MERGED']) })],
    ['gain null', State.extend({ name: z.string().max(300).nullable() })],
    ['allow more', State.extend({ name: z.string(), count: z.number() })],
    ['require less', State.partial({ reason: true })],
  ])('%s', (_, after) => {
    expect(compare(after)).toEqual([]);
  });
});

describe('a contract may not', () => {
  it.each<[string, z.ZodType, string]>([
    ['lose a property', State.omit({ name: true }), '.name: was removed'],
    [
      'lose one further down',
      State.extend({ targets: z.array(z.object({ percent: z.int() })) }),
      '.targets[].source: was removed',
    ],
    ['change a type', State.extend({ count: z.string() }), '.count: integer is no longer allowed'],
    [
      'change a type within a list',
      State.extend({ targets: z.array(z.object({ ...target, percent: z.string() })) }),
      '.targets[].percent: integer is no longer allowed',
    ],
    ['lose null', State.extend({ reason: z.string() }), '.reason: null is no longer allowed'],
    ['lose a value', State.extend({ status: z.enum(['OPEN']) }), '.status: CLOSED is no longer allowed'],
    [
      'become a list of values',
      State.extend({ name: z.enum(['A']) }),
      '.name: any other value is no longer allowed',
    ],
    ['newly require a property', State.extend({ note: z.string() }), '.note: is newly required'],
    [
      'narrow a limit',
      State.extend({ name: z.string().max(100) }),
      '.name: maxLength is narrower or another',
    ],
    [
      'gain a pattern',
      State.extend({
        name: z
          .string()
          .max(300)
          .regex(/^[A-Z]/),
      }),
      '.name: pattern is narrower or another',
    ],
    ['change a format', State.extend({ id: z.iso.date() }), '.id: format is narrower or another'],
  ])('%s', (_, after, found) => {
    expect(compare(after)).toContain(found);
  });

  it('require what was optional', () => {
    const before = schemaOf(State.partial({ reason: true }));
    expect(incompatibilities(before, schemaOf(State))).toEqual(['.reason: is newly required']);
  });
});
