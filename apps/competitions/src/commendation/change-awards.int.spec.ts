import {
  AwardPrizes,
  CorrectAwards,
  isRefusal,
  OpenCompetition,
  PublishResults,
  RecordCommendations,
  refOf,
  ReportAwardTally,
  RestoreAwards,
  RevokeAwards,
  SubmitEntries,
  type Decision,
  type SentInputOf,
} from '@app/contracts';
import { today } from '@app/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startCompetitions, type Competitions } from '../../../../tests/support/competitions.js';

let competitions: Competitions;
beforeAll(async () => {
  competitions = await startCompetitions();
});
afterAll(() => competitions.stop());

type Input = SentInputOf<typeof RecordCommendations>;
let numbers = 0;
const decision = (more: Partial<Decision> = {}): Decision => ({
  number: `${++numbers}/QĐ-SGDĐT`,
  signedOn: '2025-12-20',
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  ...more,
});
const later = (more: Partial<Decision> = {}) => decision({ signedOn: '2026-02-03', ...more });
const recipient = (name: string, ...evidence: string[]): Input['recipients'][number] => ({
  name,
  kind: 'INDIVIDUAL',
  unit: 'THPT-LQD',
  achievement: 'Có thành tích xuất sắc',
  birthDate: '1990-01-02',
  evidence: evidence.map((title) => ({ title })),
});
const giayKhen = (cited: Decision, ...recipients: Input['recipients']): Input => ({
  decision: cited,
  form: 'GIAY_KHEN',
  period: '2024-2025',
  recipients,
});
const record = async (cited: Decision, ...recipients: Input['recipients']) => {
  const { awards } = await competitions.done(RecordCommendations, giayKhen(cited, ...recipients));
  return awards.map(({ id }) => id);
};
const revocationOf = (cited: Decision, more: object = {}): SentInputOf<typeof RevokeAwards> => ({
  decision: refOf(cited),
  ground: 'FALSE_INFORMATION',
  revocation: later(),
  reason: 'Hồ sơ không trung thực',
  ...more,
});
const restorationOf = (cited: Decision, more: object = {}): SentInputOf<typeof RestoreAwards> => ({
  decision: refOf(cited),
  restoration: later(),
  reason: 'Xác minh lại',
  ...more,
});
const reasonsOf = (answers: object[]) =>
  answers.map((answer) => (isRefusal(answer) ? answer.refusal.reason : 'done')).sort();
const DAY_AFTER_TODAY = new Date(Date.parse(today()) + 86_400_000).toISOString().slice(0, 10);
const NOBODY = '0199a7e7-0000-7000-8000-000000000005';

