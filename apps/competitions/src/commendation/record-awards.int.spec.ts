import {
  DecideDuplicate,
  isRefusal,
  PublishCommendations,
  RecordCommendations,
  RecordEmulationTitles,
  refOf,
  type SentInputOf,
} from '@app/contracts';
import { readCertificateCode } from '@app/certificates';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startCompetitions, type Competitions } from '../../../../tests/support/competitions.js';

let competitions: Competitions;
beforeAll(async () => {
  competitions = await startCompetitions();
});
afterAll(() => competitions.stop());

type Input = SentInputOf<typeof RecordCommendations>;
type Recipient = Input['recipients'][number];
let numbers = 0;
const decision = (more: Partial<Input['decision']> = {}): Input['decision'] => ({
  number: `${++numbers}/QĐ-SGDĐT`,
  signedOn: '2025-12-20',
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  signatory: 'Nguyễn Văn A',
  position: 'Giám đốc',
  ...more,
});
const recipient = (name: string, more: Partial<Recipient> = {}): Recipient => ({
  name,
  kind: 'INDIVIDUAL',
  unit: 'THPT-LQD',
  achievement: 'Có thành tích xuất sắc',
  ...more,
});
const giayKhen = (recipients: Recipient[], more: Partial<Input> = {}): Input => ({
  decision: decision(),
  form: 'GIAY_KHEN',
  period: '2024-2025',
  recipients,
  ...more,
});
const names = (count: number) => Array.from({ length: count }, (_, n) => `Người thứ ${n}`);
const draftOf = (recipients: Recipient[], cited = decision()) =>
  giayKhen(recipients, { decision: cited, publish: false });
const awardsOf = (number: string) =>
  competitions.query<{ id: string; name: string; status: string; version: number }>(
    `select award.id, name, award.status, award.version from award join decision on decision.id = decision_id
     where number = $1 order by award.id`,
    [number],
  );
const pairsOf = (number: string) =>
  competitions.query<{
    id: string;
    first_name: string;
    second_name: string;
    status: string;
    version: number;
  }>(
    `select duplicate.* from duplicate join award on award.id = first join decision on decision.id = decision_id
     where number = $1 order by duplicate.id`,
    [number],
  );

it('says of an old code that the map is being loaded, and of one of today that there is none', async () => {
  await competitions.query('update unit_map_copy set old_units_loaded = false');
  const at = (signedOn: string) =>
    competitions.refusedAs(
      RecordCommendations,
      giayKhen([recipient('Lò Văn A', { unit: '00001' })], { decision: decision({ signedOn }) }),
    );
  expect(await at('2024-12-20')).toEqual(['MAP_LOADING', 'recipients.0.unit']);
  expect(await at('2025-12-20')).toEqual(['UNIT_UNKNOWN', 'recipients.0.unit']);
  await competitions.query('update unit_map_copy set old_units_loaded = true');
  expect(await at('2024-12-20')).toEqual(['UNIT_UNKNOWN', 'recipients.0.unit']);
});

