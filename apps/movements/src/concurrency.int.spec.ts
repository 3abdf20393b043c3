import {
  isRefusal,
  RecogniseSubjects,
  RecordBaselines,
  RegisterSubjects,
  ReportTally,
  WithdrawSubjects,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startMovements, type Movements } from '../../../tests/support/movements.js';

let movements: Movements;
beforeAll(async () => {
  movements = await startMovements();
  await movements.launch('PT', 'LEARNING_FAMILY');
});
afterAll(() => movements.stop());

const at = (unit: string) => ({ title: 'LEARNING_FAMILY', period: '2025', unit });
const registerOf = (unit: string, ...keys: string[]) => ({
  ...at(unit),
  movement: 'PT',
  subjects: keys.map((key) => ({ key, name: `Gia đình ${key}` })),
});
const tallyOf = (unit: string, value: number) => ({
  ...at(unit),
  movement: 'PT',
  registered: { value },
  source: 'Báo cáo',
});
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const countsOf = async (unit: string) => {
  const cell = await movements.cell(unit, 'LEARNING_FAMILY');
  return {
    registered: cell?.registered?.value,
    rows: cell?.registeredRows,
    recognised: cell?.recognised?.value,
    recognisedRows: cell?.recognisedRows,
    version: cell?.version,
    final: cell?.baseline?.final ?? false,
  };
};
const reasonsOf = (answers: object[]) =>
  answers.map((answer) => (isRefusal(answer) ? answer.refusal.reason : 'done')).sort();