describe('revoking and restoring (rule 19)', () => {
  it('takes some or all awards back, and says so of each; nothing is deleted', async () => {
    const cited = decision();
    const [a, b, c] = await record(cited, recipient('A'), recipient('B'), recipient('C'));
    await competitions.said();
    const by = later({ number: '9/QĐ-HB', signatory: 'Nguyễn Văn A' });
    expect(
      await competitions.done(RevokeAwards, revocationOf(cited, { awards: [b, b], revocation: by })),
    ).toEqual({ changed: 1 });
    const said = await competitions.said();
    expect(said.events).toMatchObject([
      {
        topic: 'competitions.award',
        type: 'AwardRevoked',
        key: b,
        version: 2,
        state: {
          status: 'REVOKED',
          name: 'B',
          revocation: {
            ground: 'FALSE_INFORMATION',
            reason: 'Hồ sơ không trung thực',
            decision: {
              number: '9/QĐ-HB',
              signedOn: '2026-02-03',
              signatory: 'Nguyễn Văn A',
              position: null,
            },
          },
        },
      },
    ]);
    expect(said.audit).toEqual([
      { action: 'RevokeAwards', target: `DEPARTMENT_DIRECTOR 11 ${cited.number} 2025: 1 by 9/QĐ-HB` },
    ]);
    // The whole decision: the one that is revoked already is passed over.
    expect(await competitions.done(RevokeAwards, revocationOf(cited))).toEqual({ changed: 2 });
    expect((await competitions.said()).events.map(({ key }) => key)).toEqual([a, c]);
    expect(await competitions.refused(RevokeAwards, revocationOf(cited))).toMatchObject({
      reason: 'AWARD_NOT_PUBLISHED',
      field: 'decision',
    });
    expect(await competitions.refusedAs(RevokeAwards, revocationOf(cited, { awards: [c, a] }))).toEqual([
      'AWARD_NOT_PUBLISHED',
      'awards.0',
    ]);

    expect(await competitions.done(RestoreAwards, restorationOf(cited, { awards: [b] }))).toEqual({
      changed: 1,
    });
    expect((await competitions.said()).events).toMatchObject([
      {
        type: 'AwardRestored',
        key: b,
        version: 3,
        state: { status: 'PUBLISHED', revocation: { decision: { number: '9/QĐ-HB' } } },
      },
    ]);
    expect(await competitions.refusedAs(RestoreAwards, restorationOf(cited, { awards: [a, b] }))).toEqual([
      'AWARD_NOT_REVOKED',
      'awards.1',
    ]);
    expect(await competitions.done(RestoreAwards, restorationOf(cited))).toEqual({ changed: 2 });
    expect(await competitions.refusedAs(RestoreAwards, restorationOf(cited))).toEqual([
      'AWARD_NOT_REVOKED',
      'decision',
    ]);
    const history = await competitions.query(
      'select change, version, ground, reason from award_change where award_id = $1 order by version',
      [b],
    );
    expect(history).toEqual([
      { change: 'REVOKED', version: 2, ground: 'FALSE_INFORMATION', reason: 'Hồ sơ không trung thực' },
      { change: 'RESTORED', version: 3, ground: null, reason: 'Xác minh lại' },
    ]);
  });

  it.each<[string, string | undefined, (cited: Decision, other: string) => object]>([
    ['DECISION_UNKNOWN', 'decision', (cited) => ({ decision: { ...refOf(cited), issuer: '01' } })],
    ['NO_SUBJECTS', 'awards', () => ({ awards: [] })],
    ['AWARD_UNKNOWN', 'awards.0', () => ({ awards: [NOBODY] })],
    ['AWARD_UNKNOWN', 'awards.0', (_, other) => ({ awards: [other] })],
    ['GROUND_NOT_APPLICABLE', 'ground', () => ({ ground: 'COMPETITION_RULES_BROKEN' })],
    ['UNIT_UNKNOWN', 'revocation.issuer', () => ({ revocation: later({ issuer: '77' }) })],
    ['NOT_THE_AWARDING_OFFICE', 'revocation', () => ({ revocation: later({ issuer: '01' }) })],
    [
      'NOT_THE_AWARDING_OFFICE',
      'revocation',
      () => ({ revocation: later({ authority: 'PROVINCIAL_CHAIR' }) }),
    ],
    ['BAD_DATE', 'revocation.signedOn', () => ({ revocation: later({ signedOn: '2025-12-19' }) })],
    ['BAD_DATE', 'revocation.signedOn', () => ({ revocation: later({ signedOn: DAY_AFTER_TODAY }) })],
  ])('is refused: %s at %s', async (reason, field, more) => {
    const cited = decision();
    await record(cited, recipient('A'));
    const [other = ''] = await record(decision(), recipient('B'));
    const input = revocationOf(cited, more(cited, other));
    expect(await competitions.refusedAs(RevokeAwards, input)).toEqual([reason, field]);
  });

  it('is not for drafts', async () => {
    const cited = decision();
    await competitions.done(RecordCommendations, { ...giayKhen(cited, recipient('A')), publish: false });
    expect(await competitions.refusedAs(RevokeAwards, revocationOf(cited))).toEqual([
      'AWARD_NOT_PUBLISHED',
      'decision',
    ]);
  });

  it('restoring is by the same office, and not before the revocation', async () => {
    const cited = decision();
    await record(cited, recipient('A'));
    await competitions.done(RevokeAwards, revocationOf(cited));
    for (const [reason, field, restoration] of [
      ['NOT_THE_AWARDING_OFFICE', 'restoration', later({ issuer: '01' })],
      ['BAD_DATE', 'restoration.signedOn', later({ signedOn: '2026-02-02' })],
    ] as const)
      expect(await competitions.refusedAs(RestoreAwards, restorationOf(cited, { restoration }))).toEqual([
        reason,
        field,
      ]);
  });

  it('the papers of a former district office are the Department’s', async () => {
    const cited = decision({ signedOn: '2025-06-30', authority: 'DISTRICT_CHAIR' });
    await record(cited, recipient('A'));
    for (const revocation of [
      later({ authority: 'DISTRICT_CHAIR' }),
      later({ authority: 'PROVINCIAL_CHAIR' }),
      later({ issuer: '01' }),
    ])
      expect(await competitions.refusedAs(RevokeAwards, revocationOf(cited, { revocation }))).toEqual([
        'NOT_THE_AWARDING_OFFICE',
        'revocation',
      ]);
    expect(await competitions.done(RevokeAwards, revocationOf(cited))).toEqual({ changed: 1 });
  });

  it('the papers of a closed commune are those of who took its place, those of its district the Department’s', async () => {
    const [old] = await competitions.query<{ code: string; district: string; into: string }>(
      `select u.code, d.code as district, n.code as into from unit_copy u join unit_copy d on d.id = u.parent_id
       join unit_copy n on n.id = u.successor_ids[1] join unit_copy p on p.id = n.parent_id
       where u.valid_to = '2025-06-30' and u.level = 'COMMUNE' and p.code = '11' and n.code <> u.code order by u.code limit 1`,
    );
    if (!old) throw new Error('no closed commune');
    const ofCommune = decision({ signedOn: '2025-06-01', authority: 'COMMUNE_CHAIR', issuer: old.code });
    await record(ofCommune, recipient('A'));
    const by = (issuer: string) => ({ revocation: later({ authority: 'COMMUNE_CHAIR', issuer }) });
    expect(await competitions.refusedAs(RevokeAwards, revocationOf(ofCommune, by('03127')))).toEqual([
      'NOT_THE_AWARDING_OFFICE',
      'revocation',
    ]);
    expect(await competitions.done(RevokeAwards, revocationOf(ofCommune, by(old.into)))).toEqual({
      changed: 1,
    });
    const ofDistrict = decision({
      signedOn: '2025-06-01',
      authority: 'DISTRICT_CHAIR',
      issuer: old.district,
    });
    await record(ofDistrict, recipient('B'));
    expect(await competitions.done(RevokeAwards, revocationOf(ofDistrict))).toEqual({ changed: 1 });
    // A district of a province that was merged: the Department of the merged one.
    const [merged] = await competitions.query<{ code: string }>(
      `select d.code from unit_copy d join unit_copy p on p.id = d.parent_id where p.code = '02' and d.level = 'DISTRICT' order by 1 limit 1`,
    );
    const ofHaGiang = decision({
      signedOn: '2025-06-01',
      authority: 'DISTRICT_CHAIR',
      issuer: merged?.code ?? '',
    });
    await record(ofHaGiang, recipient('C'));
    expect(
      await competitions.done(RevokeAwards, revocationOf(ofHaGiang, { revocation: later({ issuer: '08' }) })),
    ).toEqual({ changed: 1 });
  });

  it('holds for prizes, with a breach of the rules as one more ground; a team is corrected member by member', async () => {
    const competition = 'KHKT-THU-HOI';
    await competitions.done(OpenCompetition, {
      code: competition,
      name: 'Cuộc thi Khoa học kỹ thuật cấp tỉnh',
      level: 'PROVINCE',
      period: '2025-2026',
      organiser: '11',
      ranks: [{ code: 'NHAT', name: 'Giải Nhất' }],
    });
    const members = [{ name: 'Lò Văn Một' }, { name: 'Lò Văn Hai' }];
    await competitions.done(SubmitEntries, {
      competition,
      entries: [{ code: 'E1', title: 'Dự án', unit: 'THPT-LQD', members }],
    });
    await competitions.done(AwardPrizes, { competition, prizes: [{ entry: 'E1', rank: 'NHAT' }] });
    const cited = decision({ authority: 'ORGANISING_COMMITTEE' });
    const { awards } = await competitions.done(PublishResults, { competition, decision: cited });
    const by = { revocation: later({ authority: 'ORGANISING_COMMITTEE' }) };
    for (const ground of ['COMPETITION_RULES_BROKEN', 'STANDARD_NOT_MET'] as const) {
      expect(await competitions.done(RevokeAwards, revocationOf(cited, { ...by, ground }))).toEqual({
        changed: 1,
      });
      await competitions.done(RestoreAwards, restorationOf(cited, { restoration: by.revocation }));
    }
    const correct = (name: string) => ({
      corrections: [{ id: String(awards[0]?.id), name }],
      decision: by.revocation,
      reason: 'In sai tên',
    });
    expect(await competitions.refusedAs(CorrectAwards, correct('Lò Văn Nhất'))).toEqual([
      'MEMBERS_DIFFER',
      'corrections.0.name',
    ]);
    await competitions.said();
    await competitions.done(CorrectAwards, correct('Lò Văn Nhất, Lò Văn Hai'));
    expect((await competitions.said()).events[0]?.state).toMatchObject({
      members: ['Lò Văn Nhất', 'Lò Văn Hai'],
      certificates: [
        { code: awards[0]?.certificates[0]?.code, holder: 'Lò Văn Nhất' },
        { code: awards[0]?.certificates[1]?.code, holder: 'Lò Văn Hai' },
      ],
    });
  });

  it('by ten at once is done once', async () => {
    const cited = decision();
    await record(cited, recipient('A'), recipient('B'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => competitions.send(RevokeAwards, revocationOf(cited))),
    );
    expect(reasonsOf(answers)).toEqual([...Array<string>(9).fill('AWARD_NOT_PUBLISHED'), 'done']);
  });
});

