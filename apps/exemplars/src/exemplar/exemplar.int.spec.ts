import {
  AnnounceExemplar,
  FeatureExemplar,
  isRefusal,
  NominateExemplar,
  PublishExemplar,
  refusalMessage,
  ReportExemplarTally,
  ReviewExemplar,
  StartReview,
  SupplementExemplar,
  WithdrawExemplar,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  awardVersions,
  CLOSED,
  COMMUNE,
  ELSEWHERE,
  MOVEMENT,
  PROVINCE,
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

const nomination = (more: object = {}) => ({
  name: 'Bùi Văn Iu',
  group: 'INDIVIDUAL' as const,
  unit: COMMUNE,
  period: '2025-2026',
  headline: 'Người thầy vùng biên',
  story: 'Một **người thầy**.',
  minor: false,
  ...more,
});
const nominate = async (more: object = {}) =>
  (await service.done(NominateExemplar, nomination(more))).exemplar.id;
const approve = (id: string) => service.done(ReviewExemplar, { id, verdict: 'APPROVE' }, reviewer);
const duty = { kind: 'LEGAL_DUTY' as const, statement: 'Quyết định 12/QĐ-SGDĐT', givenOn: '2025-09-10' };
const publish = async (id: string, more: object = {}) =>
  (await service.done(PublishExemplar, { id, basis: duty, ...more })).exemplar;
const published = async (more: object = {}) => {
  const id = await nominate(more);
  await approve(id);
  return publish(id);
};
const UNKNOWN = randomUUID();

describe('the course of an example', () => {
  it('from nomination to publication, each step an event with the whole state and an audit row without names', async () => {
    const [award] = awardVersions();
    await service.hear(award);
    const { exemplar } = await service.done(
      NominateExemplar,
      nomination({
        position: 'Giáo viên',
        movement: MOVEMENT,
        awards: [award.id, award.id],
        story: 'Một <b>người</b> thầy, 3 < 5.',
        headlineEn: 'A teacher',
        storyEn: 'A [teacher](javascript:x).',
      }),
    );
    const { id } = exemplar;
    expect(exemplar).toMatchObject({
      status: 'NOMINATED',
      awards: [award.id],
      story: 'Một người thầy, 3 < 5.',
      storyEn: 'A teacher.',
      slug: null,
    });
    await service.done(StartReview, { id });
    await service.done(ReviewExemplar, { id, verdict: 'RETURN', note: 'Thêm minh chứng' }, reviewer);
    await service.done(SupplementExemplar, { id, headline: 'Thầy Iu', story: '<p>Mới</p>' });
    await approve(id);
    const shown = await publish(id, { featured: true });
    expect(shown).toMatchObject({
      status: 'PUBLISHED',
      slug: 'bui-van-iu',
      headline: 'Thầy Iu',
      story: 'Mới',
      basis: 'LEGAL_DUTY',
      featured: true,
      channels: [{ channel: 'PORTAL' }],
      version: 6,
    });
    expect(shown).not.toHaveProperty('basisStatement');
    await service.done(FeatureExemplar, { id, featured: false });
    await service.done(AnnounceExemplar, { id, channel: 'FANPAGE', on: '2025-09-12' });
    await service.done(WithdrawExemplar, { id, reason: 'Theo đề nghị của đơn vị' });
    const events = await service.events(id);
    expect(events.map(({ type, version }) => `${version} ${type}`)).toEqual([
      '1 ExemplarNominated',
      '2 ReviewStarted',
      '3 ExemplarReturned',
      '4 ExemplarSupplemented',
      '5 ExemplarApproved',
      '6 ExemplarPublished',
      '7 ExemplarFeatured',
      '8 ExemplarAnnouncedOnChannel',
      '9 ExemplarWithdrawn',
    ]);
    expect(events[8]?.state).toMatchObject({
      status: 'WITHDRAWN',
      note: 'Theo đề nghị của đơn vị',
      erased: false,
    });
    const audit = await service.query<{ action: string }>(
      'select action from audit where target = $1 order by id',
      [id],
    );
    expect(audit).toHaveLength(9);
  });

  it('refuses what is out of its course, naming the state, and unknown ones', async () => {
    const id = await nominate();
    await service.done(ReviewExemplar, { id, verdict: 'REJECT', note: 'Chưa đủ' }, reviewer);
    for (const asked of [id, UNKNOWN]) {
      const reason = asked === id ? 'EXEMPLAR_STATUS' : 'EXEMPLAR_UNKNOWN';
      const inputs = [
        [StartReview, {}],
        [ReviewExemplar, { verdict: 'APPROVE' }],
        [SupplementExemplar, { story: 'x' }],
        [PublishExemplar, { basis: duty }],
        [FeatureExemplar, { featured: true }],
        [AnnounceExemplar, { channel: 'FANPAGE', on: '2025-09-12' }],
        [WithdrawExemplar, { reason: 'x' }],
      ] as const;
      for (const [definition, input] of inputs)
        expect(await service.refusedAs(definition, { id: asked, ...input }, reviewer)).toEqual([
          reason,
          'id',
        ]);
    }
    const answer = await service.send(StartReview, { id });
    expect(isRefusal(answer) && refusalMessage(answer.refusal, 'vi')).toBe(
      'Không làm được ở trạng thái không được duyệt.',
    );
  });

  it('who nominates does not review, whatever the role', async () => {
    const id = await nominate();
    expect(await service.refusedAs(ReviewExemplar, { id, verdict: 'APPROVE' })).toEqual([
      'OWN_NOMINATION',
      'id',
    ]);
    expect(await service.refusedAs(ReviewExemplar, { id, verdict: 'REJECT' }, reviewer)).toEqual([
      'NOTE_REQUIRED',
      'note',
    ]);
  });

  it('a stale editor is told so, and changes nothing', async () => {
    const id = await nominate();
    await service.done(StartReview, { id, expectedVersion: 1 });
    const stale = { id, reason: 'x', expectedVersion: 1 };
    await expect(service.send(WithdrawExemplar, stale)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.row(id)).toMatchObject({ status: 'UNDER_REVIEW', version: 2 });
  });

  it('is steered only where the role holds', async () => {
    const id = await nominate();
    const elsewhere = await service.authorization('other', { role: 'reviewer', unit: '01' });
    await expect(
      service.send(ReviewExemplar, { id, verdict: 'APPROVE' }, { authorization: elsewhere }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const at = await service.authorization('own', { role: 'reviewer', unit: PROVINCE });
    await service.done(ReviewExemplar, { id, verdict: 'APPROVE' }, { authorization: at });
    const editor = await service.authorization('editor', { role: 'editor', unit: PROVINCE });
    await expect(
      service.send(NominateExemplar, nomination({ unit: ELSEWHERE }), { authorization: editor }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a nomination is refused', () => {
  const [known, revoked] = awardVersions();
  const draft = { ...awardVersions()[0], status: 'DRAFT' as const };
  beforeAll(() => service.hear(known, draft, revoked));
  it.each<[string, string, () => object]>([
    ['UNIT_UNKNOWN', 'unit', () => ({ unit: '99999' })],
    ['UNIT_CLOSED', 'unit', () => ({ unit: CLOSED })],
    ['MINOR_UNSTATED', 'minor', () => ({ minor: null })],
    ['MINOR_UNSTATED', 'minor', () => ({ minor: undefined, group: 'GOOD_PERSON_GOOD_DEED' })],
    ['MOVEMENT_UNKNOWN', 'movement', () => ({ movement: 'NOPE' })],
    ['AWARD_UNKNOWN', 'awards.0', () => ({ awards: [UNKNOWN] })],
    ['AWARD_UNKNOWN', 'awards.0', () => ({ awards: [draft.id] })],
    ['AWARD_REVOKED', 'awards.0', () => ({ awards: [revoked.id] })],
    ['BAD_STORY', 'story', () => ({ story: '<p></p>' })],
    ['BAD_STORY', 'storyEn', () => ({ storyEn: '<br>' })],
  ])('%s at %s', async (reason, field, more) => {
    expect(await service.refusedAs(NominateExemplar, nomination(more()))).toEqual([reason, field]);
  });

  it('and a supplement likewise', async () => {
    const id = await nominate();
    await service.done(ReviewExemplar, { id, verdict: 'RETURN', note: 'x' }, reviewer);
    for (const [reason, field, input] of [
      ['AWARD_UNKNOWN', 'awards.0', { awards: [UNKNOWN] }],
      ['BAD_STORY', 'story', { story: '<p></p>' }],
    ] as const)
      expect(await service.refusedAs(SupplementExemplar, { id, ...input })).toEqual([reason, field]);
  });
});

describe('the basis of a publication (rule 22)', () => {
  const approved = async (more: object = {}) => {
    const id = await nominate(more);
    await approve(id);
    return id;
  };

  it('of a minor names the consent that is missing, in words', async () => {
    const id = await approved({ minor: true, name: 'Em C.Q.S.' });
    const consent = {
      kind: 'CONSENT',
      statement: 'Mẹ em đồng ý đăng tên viết tắt',
      givenOn: '2025-09-10',
    } as const;
    const answers = [];
    for (const basis of [consent, { ...consent, representativeConsent: true }]) {
      const answer = await service.send(PublishExemplar, { id, basis });
      answers.push(isRefusal(answer) && [answer.refusal.field, refusalMessage(answer.refusal, 'vi')]);
    }
    expect(answers).toEqual([
      ['basis.representativeConsent', 'Thiếu sự đồng ý của người đại diện hợp pháp.'],
      ['basis.childConsent', 'Thiếu sự đồng ý của trẻ em (từ đủ 7 tuổi).'],
    ]);
    const shown = await publish(id, {
      basis: { ...consent, representativeConsent: true, childConsent: true },
    });
    expect(shown).toMatchObject({ slug: 'em-c-q-s', basis: 'CONSENT', minor: true });
  });

  it('is refused where it does not fit', async () => {
    const id = await approved();
    const tomorrow = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
    for (const [expected, basis] of [
      [['BASIS_NOT_APPLICABLE', 'basis.kind'], { kind: 'NOT_PERSONAL', statement: 'x' }],
      [['CONSENT_MISSING', 'basis.givenOn'], { kind: 'CONSENT', statement: 'x' }],
      [['BAD_DATE', 'basis.givenOn'], { ...duty, givenOn: tomorrow }],
    ] as const)
      expect(await service.refusedAs(PublishExemplar, { id, basis })).toEqual(expected);
  });

  it('is a constraint of the database, too', async () => {
    const minor = await approved({ minor: true });
    const adult = await approved();
    const collective = await approved({ group: 'COLLECTIVE', minor: null });
    const shown = (more: string, rest = "slug = id::text, basis_statement = 'x'") =>
      `update exemplar set status = 'PUBLISHED', ${rest}, ${more} where id = $1`;
    const onDuty = `basis = 'LEGAL_DUTY', basis_given_on = '2025-01-01'`;
    const broken: [string, string][] = [
      [adult, shown('basis = null')],
      [adult, shown(`basis = 'NOT_PERSONAL'`)],
      [adult, shown(`basis = 'CONSENT'`)],
      [adult, shown(`basis = 'LEGAL_DUTY'`)],
      [adult, shown(`basis = 'HEARSAY', basis_given_on = '2025-01-01'`)],
      [adult, shown(onDuty, "basis_statement = 'x'")],
      [adult, shown(onDuty, 'slug = id::text')],
      [minor, shown(`basis = 'CONSENT', basis_given_on = '2025-01-01'`)],
      [minor, shown(`basis = 'CONSENT', basis_given_on = '2025-01-01', representative_consent = true`)],
      [
        minor,
        shown(
          `basis = 'CONSENT', basis_given_on = '2025-01-01', child_consent = true, child_under_seven = true`,
        ),
      ],
      [minor, 'update exemplar set minor = null where id = $1'],
      [adult, 'update exemplar set featured = true where id = $1'],
      [adult, `update exemplar set erased = true, status = 'WITHDRAWN' where id = $1`],
      [adult, 'update exemplar set name = null where id = $1'],
    ];
    for (const [id, statement] of broken)
      await expect(service.query(statement, [id])).rejects.toMatchObject({ code: '23514' });
    await service.query(shown(`basis = 'NOT_PERSONAL'`), [collective]);
    await service.query(shown(onDuty), [adult]);
    const both = `representative_consent = true, child_under_seven = true`;
    await service.query(shown(`basis = 'CONSENT', basis_given_on = '2025-01-01', ${both}`), [minor]);
  });
});

describe('slugs', () => {
  it('are unique however many of one name are published at once, and never come back after an erasure', async () => {
    const name = 'Lò Thị Sen';
    const ids = await Promise.all(Array.from({ length: 20 }, () => nominate({ name })));
    await Promise.all(ids.map(approve));
    const slugs = (await Promise.all(ids.map((id) => publish(id)))).map(({ slug }) => slug);
    const numbered = Array.from({ length: 19 }, (_, n) => `lo-thi-sen-${n + 2}`);
    expect(slugs.sort()).toEqual(['lo-thi-sen', ...numbered].sort());
    for (const id of ids) await service.done(WithdrawExemplar, { id, reason: 'x', consentWithdrawn: true });
    expect((await published({ name })).slug).toBe('lo-thi-sen-21');
  });
});

describe('tallies of examples (rule 19a)', () => {
  const tally = (more: object = {}) => ({
    unit: PROVINCE,
    period: '2024-2025',
    collectives: 2,
    individuals: 12,
    goodPersonsGoodDeeds: 1,
    source: 'Báo cáo',
    ...more,
  });

  it('replace what was reported for the unit and period, also at once', async () => {
    await service.done(ReportExemplarTally, tally({ individuals: 11 }));
    await service.done(ReportExemplarTally, tally());
    await Promise.all(
      [1, 2, 3, 4].map((n) => service.done(ReportExemplarTally, tally({ period: '2025', collectives: n }))),
    );
    const rows = await service.query(
      'select period, individuals, version from exemplar_tally order by period desc',
    );
    expect(rows).toEqual([
      { period: '2025', individuals: 12, version: 4 },
      { period: '2024-2025', individuals: 12, version: 2 },
    ]);
  });

  it.each<[string, string, object]>([
    ['BAD_QUANTITY', 'collectives', { collectives: -1 }],
    ['BAD_QUANTITY', 'goodPersonsGoodDeeds', { goodPersonsGoodDeeds: 2 ** 31 }],
    ['UNIT_UNKNOWN', 'unit', { unit: '99999' }],
  ])('are refused: %s at %s', async (reason, field, more) => {
    expect(await service.refusedAs(ReportExemplarTally, tally(more))).toEqual([reason, field]);
  });
});