describe('a published decision', () => {
  it('is one event, and one an award with its certificate; the audit names nobody', async () => {
    await competitions.said();
    const cited = decision();
    const value = await competitions.done(
      RecordCommendations,
      giayKhen(
        [
          recipient('Lò Thị Hòa', {
            position: 'Giáo viên',
            birthDate: '1990-01-02',
            identity: '011 190 000 123',
            evidence: [{ title: 'Dạy đọc cho lớp ghép', decision: '3/QĐ' }],
          }),
          recipient('Tổ Toán', { kind: 'COLLECTIVE' }),
        ],
        { decision: cited, type: 'DOT_XUAT' },
      ),
    );
    expect(value.decision).toMatchObject({
      number: cited.number,
      grants: 'COMMENDATION',
      form: 'GIAY_KHEN',
      type: 'DOT_XUAT',
      status: 'PUBLISHED',
      recipients: 2,
      version: 1,
    });
    const [hoa, toan] = value.awards;
    expect(hoa).toMatchObject({
      kind: 'COMMENDATION',
      name: 'Lò Thị Hòa',
      position: 'Giáo viên',
      awardedOn: '2025-12-20',
      status: 'PUBLISHED',
      evidence: [{ title: 'Dạy đọc cho lớp ghép', decision: '3/QĐ' }],
      decision: { id: value.decision.id, number: cited.number, signatory: 'Nguyễn Văn A' },
    });
    const codes = value.awards.flatMap(({ certificates }) => certificates.map(({ code }) => code));
    expect(codes.map(readCertificateCode)).toEqual(codes);
    expect(new Set(codes).size).toBe(2);

    const said = await competitions.said();
    expect(said.events.map(({ topic, type, version }) => [topic, type, version])).toEqual([
      ['competitions.decision', 'CommendationsPublished', 1],
      ['competitions.award', 'AwardPublished', 1],
      ['competitions.award', 'AwardPublished', 1],
    ]);
    expect(said.events.slice(1).map(({ state }) => state)).toEqual([hoa, toan]);
    expect(said.audit).toEqual([
      { action: 'RecordCommendations', target: `DEPARTMENT_DIRECTOR 11 ${cited.number} 2025: 2` },
    ]);
    // What tells people apart is in the table of the service and nowhere else.
    const [row] = await competitions.query<{ birth_date: string; identity_digest: string }>(
      'select birth_date::text, identity_digest from award where id = $1',
      [hoa?.id],
    );
    expect(row).toMatchObject({
      birth_date: '1990-01-02',
      identity_digest: expect.stringMatching(/^\w{64}$/),
    });
    const written = JSON.stringify(
      await competitions.query(
        'select payload as text from outbox union all select target from audit union all select answer::text from idempotency',
      ),
    );
    expect(written).toContain('Lò Thị Hòa');
    for (const secret of ['1990-01-02', '011 190 000 123', '011190000123', String(row?.identity_digest)])
      expect(written).not.toContain(secret);
  });

  it('takes 1,000 recipients in one command, and refuses 1,001 and none', async () => {
    const recipients = (count: number) => names(count).map((name) => recipient(name));
    expect(await competitions.refused(RecordCommendations, giayKhen(recipients(1001)))).toEqual({
      reason: 'TOO_MANY_SUBJECTS',
      field: 'recipients',
      params: { most: 1000, count: 1001 },
    });
    expect(await competitions.refusedAs(RecordCommendations, giayKhen([]))).toEqual([
      'NO_SUBJECTS',
      'recipients',
    ]);
    const evidence = [{ title: 'Sáng kiến' }, { title: 'Đề tài' }];
    const value = await competitions.done(
      RecordCommendations,
      giayKhen(recipients(1000).map((one) => ({ ...one, evidence }))),
    );
    expect(value.awards).toHaveLength(1000);
    expect(value.awards.map(({ name }) => name)).toEqual(names(1000));
  });

  it('sent again with its key answers what it answered, and has one effect', async () => {
    const sending = { idempotencyKey: randomUUID() };
    const input = giayKhen([recipient('Lò Văn Lặp')]);
    const first = await competitions.send(RecordCommendations, input, sending);
    const before = await competitions.contents();
    expect(await competitions.send(RecordCommendations, input, sending)).toEqual(first);
    expect(await competitions.contents()).toEqual(before);
    expect(isRefusal(first)).toBe(false);
  });

  it('of an emulation title goes the same way', async () => {
    await competitions.said();
    const input = {
      decision: decision(),
      title: 'CHIEN_SI_THI_DUA_CO_SO' as const,
      period: '2024-2025',
      recipients: [recipient('Lò Văn Thi Đua')],
    };
    const value = await competitions.done(RecordEmulationTitles, input);
    expect(value.decision).toMatchObject({
      grants: 'EMULATION_TITLE',
      form: null,
      emulationTitle: 'CHIEN_SI_THI_DUA_CO_SO',
      type: null,
    });
    expect(value.awards[0]).toMatchObject({
      kind: 'EMULATION_TITLE',
      emulationTitle: 'CHIEN_SI_THI_DUA_CO_SO',
    });
    expect(
      await competitions.refusedAs(RecordEmulationTitles, {
        ...input,
        decision: decision(),
        recipients: [recipient('Tổ Toán'), recipient('Tổ Văn', { kind: 'COLLECTIVE' })],
      }),
    ).toEqual(['SUBJECT_KIND', 'recipients.1.kind']);
  });
});