describe('evidence (rule 17)', () => {
  it('is used once by a recipient; the refusal names the award that used it', async () => {
    const cited = decision();
    await record(
      cited,
      recipient('Lò Thị Hòa', 'Sáng kiến dạy đọc'),
      recipient('Đồng tác giả', 'Sáng kiến dạy đọc'),
    );
    expect(
      await competitions.refused(
        RecordCommendations,
        giayKhen(decision(), recipient('X'), recipient('Lò Thị Hoà', 'Khác', 'SÁNG KIẾN  dạy đọc')),
      ),
    ).toEqual({
      reason: 'EVIDENCE_USED',
      field: 'recipients.1.evidence.1',
      params: {
        evidence: 'SÁNG KIẾN dạy đọc',
        name: 'Lò Thị Hoà',
        award: `Giấy khen ${cited.number} (2025-12-20)`,
      },
    });
    // The same achievement, and the same form again, are no matter.
    await record(decision(), recipient('Lò Thị Hòa', 'Sáng kiến khác'), recipient('Đồng tác giả'));
  });

  it('a revocation frees it; restoring fails if it was used since, and succeeds once that is revoked', async () => {
    const [first, second] = [decision(), decision()];
    const one = recipient('Quàng Thị Tự Do', 'Đề tài đã dùng');
    await record(first, recipient('Người đứng trước'), one);
    await competitions.done(RevokeAwards, revocationOf(first));
    await record(second, one);
    expect(await competitions.refused(RestoreAwards, restorationOf(first))).toMatchObject({
      reason: 'EVIDENCE_USED',
      field: 'decision',
      params: { award: `Giấy khen ${second.number} (2025-12-20)` },
    });
    const [, revoked = ''] = (
      await competitions.query<{ id: string }>(
        'select award.id from award join decision on decision.id = decision_id where number = $1 order by 1',
        [first.number],
      )
    ).map(({ id }) => id);
    expect(await competitions.refusedAs(RestoreAwards, restorationOf(first, { awards: [revoked] }))).toEqual([
      'EVIDENCE_USED',
      'awards.0',
    ]);
    await competitions.done(RevokeAwards, revocationOf(second));
    expect(await competitions.done(RestoreAwards, restorationOf(first))).toEqual({ changed: 2 });
    expect(await competitions.refusedAs(RestoreAwards, restorationOf(second))).toEqual([
      'EVIDENCE_USED',
      'decision',
    ]);
  });

  it('wanted by ten at once goes to one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        competitions.send(
          RecordCommendations,
          giayKhen(
            decision(),
            ...(n % 2 ? [1, 2] : [2, 1]).map((m) => recipient(`Tranh ${m}`, 'A', 'B', `${n}`)),
          ),
        ),
      ),
    );
    expect(reasonsOf(answers)).toEqual([...Array<string>(9).fill('EVIDENCE_USED'), 'done']);
  });

  it('always: after any sequence of recording, revoking and restoring it is used by at most one award in force', async () => {
    const step = fc.record({
      what: fc.constantFrom('record', 'record', 'draft', 'drop', 'revoke', 'revoke', 'restore', 'restore'),
      decision: fc.nat(2),
      evidence: fc.uniqueArray(fc.constantFrom('P', 'Q'), { minLength: 1 }),
      recipients: fc.uniqueArray(fc.nat(1), { minLength: 1 }),
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 24 }), async (steps) => {
        const run = `Lượt ${++runs}`;
        const cited = [decision(), decision(), decision()];
        for (const { what, decision: n, evidence, recipients } of steps) {
          const of = cited[n] as Decision;
          const people = recipients.map((m) => recipient(`${run} người ${m}`, ...evidence));
          if (what === 'revoke') await competitions.send(RevokeAwards, revocationOf(of));
          else if (what === 'restore') await competitions.send(RestoreAwards, restorationOf(of));
          else
            await competitions.send(RecordCommendations, {
              ...giayKhen(of, ...(what === 'drop' ? [] : people)),
              publish: what === 'record',
            });
        }
        // By the awards alone, however the service keeps count.
        const uses = await competitions.query<{ uses: number; held: number }>(
          `with used as (
             select name_key, lower(piece ->> 'title') as title, count(distinct award.id)::int as uses
             from award, jsonb_array_elements(evidence) piece
             where status in ('PUBLISHED', 'DRAFT') and name like $1 group by 1, 2)
           select uses, (select count(*)::int from evidence_use
             where evidence_key = title and recipient_key like '%"' || name_key || '"%') as held from used`,
          [`${run} người%`],
        );
        expect(uses).toEqual(uses.map(() => ({ uses: 1, held: 1 })));
        const held = await competitions.query(
          `select 1 from evidence_use join award on award.id = award_id
           where status not in ('PUBLISHED', 'DRAFT') and name like $1`,
          [`${run} người%`],
        );
        expect(held).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('corrections (rule 14)', () => {
  const correctionOf = (
    id: string | undefined,
    more: object,
    all: object = {},
  ): SentInputOf<typeof CorrectAwards> => ({
    corrections: [{ id: String(id), ...more }],
    decision: later(),
    reason: 'In sai tên',
    ...all,
  });

  it('keep the certificate code; the holder follows the name, and what was said before is kept', async () => {
    const { awards } = await competitions.done(
      RecordCommendations,
      giayKhen(decision(), recipient('Lò Thị Sai'), recipient('Khác')),
    );
    await competitions.said();
    const by = later({ number: '5/QĐ-ĐC' });
    const id = awards[0]?.id;
    const code = awards[0]?.certificates[0]?.code;
    const more = {
      name: 'Lò Thị Đúng',
      position: 'Giáo viên',
      unit: 'THCS-TT',
      achievement: 'Khác',
      expectedVersion: 1,
    };
    expect(await competitions.done(CorrectAwards, correctionOf(id, more, { decision: by }))).toEqual({
      changed: 1,
    });
    const said = await competitions.said();
    expect(said.events).toMatchObject([
      {
        type: 'AwardCorrected',
        key: id,
        version: 2,
        state: {
          name: 'Lò Thị Đúng',
          position: 'Giáo viên',
          achievement: 'Khác',
          status: 'PUBLISHED',
          revocation: null,
          certificates: [{ code, holder: 'Lò Thị Đúng' }],
        },
      },
    ]);
    expect(said.audit).toEqual([{ action: 'CorrectAwards', target: '1 by DEPARTMENT_DIRECTOR 11 5/QĐ-ĐC' }]);
    expect(
      await competitions.query(
        'select change, version, reason, before from award_change where award_id = $1',
        [id],
      ),
    ).toMatchObject([
      {
        change: 'CORRECTED',
        version: 2,
        reason: 'In sai tên',
        before: { name: 'Lò Thị Sai', position: null, unitId: awards[0]?.unitId },
      },
    ]);
    await expect(
      competitions.send(CorrectAwards, correctionOf(id, { name: 'X', expectedVersion: 1 })),
    ).rejects.toMatchObject({ code: 'CONFLICT', field: 'corrections.0.expectedVersion' });
  });

  it.each<[string, string, (ids: string[]) => object, object?]>([
    ['NO_SUBJECTS', 'corrections', () => ({ corrections: [] })],
    ['AWARD_UNKNOWN', 'corrections.0.id', () => ({ corrections: [{ id: NOBODY, name: 'X' }] })],
    [
      'DUPLICATE_RECIPIENT',
      'corrections.1.id',
      ([id]) => ({
        corrections: [
          { id, name: 'X' },
          { id, name: 'Y' },
        ],
      }),
    ],
    ['NOTHING_CORRECTED', 'corrections.0', ([id]) => ({ corrections: [{ id, name: 'Người A' }] })],
    ['DUPLICATE_RECIPIENT', 'corrections.0.name', ([id]) => ({ corrections: [{ id, name: 'người  b' }] })],
    ['UNIT_UNKNOWN', 'corrections.0.unit', ([id]) => ({ corrections: [{ id, unit: '77' }] })],
    ['NOT_THE_AWARDING_OFFICE', 'decision', () => ({ decision: later({ issuer: '01' }) })],
    ['BAD_DATE', 'decision.signedOn', () => ({ decision: later({ signedOn: '2025-12-19' }) })],
    ['AWARD_NOT_PUBLISHED', 'corrections.0.id', ([, , id]) => ({ corrections: [{ id, name: 'X' }] })],
  ])('are refused: %s at %s', async (reason, field, more) => {
    const cited = decision();
    const ids = await record(cited, recipient('Người A'), recipient('Người B'), recipient('Người C'));
    await competitions.done(RevokeAwards, revocationOf(cited, { awards: [ids[2]] }));
    expect(
      await competitions.refusedAs(CorrectAwards, correctionOf(ids[0], { name: 'Người D' }, more(ids))),
    ).toEqual([reason, field]);
  });

  it('of several decisions of one office are one act, all or none', async () => {
    const [[a], [b]] = [await record(decision(), recipient('A1')), await record(decision(), recipient('B1'))];
    const [foreign] = await record(decision({ issuer: '01' }), recipient('C1'));
    const corrections = [a, b, foreign].map((id) => ({ id: String(id), position: 'Hiệu trưởng' }));
    const input = correctionOf(a, {}, { corrections });
    expect(await competitions.refusedAs(CorrectAwards, input)).toEqual([
      'NOT_THE_AWARDING_OFFICE',
      'decision',
    ]);
    expect(
      await competitions.done(CorrectAwards, { ...input, corrections: corrections.slice(0, 2) }),
    ).toEqual({ changed: 2 });
  });

  it('take the evidence along, and put a pair of one name on the list and off it', async () => {
    const [id, , third] = await record(
      decision(),
      { ...recipient('Tên cũ', 'Sáng kiến theo người'), birthDate: null },
      recipient('Tên khác'),
      recipient('Người có rồi', 'Sáng kiến đã có'),
    );
    await competitions.done(CorrectAwards, correctionOf(id, { name: 'Tên khác' }));
    expect((await competitions.said()).events.at(-1)).toMatchObject({ type: 'DuplicateFound', version: 1 });
    await competitions.done(CorrectAwards, correctionOf(id, { name: 'Tên mới' }));
    expect((await competitions.said()).events.at(-1)).toMatchObject({ type: 'DuplicateDropped', version: 2 });
    await competitions.done(CorrectAwards, correctionOf(id, { name: 'Tên khác' }));
    expect((await competitions.said()).events.at(-1)).toMatchObject({ type: 'DuplicateFound', version: 3 });
    const again = (name: string) =>
      giayKhen(decision(), { ...recipient(name, 'Sáng kiến theo người'), birthDate: null });
    await competitions.done(RecordCommendations, again('Tên cũ'));
    expect(await competitions.refusedAs(RecordCommendations, again('Tên khác'))).toEqual([
      'EVIDENCE_USED',
      'recipients.0.evidence.0',
    ]);
    // Nor does a correction lead to evidence that was used.
    await record(decision(), recipient('Người dùng trước', 'Sáng kiến đã có'));
    expect(
      await competitions.refusedAs(CorrectAwards, correctionOf(third, { name: 'Người dùng trước' })),
    ).toEqual(['EVIDENCE_USED', 'corrections.0']);
  });
});

describe('a tally of awards (rule 19a)', () => {
  const tally = (more: object = {}): SentInputOf<typeof ReportAwardTally> => ({
    authority: 'MINISTER',
    unit: '11',
    form: 'BANG_KHEN',
    period: '2024-2025',
    collectives: 7,
    individuals: 29,
    achievement: 'Thành tích năm học 2024-2025',
    source: 'Báo cáo tổng kết',
    ...more,
  });

  it('is replaced by the next of its key, and stands beside others', async () => {
    await competitions.said();
    expect(await competitions.done(ReportAwardTally, tally())).toEqual({ changed: 1 });
    await competitions.done(ReportAwardTally, tally({ individuals: 30 }));
    await competitions.done(
      ReportAwardTally,
      tally({ achievement: 'Ứng dụng AI', collectives: 1, individuals: 5 }),
    );
    const { events, audit } = await competitions.said();
    expect(events.map(({ type, version, state }) => [type, version, state.individuals])).toEqual([
      ['AwardTallyReported', 1, 29],
      ['AwardTallyReported', 2, 30],
      ['AwardTallyReported', 1, 5],
    ]);
    expect(events[0]?.key).toBe(events[1]?.key);
    expect(audit[0]).toEqual({ action: 'ReportAwardTally', target: 'MINISTER 11 BANG_KHEN 2024-2025' });
  });

  it.each<[string, string, object]>([
    ['AUTHORITY_NOT_COMPETENT', 'authority', { authority: 'DEPARTMENT_DIRECTOR' }],
    [
      'AUTHORITY_NOT_COMPETENT',
      'authority',
      { authority: 'DISTRICT_CHAIR', form: 'GIAY_KHEN', period: '2026' },
    ],
    ['UNIT_UNKNOWN', 'unit', { unit: '77' }],
    ['BAD_QUANTITY', 'collectives', { collectives: -1 }],
    ['BAD_QUANTITY', 'individuals', { individuals: 2 ** 31 }],
  ])('is refused: %s at %s', async (reason, field, more) => {
    expect(await competitions.refusedAs(ReportAwardTally, tally(more))).toEqual([reason, field]);
  });

  it('needs competence on one end of its period: a district chair’s of 2024-2025', async () => {
    await competitions.done(ReportAwardTally, tally({ authority: 'DISTRICT_CHAIR', form: 'GIAY_KHEN' }));
  });

  it('reported by ten at once is one, at its tenth version', async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        competitions.done(ReportAwardTally, tally({ achievement: 'Cùng lúc', individuals: n })),
      ),
    );
    expect(
      await competitions.query(`select version from award_tally where achievement = 'Cùng lúc'`),
    ).toEqual([{ version: 10 }]);
  });
});
