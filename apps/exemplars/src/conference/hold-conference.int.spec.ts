import { HoldConference, isRefusal } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  awardVersions,
  CLOSED,
  COMMUNE,
  PROVINCE,
  startExemplars,
  type Exemplars,
} from '../../../../tests/support/exemplars.js';

let service: Exemplars;
beforeAll(async () => {
  service = await startExemplars();
});
afterAll(() => service.stop());

let count = 0;
const conference = (more: object = {}) => ({
  name: `Hội nghị điển hình tiên tiến lần thứ ${++count}`,
  heldOn: '2025-10-25',
  unit: PROVINCE,
  period: '2025-2026',
  ...more,
});
const honouree = (name: string, more: object = {}) => ({ name, kind: 'INDIVIDUAL', unit: COMMUNE, ...more });
const numbers = { collectives: 15, individuals: 50, source: 'Báo Giáo dục và Thời đại' };

it('is held with numbers and their source', async () => {
  const { conference: held } = await service.done(HoldConference, conference(numbers));
  expect(held).toMatchObject({ honourees: 65, tally: numbers, version: 1 });
  const once = await service.done(HoldConference, conference({ individuals: 3, source: 'x' }));
  expect(once.conference).toMatchObject({ honourees: 3, tally: { collectives: 0, individuals: 3 } });
});

it('is held with up to a thousand by name, each said with what a reader needs', async () => {
  const [award] = awardVersions();
  await service.hear(award);
  const named = Array.from({ length: 999 }, (_, n) => honouree(`Người thứ ${n}`));
  const honourees = [honouree('Bùi Văn Iu', { award: award.id }), ...named];
  const { conference: held } = await service.done(HoldConference, conference({ honourees }));
  expect(held).toMatchObject({ honourees: 1_000, tally: null });
  const rows = await service.query<{ payload: string }>(
    `select payload from outbox where topic = 'exemplars.honouree' order by id`,
  );
  expect(rows).toHaveLength(1_000);
  expect(JSON.parse(rows[0]?.payload ?? '')).toMatchObject({
    conferenceId: held.id,
    conference: held.name,
    heldOn: '2025-10-25',
    name: 'Bùi Văn Iu',
    subjectKind: 'INDIVIDUAL',
    award: award.id,
  });
});

it('is recorded once, however its name is written and however many record it at once', async () => {
  const input = conference({ name: 'Hội nghị toả sáng', ...numbers });
  const same = { ...input, name: 'HỘI NGHỊ  tỏa sáng' };
  const answers = await Promise.all(
    [input, same, input, same].map((one) => service.send(HoldConference, one)),
  );
  expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
  expect(await service.refusedAs(HoldConference, same)).toEqual(['CONFERENCE_EXISTS', 'name']);
  await service.done(HoldConference, { ...same, heldOn: '2025-10-26' });
  await service.done(HoldConference, { ...same, unit: COMMUNE });
});

describe('is refused', () => {
  const [published, revoked] = awardVersions();
  beforeAll(() => service.hear(published, revoked));
  const tooMany = () => Array.from({ length: 1_001 }, (_, n) => honouree(`${n}`));
  const one = [honouree('A')];
  it.each<[string, string, () => object]>([
    ['UNIT_UNKNOWN', 'unit', () => ({ ...numbers, unit: '99999' })],
    ['NOTHING_REPORTED', 'honourees', () => ({})],
    ['NOTHING_REPORTED', 'honourees', () => ({ honourees: [], collectives: 0, source: 'x' })],
    ['TALLY_OR_NAMES', 'individuals', () => ({ honourees: one, individuals: 1 })],
    ['TALLY_OR_NAMES', 'collectives', () => ({ honourees: one, ...numbers })],
    ['SOURCE_REQUIRED', 'source', () => ({ ...numbers, source: null })],
    ['BAD_QUANTITY', 'individuals', () => ({ ...numbers, individuals: -1 })],
    ['BAD_DATE', 'heldOn', () => ({ ...numbers, heldOn: '2099-01-01' })],
    ['TOO_MANY_SUBJECTS', 'honourees', () => ({ honourees: tooMany() })],
    ['UNIT_UNKNOWN', 'honourees.1.unit', () => ({ honourees: [...one, honouree('B', { unit: '99999' })] })],
    ['UNIT_CLOSED', 'honourees.0.unit', () => ({ honourees: [honouree('B', { unit: CLOSED })] })],
    ['DUPLICATE_RECIPIENT', 'honourees.1.name', () => ({ honourees: [honouree('Hoà'), honouree('HÒA ')] })],
    ['AWARD_UNKNOWN', 'honourees.0.award', () => ({ honourees: [honouree('A', { award: randomUUID() })] })],
    ['AWARD_REVOKED', 'honourees.0.award', () => ({ honourees: [honouree('A', { award: revoked.id })] })],
  ])('%s at %s', async (reason, field, more) => {
    expect(await service.refusedAs(HoldConference, conference(more()))).toEqual([reason, field]);
  });

  it('but not the same name at another unit', async () => {
    const honourees = [honouree('Hoà'), honouree('Hòa', { unit: PROVINCE }), honouree('Hoa')];
    await service.done(HoldConference, conference({ honourees }));
  });
});