describe('competence and issuer', () => {
  const title = (authority: Input['decision']['authority'], issuer: string, signedOn: string) => ({
    decision: decision({ authority, issuer, signedOn }),
    title: 'CHIEN_SI_THI_DUA_CO_SO' as const,
    period: '2024-2025',
    recipients: [recipient(`Người được tặng ${signedOn}`)],
  });

  it('a director does not grant a Bằng khen, and that is said before anything about the issuer', async () => {
    expect(
      await competitions.refused(RecordCommendations, {
        ...giayKhen([recipient('A')]),
        decision: decision({ issuer: 'NOWHERE' }),
        form: 'BANG_KHEN',
      }),
    ).toEqual({
      reason: 'AUTHORITY_NOT_COMPETENT',
      field: 'decision.authority',
      params: {
        authority: 'DEPARTMENT_DIRECTOR',
        award: 'BANG_KHEN',
        on: '2025-12-20',
        article: 'Điều 77-80 Luật số 06/2022/QH15',
      },
    });
  });

  it('a district chair does until 2025-06-30, a commune chair from the next day', async () => {
    await competitions.done(RecordEmulationTitles, title('DISTRICT_CHAIR', '11', '2025-06-30'));
    expect(
      await competitions.refusedAs(RecordEmulationTitles, title('DISTRICT_CHAIR', '11', '2025-07-01')),
    ).toEqual(['AUTHORITY_NOT_COMPETENT', 'decision.authority']);
    const commune = competitions.commune();
    await competitions.done(RecordEmulationTitles, title('COMMUNE_CHAIR', commune, '2025-07-01'));
    expect(
      await competitions.refused(RecordEmulationTitles, title('COMMUNE_CHAIR', commune, '2025-06-30')),
    ).toMatchObject({
      reason: 'AUTHORITY_NOT_COMPETENT',
      params: { article: 'Nghị định số 129/2025/NĐ-CP' },
    });
  });

  it.each<[string, string, Partial<Input['decision']>, string?]>([
    ['UNIT_UNKNOWN', 'decision.issuer', { issuer: '77' }],
    ['UNIT_CLOSED', 'decision.issuer', { authority: 'COMMUNE_CHAIR', issuer: '99990' }],
    ['ISSUER_LEVEL', 'decision.issuer', { authority: 'COMMUNE_CHAIR' }],
    ['ISSUER_LEVEL', 'decision.issuer', { issuer: 'THPT-LQD' }],
    ['UNIT_UNKNOWN', 'recipients.1.unit', {}, '77'],
    ['UNIT_CLOSED', 'recipients.1.unit', {}, '99990'],
  ])('refuses %s at %s', async (reason, field, cited, unit = '11') => {
    const input = giayKhen([recipient('A'), recipient('B', { unit })], { decision: decision(cited) });
    expect(await competitions.refusedAs(RecordCommendations, input)).toEqual([reason, field]);
  });

  it('a unit that closed later was there on the day', async () => {
    const input = giayKhen([recipient('Người xã cũ', { unit: '99990' })], {
      decision: decision({ signedOn: '2025-08-31' }),
    });
    expect((await competitions.done(RecordCommendations, input)).awards).toHaveLength(1);
  });
});