describe('the same idempotency key', () => {
  it('with the same body answers what it answered, and has one effect, whatever happened since', async () => {
    const unit = movements.commune();
    const idempotencyKey = randomUUID();
    const first = await movements.send(RegisterSubjects, registerOf(unit, '1', '2'), { idempotencyKey });
    await movements.done(WithdrawSubjects, { ...at(unit), keys: ['1', '2'], reason: 'x' });
    const before = await movements.contents();
    for (let again = 0; again < 3; again++)
      expect(await movements.send(RegisterSubjects, registerOf(unit, '1', '2'), { idempotencyKey })).toEqual(
        first,
      );
    expect(await movements.contents()).toEqual(before);
    expect(first).toEqual({ value: { changed: 2, version: 1, warnings: [] } });
  });

  it('with another body, or for another command, is a conflict, and changes nothing', async () => {
    const unit = movements.commune();
    const sending = { idempotencyKey: randomUUID() };
    await movements.done(RegisterSubjects, registerOf(unit, '1'), sending);
    const before = await movements.contents();
    // Refused or not by itself: the key was used for something else.
    for (const keys of [['1', '2'], ['3']])
      await expect(
        movements.send(RegisterSubjects, registerOf(unit, ...keys), sending),
      ).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = movements.send(ReportTally, tallyOf(movements.commune(), 3), sending);
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await movements.contents()).toEqual(before);
  });

  it('of another person is another key', async () => {
    const unit = movements.commune();
    const idempotencyKey = randomUUID();
    await movements.done(ReportTally, tallyOf(unit, 3), {
      idempotencyKey,
      authorization: await movements.authorization('one'),
    });
    await movements.done(ReportTally, tallyOf(unit, 4), {
      idempotencyKey,
      authorization: await movements.authorization('another'),
    });
    expect(await countsOf(unit)).toMatchObject({ registered: 4, version: 2 });
  });

  it.each([
    ['refused the second time', RegisterSubjects, (unit: string) => registerOf(unit, '1', '2')],
    ['accepted the second time', ReportTally, (unit: string) => tallyOf(unit, 2)],
  ])('sent ten times at once has one effect: %s', async (_, definition, inputOf) => {
    const unit = movements.commune();
    const sending = { idempotencyKey: randomUUID() };
    await movements.written();
    const answers = await Promise.all(
      times(10, () => movements.send(definition, inputOf(unit) as never, sending)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(reasonsOf(answers)[0]).toBe('done');
    expect(await countsOf(unit)).toMatchObject({ registered: 2, version: 1 });
    const { audit, keys } = await movements.written();
    expect([audit.length, keys]).toEqual([1, [{ actor: 'tester', key: sending.idempotencyKey }]]);
  });

  it('of an attempt that was refused can be used again, for another body too', async () => {
    const unit = movements.commune();
    const sending = { idempotencyKey: randomUUID() };
    expect(isRefusal(await movements.send(RegisterSubjects, registerOf(unit, '1', '1'), sending))).toBe(true);
    expect(await movements.done(RegisterSubjects, registerOf(unit, '1', '2'), sending)).toMatchObject({
      changed: 2,
    });
    expect(await movements.done(RegisterSubjects, registerOf(unit, '1', '2'), sending)).toMatchObject({
      changed: 2,
    });
  });
});

describe('at the same time', () => {
  const finalBaseline = (unit: string, value: number) =>
    movements.send(RecordBaselines, {
      title: 'LEARNING_FAMILY',
      period: '2025',
      asOf: '2025-01-01',
      sourceDocument: 'Niên giám',
      final: true,
      baselines: [{ unit, value: { value } }],
    });

  it('no more are registered than a final baseline counts, and the cell counts its rows', async () => {
    const unit = movements.commune();
    await finalBaseline(unit, 100);
    const answers = await Promise.all(
      times(50, (n) => movements.send(RegisterSubjects, registerOf(unit, `${n}a`, `${n}b`, `${n}c`))),
    );
    expect(reasonsOf(answers)).toEqual([...times(17, () => 'EXCEEDS_BASELINE'), ...times(33, () => 'done')]);
    expect(await countsOf(unit)).toMatchObject({ registered: 99, rows: 99, version: 34 });
  });

  it('a family is registered by exactly one of fifty', async () => {
    const unit = movements.commune();
    const spelt = (n: number) => `HK${' '.repeat(n % 2)}-${n % 3 ? '' : '.'}007`;
    const answers = await Promise.all(
      times(50, (n) => movements.send(RegisterSubjects, registerOf(unit, `${n}`, spelt(n)))),
    );
    expect(reasonsOf(answers)).toEqual([...times(49, () => 'ALREADY_REGISTERED'), 'done']);
    expect(await countsOf(unit)).toMatchObject({ registered: 2, rows: 2, version: 1 });
  });

  it('registering, recognising, withdrawing and a baseline keep the counts true', async () => {
    const unit = movements.commune();
    await movements.done(RegisterSubjects, registerOf(unit, ...times(20, (n) => `${n}`)));
    const decision = {
      number: '1/QĐ',
      signedOn: '2025-12-31',
      authority: 'COMMUNE_CHAIR' as const,
      issuer: unit,
    };
    const answers = await Promise.all(
      times(20, (n) => [
        movements.send(RecogniseSubjects, { ...at(unit), keys: [`${n}`], decision }),
        movements.send(WithdrawSubjects, { ...at(unit), keys: [`${n}`], reason: 'x' }),
        movements.send(RegisterSubjects, registerOf(unit, `new ${n}`)),
        ...(n === 10 ? [finalBaseline(unit, 25)] : []),
      ]).flat(),
    );
    const counts = await countsOf(unit);
    expect(counts).toMatchObject({ registered: counts.rows, recognised: counts.recognisedRows });
    // Every subject was either recognised or withdrawn; every success raised the version by one.
    const reasons = reasonsOf(answers);
    expect(reasons.filter((reason) => reason === 'RECOGNISED' || reason === 'NOT_REGISTERED')).toHaveLength(
      20,
    );
    expect(counts.version).toBe(1 + reasons.filter((reason) => reason === 'done').length);
    if (counts.final) expect(counts.registered).toBeLessThanOrEqual(25);
  });

  it('a roster and a tally are never both begun', async () => {
    const unit = movements.commune();
    const answers = await Promise.all(
      times(20, (n) =>
        n % 2
          ? movements.send(RegisterSubjects, registerOf(unit, `${n}`))
          : movements.send(ReportTally, tallyOf(unit, n)),
      ),
    );
    const [reason] = reasonsOf(answers);
    expect(['ROSTER_EXISTS', 'TALLY_EXISTS']).toContain(reason);
    expect(reasonsOf(answers)).toEqual([...times(10, () => reason), ...times(10, () => 'done')]);
    expect(await countsOf(unit)).toMatchObject({ rows: reason === 'ROSTER_EXISTS' ? 10 : 0 });
  });

  it('the versions in the outbox rise by one for each aggregate, in its order', async () => {
    const held = new Map<string, number>();
    const rows = await movements.query<{ id: string; version: number }>(
      `select topic || ' ' || key as id, version from outbox where topic <> 'movements.unit' order by outbox.id`,
    );
    for (const { id, version } of rows) {
      expect([id, version]).toEqual([id, (held.get(id) ?? 0) + 1]);
      held.set(id, version);
    }
    expect(held.size).toBeGreaterThan(100);
  });
});
