import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TallyBook, type Keeper } from './book.js';
import type { Batch, Known, RowAnswer } from './row-state.js';

const known = (registered = '', version = 0): Known => ({
  registered,
  recognised: '',
  version,
  roster: false,
  baseline: null,
});
const memory = () => {
  const kept = new Map<string, string>();
  const keeper: Keeper = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
  return { kept, keeper };
};
const settled = async () => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

/** What the gateway does with a row: a version a cell, an answer a key. `lose` decides whether the line breaks, and where. */
function gateway() {
  const cells = new Map<string, { registered: string; version: number }>();
  const answered = new Map<string, number>();
  let writes = 0;
  const receive = (unit: string, { key, cells: sent }: Batch): RowAnswer =>
    Object.fromEntries(
      Object.entries(sent).map(([title, { registered, version }]) => {
        const before = answered.get(`${key}/${title}`);
        if (before !== undefined) return [title, { version: before, warnings: [] }];
        const now = cells.get(`${unit}/${title}`) ?? { registered: '', version: 0 };
        if (now.version !== version)
          return [
            title,
            { reason: 'CONFLICT', message: 'changed', field: null, current: { ...now, recognised: '' } },
          ];
        cells.set(`${unit}/${title}`, { registered, version: version + 1 });
        answered.set(`${key}/${title}`, version + 1);
        writes++;
        return [title, { version: version + 1, warnings: [] }];
      }),
    );
  return { cells, receive, writes: () => writes };
}

let keys = 0;
const newKey = () => `key${keys++}`;
const bookOf = (send: (unit: string, batch: Batch) => Promise<RowAnswer>, units = ['A', 'B']) =>
  new TallyBook('scope', Object.fromEntries(units.map((unit) => [unit, { T: known() }])), send, newKey);