describe('a number (rule 16)', () => {
  it('is used once by an office in a year, however it is written', async () => {
    const cited = decision({ number: '77B/QĐ-sgdđt' });
    await competitions.done(RecordCommendations, giayKhen([recipient('Số một')], { decision: cited }));
    const again = (more: Partial<Input['decision']>) =>
      giayKhen([recipient('Số hai')], { decision: { ...cited, ...more } });
    for (const number of ['77b/QĐ-SGDĐT', ' 77b/qđ-sgdđt ', '77B/QĐ-SGDĐT'.normalize('NFD')])
      expect(await competitions.refused(RecordCommendations, again({ number }))).toMatchObject({
        reason: 'DECISION_NUMBER_EXISTS',
        field: 'decision.number',
        params: { year: 2025 },
      });
    await competitions.done(RecordCommendations, again({ signedOn: '2026-01-02' }));
    await competitions.done(RecordCommendations, again({ issuer: '01' }));
    await competitions.done(
      RecordCommendations,
      again({ issuer: 'THPT-LQD', authority: 'HEAD_OF_INSTITUTION' }),
    );
  });

  it('of one commune does not stand in the way of another', async () => {
    for (const issuer of [competitions.commune(), competitions.commune()])
      await competitions.done(
        RecordCommendations,
        giayKhen([recipient('Người dân', { unit: issuer })], {
          decision: decision({ number: '12/QĐ', authority: 'COMMUNE_CHAIR', issuer }),
        }),
      );
  });

  it('recorded by ten at once is one decision', async () => {
    const cited = decision();
    const answers = await Promise.all(
      names(10).map((name, n) =>
        competitions.send(
          RecordCommendations,
          giayKhen([recipient(`Cùng lúc ${name}`)], {
            decision: { ...cited, number: n % 2 ? cited.number : cited.number.toLowerCase() },
          }),
        ),
      ),
    );
    expect(answers.map((answer) => (isRefusal(answer) ? answer.refusal.reason : 'done')).sort()).toEqual([
      ...names(9).map(() => 'DECISION_NUMBER_EXISTS'),
      'done',
    ]);
    expect(
      await competitions.query('select count(*)::int as n from award where name like $1', ['Cùng lúc%']),
    ).toEqual([{ n: 1 }]);
  });
});

describe('the same recipient (rule 18)', () => {
  it.each<[string, Partial<Recipient>, Partial<Recipient>]>([
    [
      'name, birth date and unit',
      { birthDate: '1990-01-02' },
      { name: 'LÒ THỊ  HÒA', birthDate: '1990-01-02' },
    ],
    ['identity', { identity: '011-190.123' }, { name: 'Lò Hoà', unit: 'THCS-TT', identity: '011190123' }],
    ['a collective', { kind: 'COLLECTIVE' }, { kind: 'COLLECTIVE', name: 'Lò Thị Hoà' }],
  ])('twice in one decision is refused: %s', async (_, first, second) => {
    const input = giayKhen([recipient('C'), recipient('Lò Thị Hoà', first), recipient('Lò Thị Hoà', second)]);
    expect(await competitions.refusedAs(RecordCommendations, input)).toEqual([
      'DUPLICATE_RECIPIENT',
      'recipients.2.name',
    ]);
  });

  it('an identity of no letter or digit is none', async () => {
    expect(
      await competitions.refusedAs(RecordCommendations, giayKhen([recipient('A', { identity: '--' })])),
    ).toEqual(['BAD_KEY', 'recipients.0.identity']);
  });

  it('the name alone is listed for a person, and does not stop what was published already', async () => {
    const cited = decision();
    await competitions.said();
    await competitions.done(
      RecordCommendations,
      giayKhen(
        [recipient('Lò Thị Hòa'), recipient('Lò Thị Hoà', { unit: 'THCS-TT' }), recipient('Lo Thi Hoa')],
        {
          decision: cited,
        },
      ),
    );
    const said = (await competitions.said()).events.filter(({ type }) => type === 'DuplicateFound');
    expect(said.map(({ state }) => [state.firstName, state.secondName, state.status])).toEqual([
      ['Lò Thị Hòa', 'Lò Thị Hoà', 'OPEN'],
      ['Lò Thị Hòa', 'Lo Thi Hoa', 'OPEN'],
    ]);
    expect(await pairsOf(cited.number)).toHaveLength(2);
  });
});

