import {
  AnnounceExemplar,
  isRefusal,
  NominateExemplar,
  PublishExemplar,
  ReviewExemplar,
  SupplementExemplar,
  WithdrawExemplar,
} from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  awardVersions,
  COMMUNE,
  startExemplars,
  type Exemplars,
} from '../../../../tests/support/exemplars.js';

let service: Exemplars;
let reviewer: { authorization: string };
beforeAll(async () => {
  service = await startExemplars();
  reviewer = { authorization: await service.authorization('reviewer') };
});
afterAll(() => service.stop());

/** Whatever is said of the person, each value once: none of it may be left. */
const PERSON = {
  name: 'Quàng Thị Zoan',
  position: 'Hiệu trưởng Yersin',
  headline: 'Người gieo chữ Xuân Quế',
  story: 'Cô **Zoan** ở bản Wơn.',
  headlineEn: 'Sower of letters Quinoa',
  storyEn: 'Ms Zoan of Won.',
};
const traces = [
  ...['Zoan', 'zoan', 'Yersin', 'Xuân Quế', 'Wơn', 'Quinoa', 'Won.'],
  ...['Bổ sung về Jrai', 'Fulbright', 'Văn bản Kơ', 'đề nghị của Zoan'],
];

async function publicPerson(key: string) {
  const [award] = awardVersions();
  await service.hear(award);
  const input = { ...PERSON, group: 'INDIVIDUAL', unit: COMMUNE, period: '2025-2026', minor: false } as const;
  const nominated = await service.done(
    NominateExemplar,
    { ...input, awards: [award.id] },
    { idempotencyKey: key },
  );
  const { id } = nominated.exemplar;
  await service.done(ReviewExemplar, { id, verdict: 'RETURN', note: 'Bổ sung về Jrai' }, reviewer);
  await service.done(SupplementExemplar, { id, story: 'Cô Zoan từng học Fulbright.' });
  await service.done(ReviewExemplar, { id, verdict: 'APPROVE' }, reviewer);
  const basis = { kind: 'CONSENT', statement: 'Văn bản Kơ', givenOn: '2025-10-01' } as const;
  await service.done(PublishExemplar, { id, basis, featured: true });
  await service.done(AnnounceExemplar, { id, channel: 'FANPAGE', on: '2025-10-02' });
  return { id, award, input: { ...input, awards: [award.id] } };
}

/** Tables that hold a trace of the person in any column of any type, with the trace. */
async function tracesLeft(): Promise<string[]> {
  const found: string[] = [];
  for (const table of service.tables)
    for (const trace of traces) {
      const rows = await service.query(
        `select 1 from ${table} t where t::text like '%' || $1 || '%' limit 1`,
        [trace],
      );
      if (rows.length > 0) found.push(`${table}: ${trace}`);
    }
  return found;
}

it('withdrawn consent leaves no word of the person in any table, nor in what is still to be said', async () => {
  const key = randomUUID();
  const { id, award, input } = await publicPerson(key);
  // The check sees what there is: in the example, in its events, in the stored answers.
  const before = await tracesLeft();
  for (const expected of [
    'exemplar: Zoan',
    'exemplar: Văn bản Kơ',
    'outbox: zoan',
    'idempotency: Bổ sung về Jrai',
  ])
    expect(before).toContain(expected);

  const withdrawal = { id, reason: 'Theo đề nghị của Zoan', consentWithdrawn: true };
  const { exemplar } = await service.done(WithdrawExemplar, withdrawal);
  expect(await tracesLeft()).toEqual([]);
  expect(exemplar).toMatchObject({
    ...{
      id,
      slug: null,
      name: null,
      position: null,
      headline: null,
      story: null,
      headlineEn: null,
      storyEn: null,
    },
    ...{ minor: null, awards: [], note: null, basis: null, featured: false },
    ...{ status: 'WITHDRAWN', erased: true, version: 7 },
  });
  expect(await service.events(id)).toMatchObject([{ type: 'PersonErased', version: 7, state: exemplar }]);
  const audit = await service.query('select action, actor from audit where target = $1 order by id', [id]);
  expect(audit.at(-1)).toEqual({ action: 'WithdrawExemplar', actor: 'tester' });
  expect(audit).toHaveLength(7);

  // A request repeated after days has no second effect and does not bring them back.
  expect(await service.done(NominateExemplar, input, { idempotencyKey: key })).toEqual({ exemplar });
  expect(await tracesLeft()).toEqual([]);
  // Nobody is erased twice, and what is heard of the award later changes nothing.
  expect(await service.refusedAs(WithdrawExemplar, withdrawal)).toEqual(['EXEMPLAR_STATUS', 'id']);
  await service.hear({ ...award, status: 'REVOKED', version: 9 });
  expect(await service.row(id)).toMatchObject({ erased: true, version: 7 });
});

it.each(['NOMINATED', 'REJECTED', 'WITHDRAWN'] as const)('erases one who is %s, too', async (status) => {
  const nomination = {
    ...PERSON,
    group: 'INDIVIDUAL',
    unit: COMMUNE,
    period: '2025-2026',
    minor: true,
  } as const;
  const { id } = (await service.done(NominateExemplar, nomination)).exemplar;
  const end = { REJECTED: 'REJECT' } as const;
  if (status === 'REJECTED')
    await service.done(ReviewExemplar, { id, verdict: end[status], note: 'Zoan' }, reviewer);
  if (status === 'WITHDRAWN') await service.done(WithdrawExemplar, { id, reason: 'đề nghị của Zoan' });
  await service.done(WithdrawExemplar, { id, reason: 'x', consentWithdrawn: true });
  expect(await service.row(id)).toMatchObject({ status: 'WITHDRAWN', erased: true, minor: null });
  expect(await tracesLeft()).toEqual([]);
});

it('of an erasure and another change at once one comes first, and the person is gone', async () => {
  const { id } = await publicPerson(randomUUID());
  const answers = await Promise.all([
    service.send(AnnounceExemplar, { id, channel: 'FANPAGE', on: '2025-10-03' }),
    service.send(WithdrawExemplar, { id, reason: 'x', consentWithdrawn: true }),
    service.send(AnnounceExemplar, { id, channel: 'FANPAGE', on: '2025-10-04' }),
  ]);
  expect(answers[1] && isRefusal(answers[1])).toBe(false);
  expect(await tracesLeft()).toEqual([]);
  const events = await service.events(id);
  expect(events.at(-1)).toMatchObject({ type: 'PersonErased' });
});