describe('a book of tallies', () => {
  it('sends what was refused for want of a reason again once there is one, and no other refusal', async () => {
    const book = bookOf(async (unit, { header }) => {
      const refusal = (field: string) => ({ T: { reason: 'NO', message: `no ${field}`, field } });
      if (unit === 'B') return refusal('registered');
      return header.reason ? { T: { version: 1, warnings: [] } } : refusal('reason');
    });
    book.setHeader({ source: 'BC 1' });
    for (const unit of ['B', 'A']) book.type(unit, 'T', 'registered', '5');
    book.saveAll();
    await settled();
    expect(book.reasonAsked()).toBe('no reason');
    book.setHeader({ reason: 'Đếm lại' });
    expect(book.reasonAsked()).toBeUndefined();
    book.saveAll();
    await settled();
    expect([book.row('A').status, book.row('B').status]).toEqual(['saved', 'refused']);
  });

  it('keeps what is typed in the browser until it was acknowledged, and nothing afterwards', async () => {
    const { kept, keeper } = memory();
    const there = gateway();
    const book = bookOf(async (unit, batch) => there.receive(unit, batch));
    book.restore(keeper);
    book.setHeader({ source: 'BC 1' });
    book.type('A', 'T', 'registered', '5');
    expect(kept.get('scope/A')).toContain('"5"');
    book.save('A');
    await settled();
    expect(book.row('A').status).toBe('saved');
    expect(kept.has('scope/A')).toBe(false);
    expect(there.cells.get('A/T')).toEqual({ registered: '5', version: 1 });
  });

  it('sends the same numbers with the same key again after a lost line, and what was typed meanwhile afterwards', async () => {
    const { keeper } = memory();
    const there = gateway();
    const sent: string[] = [];
    let isAway = true;
    const book = bookOf(async (unit, batch) => {
      sent.push(`${batch.key} ${batch.cells.T?.registered}`);
      const answer = there.receive(unit, batch);
      return isAway ? 'away' : answer;
    });
    book.restore(keeper);
    book.setHeader({ source: 'BC 1' });
    book.type('A', 'T', 'registered', '5');
    book.save('A');
    await settled();
    expect(book.row('A').status).toBe('waiting');
    book.type('A', 'T', 'registered', '6');
    book.save('A');
    await settled();
    isAway = false;
    book.flush();
    await settled();
    const [first] = sent;
    expect(sent).toEqual([first, first, first, expect.stringMatching(/ 6$/)]);
    expect(there.cells.get('A/T')).toEqual({ registered: '6', version: 2 });
    expect(there.writes()).toBe(2);
    book.stop();
  });

  it('is taken up by the next page where the last one left it', async () => {
    const { keeper } = memory();
    const there = gateway();
    const first = bookOf(async (unit, batch) => {
      there.receive(unit, batch);
      return 'away';
    });
    first.restore(keeper);
    first.setHeader({ source: 'BC 1' });
    first.type('A', 'T', 'registered', '5');
    first.save('A');
    first.type('B', 'T', 'registered', '7');
    await settled();
    first.stop();
    const next = bookOf(async (unit, batch) => there.receive(unit, batch));
    next.restore(keeper);
    await settled();
    expect(next.row('A').status).toBe('saved');
    expect(next.row('B').typed.T?.registered).toBe('7');
    expect(next.row('B').status).toBe('typed');
    expect(next.header.source).toBe('BC 1');
    expect(there.writes()).toBe(1);
  });

  it('overwrites nobody: who was overtaken sees what stands there and decides', async () => {
    const { keeper } = memory();
    const there = gateway();
    there.cells.set('A/T', { registered: '9', version: 3 });
    const book = bookOf(async (unit, batch) => there.receive(unit, batch));
    book.restore(keeper);
    book.setHeader({ source: 'BC 1' });
    book.type('A', 'T', 'registered', '5');
    book.save('A');
    await settled();
    expect(book.row('A').status).toBe('refused');
    expect(book.row('A').known.T?.registered).toBe('9');
    expect(book.row('A').typed.T?.registered).toBe('5');
    // Leaving the row once more changes nothing; the button does.
    book.save('A');
    await settled();
    expect(there.cells.get('A/T')).toEqual({ registered: '9', version: 3 });
    book.save('A', true);
    await settled();
    expect(there.cells.get('A/T')).toEqual({ registered: '5', version: 4 });
  });

  it('sends nothing that is wrong, and nothing without a source', async () => {
    const { kept, keeper } = memory();
    const book = bookOf(() => Promise.reject(new Error('nothing may be sent')));
    book.restore(keeper);
    book.type('A', 'T', 'registered', '5');
    book.save('A');
    expect(book.row('A').status).toBe('noSource');
    book.setHeader({ source: 'BC 1' });
    book.type('A', 'T', 'recognised', '6');
    book.save('A', true);
    await settled();
    expect(book.row('A').status).toBe('refused');
    expect(book.row('A').faults).toEqual({ 'T.recognised': 'recognisedAbove' });
    expect(kept.has('scope/A')).toBe(true);
  });

  it('ends with what was typed last in every row and each number written once, however the line breaks', async () => {
    const step = fc.record({
      unit: fc.constantFrom('A', 'B'),
      value: fc.integer({ min: 0, max: 50 }),
      fate: fc.constantFrom('ok', 'lost before', 'lost after'),
      save: fc.boolean(),
      reload: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { kept, keeper } = memory();
        const there = gateway();
        let fate = 'ok';
        const open = () => {
          const versions = (unit: string) => there.cells.get(`${unit}/T`) ?? { registered: '', version: 0 };
          const book = new TallyBook(
            'scope',
            Object.fromEntries(
              ['A', 'B'].map((unit) => [
                unit,
                { T: known(versions(unit).registered, versions(unit).version) },
              ]),
            ),
            async (unit, batch) => {
              if (fate === 'lost before') return 'away';
              const answer = there.receive(unit, batch);
              return fate === 'lost after' ? 'away' : answer;
            },
            newKey,
          );
          book.restore(keeper);
          return book;
        };
        let book = open();
        book.setHeader({ source: 'BC 1' });
        const typed = new Map<string, string>();
        for (const { unit, value, fate: next, save, reload } of steps) {
          fate = next;
          book.type(unit, 'T', 'registered', String(value));
          typed.set(unit, String(value));
          if (save) book.save(unit);
          await settled();
          if (reload) {
            book.stop();
            book = open();
            await settled();
          }
        }
        fate = 'ok';
        for (let round = 0; round < 3; round++) {
          book.flush();
          for (const unit of ['A', 'B']) book.save(unit, true);
          await settled();
        }
        book.stop();
        for (const [unit, value] of typed) expect(there.cells.get(`${unit}/T`)?.registered).toBe(value);
        expect([...kept.keys()].filter((key) => key !== 'scope/header')).toEqual([]);
      }),
    );
  });
});