describe('a draft', () => {
  it('is published as it stands, once', async () => {
    const cited = decision();
    const drafted = await competitions.done(
      RecordCommendations,
      draftOf([recipient('B'), recipient('A')], cited),
    );
    expect(drafted.decision.status).toBe('DRAFT');
    expect(drafted.awards.map(({ status }) => status)).toEqual(['DRAFT', 'DRAFT']);
    await competitions.said();
    const ref = { ...refOf(cited), number: cited.number.toLowerCase() };
    const published = await competitions.done(PublishCommendations, { decision: ref });
    expect(published.decision).toMatchObject({ status: 'PUBLISHED', version: 2 });
    expect(published.awards).toEqual(
      drafted.awards.map((award) => ({ ...award, status: 'PUBLISHED', version: 2 })),
    );
    expect((await competitions.said()).events.map(({ type }) => type)).toEqual([
      'CommendationsPublished',
      'AwardPublished',
      'AwardPublished',
    ]);
    expect(await competitions.refusedAs(PublishCommendations, { decision: ref })).toEqual([
      'DECISION_PUBLISHED',
      'decision',
    ]);
    expect(await competitions.refusedAs(PublishCommendations, { decision: { ...ref, year: 2024 } })).toEqual([
      'DECISION_UNKNOWN',
      'decision',
    ]);
  });

  it('recorded again is replaced; who stays keeps award and certificate', async () => {
    const cited = decision();
    const first = await competitions.done(
      RecordCommendations,
      draftOf([recipient('Ở lại'), recipient('Bị bỏ')], cited),
    );
    await competitions.said();
    const second = await competitions.done(
      RecordCommendations,
      draftOf([recipient('Thêm vào'), recipient('Ở lại', { position: 'Tổ trưởng' })], {
        ...cited,
        signedOn: '2025-12-22',
      }),
    );
    expect(second.decision).toMatchObject({ id: first.decision.id, signedOn: '2025-12-22', version: 2 });
    expect(second.awards.map(({ name, version }) => [name, version])).toEqual([
      ['Thêm vào', 1],
      ['Ở lại', 2],
    ]);
    expect(second.awards[1]).toMatchObject({
      id: first.awards[0]?.id,
      certificates: first.awards[0]?.certificates,
      position: 'Tổ trưởng',
      awardedOn: '2025-12-22',
    });
    expect((await competitions.said()).events.map(({ type, version }) => [type, version])).toEqual([
      ['CommendationsDrafted', 2],
      ['AwardDrafted', 1],
      ['AwardDrafted', 2],
      ['AwardDropped', 2],
    ]);
    const published = await competitions.done(
      RecordCommendations,
      giayKhen([recipient('Ở lại')], { decision: cited }),
    );
    expect(published).toMatchObject({
      decision: { status: 'PUBLISHED', version: 3 },
      awards: [{ version: 3 }],
    });
    expect(await competitions.refusedAs(RecordCommendations, draftOf([recipient('Ở lại')], cited))).toEqual([
      'DECISION_NUMBER_EXISTS',
      'decision.number',
    ]);
    expect((await awardsOf(cited.number)).map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      'Bị bỏ DROPPED',
      'Thêm vào DROPPED',
      'Ở lại PUBLISHED',
    ]);
  });

  it('without recipients is dropped, and frees its number and evidence', async () => {
    const cited = decision();
    const evidence = [{ title: 'Sáng kiến của dự thảo' }];
    const one = recipient('Người dự thảo', { evidence });
    await competitions.done(RecordCommendations, draftOf([one], cited));
    expect(await competitions.refusedAs(RecordCommendations, giayKhen([one]))).toEqual([
      'EVIDENCE_USED',
      'recipients.0.evidence.0',
    ]);
    await competitions.said();
    const dropped = await competitions.done(RecordCommendations, draftOf([], cited));
    expect(dropped).toMatchObject({ decision: { status: 'DROPPED', recipients: 0, version: 2 }, awards: [] });
    expect((await competitions.said()).events.map(({ type }) => type)).toEqual([
      'DraftDropped',
      'AwardDropped',
    ]);
    expect(await competitions.refusedAs(PublishCommendations, { decision: refOf(cited) })).toEqual([
      'DECISION_UNKNOWN',
      'decision',
    ]);
    const again = await competitions.done(RecordCommendations, giayKhen([one], { decision: cited }));
    expect(again.decision).toMatchObject({ status: 'PUBLISHED', version: 1 });
  });

  it('of a form is not replaced by one of a title', async () => {
    const cited = decision();
    await competitions.done(RecordCommendations, draftOf([recipient('A')], cited));
    const input = {
      decision: cited,
      title: 'LAO_DONG_TIEN_TIEN' as const,
      period: '2025',
      recipients: [recipient('A')],
    };
    expect(await competitions.refusedAs(RecordEmulationTitles, input)).toEqual([
      'DECISION_NUMBER_EXISTS',
      'decision.number',
    ]);
  });

  it('waits for a word on two of one name; what was said stands when it is recorded again', async () => {
    const cited = decision();
    const twins = [recipient('Lò Văn Đôi'), recipient('Lò Văn Đôi', { position: 'Hiệu phó' })];
    await competitions.done(RecordCommendations, draftOf(twins, cited));
    const publish = { decision: refOf(cited) };
    expect(await competitions.refused(PublishCommendations, publish)).toMatchObject({
      reason: 'DUPLICATE_UNDECIDED',
      params: { count: 1 },
    });
    const [pair] = await pairsOf(cited.number);
    const id = String(pair?.id);
    const note = 'Hai người khác nhau';
    await expect(
      competitions.send(DecideDuplicate, { id, same: false, expectedVersion: 2 }),
    ).rejects.toMatchObject({ code: 'CONFLICT', field: 'expectedVersion' });

    const { duplicate } = await competitions.done(DecideDuplicate, { id, same: true, expectedVersion: 1 });
    expect(duplicate).toMatchObject({ status: 'SAME', version: 2 });
    expect(await competitions.refusedAs(PublishCommendations, publish)).toEqual([
      'DUPLICATE_RECIPIENT',
      'decision',
    ]);
    // Nor is it published around the word.
    expect(await competitions.refusedAs(RecordCommendations, giayKhen(twins, { decision: cited }))).toEqual([
      'DUPLICATE_RECIPIENT',
      'recipients.1.name',
    ]);
    await competitions.done(DecideDuplicate, { id, same: false, note });
    await competitions.done(RecordCommendations, draftOf([...twins, recipient('Người khác')], cited));
    expect(await pairsOf(cited.number)).toMatchObject([{ id, status: 'DIFFERENT', note, version: 3 }]);
    await competitions.done(PublishCommendations, publish);
  });

  it('from which one of the two was taken has no pair any more', async () => {
    const cited = decision();
    const name = 'Lò Văn Bớt';
    await competitions.done(RecordCommendations, draftOf([recipient(name), recipient(name)], cited));
    const [pair] = await pairsOf(cited.number);
    await competitions.said();
    await competitions.done(RecordCommendations, draftOf([recipient(name)], cited));
    expect((await competitions.said()).events.at(-1)).toMatchObject({
      type: 'DuplicateDropped',
      key: pair?.id,
      version: 2,
      state: { status: 'DROPPED' },
    });
    expect(await competitions.refusedAs(DecideDuplicate, { id: String(pair?.id), same: true })).toEqual([
      'DUPLICATE_UNKNOWN',
      'id',
    ]);
    await competitions.done(PublishCommendations, { decision: refOf(cited) });
  });

  it('recorded by five at once is one draft, and every version follows the one before', async () => {
    const cited = decision();
    await competitions.said();
    await Promise.all(
      names(5).map((name) => competitions.done(RecordCommendations, draftOf([recipient(name)], cited))),
    );
    expect((await awardsOf(cited.number)).filter(({ status }) => status === 'DRAFT')).toHaveLength(1);
    const held = new Map<string, number>();
    for (const { key, version } of (await competitions.said()).events) {
      expect([key, version]).toEqual([key, (held.get(key) ?? 0) + 1]);
      held.set(key, version);
    }
  });
});

describe('scope', () => {
  it('nobody replaces or publishes the draft of recipients elsewhere, in whatever case its number is written', async () => {
    const cited = decision({ number: 'nháp/QĐ' });
    await competitions.done(RecordCommendations, draftOf([recipient('A')], cited));
    const authorization = await competitions.authorization('someone', {
      role: 'council-secretary',
      unit: '01',
    });
    const number = 'NHÁP/QĐ';
    await expect(
      competitions.send(PublishCommendations, { decision: { ...refOf(cited), number } }, { authorization }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(
      competitions.send(RecordCommendations, draftOf([], { ...cited, number }), { authorization }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
