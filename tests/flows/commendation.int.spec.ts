import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Edge } from '../support/edge.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let edge: Edge;
beforeAll(async () => {
  world = await startWorld();
  edge = new Edge(world);
  await edge.done('registerInstitutions', {
    institutions: ['THPT-LQD', 'THCS-TT'].map((code) => ({ code, name: code, parent: '11', kind: 'SCHOOL' })),
  });
  // The service hears of the schools a moment later.
  await eventually(() => edge.done('recordCommendations', giayKhen(decision(), [recipient('Vì Văn Mở')])));
});
afterAll(() => world.stop());

let numbers = 0;
const decision = (more: object = {}) => ({
  number: `${++numbers}/QĐ-SGDĐT`,
  signedOn: '2025-12-20',
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  ...more,
});
type Cited = ReturnType<typeof decision>;
const ref = ({ signedOn, ...office }: Cited) => ({ ...office, year: Number(signedOn.slice(0, 4)) });
const recipient = (name: string, more: object = {}) => ({
  ...{ name, kind: 'INDIVIDUAL', unit: 'THPT-LQD', achievement: 'Thành tích xuất sắc' },
  ...more,
});
const giayKhen = (cited: object, recipients: object[], more: object = {}) => ({
  ...{ decision: cited, form: 'GIAY_KHEN', period: '2024-2025', recipients },
  ...more,
});
const born = { birthDate: '1985-03-04' };
const names = async (search: string) => (await edge.honours({ search })).map((line) => line.split(':')[0]);

describe('competence', () => {
  const communes = { authority: 'COMMUNE_CHAIR', issuer: '03127' };
  const law = 'Điều 77-80 Luật số 06/2022/QH15';
  const decree = 'Nghị định số 129/2025/NĐ-CP';
  const title = 'CHIEN_SI_THI_DUA_CO_SO';
  const district = { authority: 'DISTRICT_CHAIR' };
  it.each<[string, object, string, string | null]>([
    ['a director’s Bằng khen', {}, 'BANG_KHEN', law],
    ['a director’s Giấy khen', {}, 'GIAY_KHEN', null],
    ['a provincial chair’s Bằng khen', { authority: 'PROVINCIAL_CHAIR' }, 'BANG_KHEN', null],
    ['a provincial chair’s Giấy khen', { authority: 'PROVINCIAL_CHAIR' }, 'GIAY_KHEN', law],
    ['an organising committee’s Giấy khen', { authority: 'ORGANISING_COMMITTEE' }, 'GIAY_KHEN', law],
    ['a district chair’s, on the last day', { ...district, signedOn: '2025-06-30' }, 'GIAY_KHEN', null],
    ['a district chair’s, a day later', { ...district, signedOn: '2025-07-01' }, 'GIAY_KHEN', law],
    ['a commune chair’s CSTĐ before the decree', { ...communes, signedOn: '2025-06-30' }, title, decree],
    ['a commune chair’s CSTĐ from its first day', { ...communes, signedOn: '2025-07-01' }, title, null],
  ])('%s', async (_, office, granted, article) => {
    const given = {
      ...{ decision: decision(office), period: '2024-2025' },
      recipients: [recipient('Lò Thị Chi')],
    };
    const answer =
      granted === title
        ? await edge.send('recordEmulationTitles', { ...given, title })
        : await edge.send('recordCommendations', { ...given, form: granted });
    if (!article) return expect(answer).toMatchObject({ awards: [{ recipient: { name: 'Lò Thị Chi' } }] });
    expect(answer).toMatchObject({ reason: 'AUTHORITY_NOT_COMPETENT', field: 'decision.authority' });
    expect(answer).toHaveProperty('message', expect.stringContaining(article));
  });
});

describe('a decision number', () => {
  const of = (issuer: string, number = '12/QĐ', signedOn = '2025-12-20') =>
    giayKhen({ number, signedOn, authority: 'COMMUNE_CHAIR', issuer }, [
      recipient('Cà Văn Số', { unit: issuer }),
    ]);

  it('is used once by an office in a year; another commune’s does not stand in its way', async () => {
    await edge.done('recordCommendations', of('03127'));
    for (const number of ['12/QĐ', '12/qđ'])
      expect(await edge.refusedAs('recordCommendations', of('03127', number))).toEqual([
        'DECISION_NUMBER_EXISTS',
        'decision.number',
      ]);
    await edge.done('recordCommendations', of('03151'));
    await edge.done('recordCommendations', of('03127', '12/QĐ', '2026-01-05'));
    await eventually(async () => expect(await names('Cà Văn Số')).toHaveLength(3));
  });
});

describe('a certificate number', () => {
  const of = (cited: object, ...given: [name: string, certificateNumber: string | null][]) =>
    giayKhen(
      cited,
      given.map(([name, certificateNumber]) => recipient(name, { certificateNumber })),
      { publish: false },
    );
  const office = { authority: 'COMMUNE_CHAIR', issuer: '03166' };
  const taken = (field: string) => ['CERTIFICATE_NUMBER_EXISTS', field];

  it('is unique in the register of its office and year, and changed by a correction', async () => {
    const cited = decision(office);
    await edge.done('recordCommendations', of(cited, ['Sùng A Sổ', '7'], ['Sùng A Vào', '8a']));
    // The draft again with its numbers exchanged, then one of them free.
    await edge.done('recordCommendations', of(cited, ['Sùng A Sổ', '8a'], ['Sùng A Vào', '7']));
    await edge.done('recordCommendations', of(cited, ['Sùng A Sổ', '8a'], ['Sùng A Vào', null]));
    const last = { ...of(cited, ['Sùng A Sổ', '8a']), publish: true };
    const { awards } = await edge.done('recordCommendations', last);
    const other = decision(office);
    for (const [one, two] of [['7', '8A'] as const, ['9', '9'] as const])
      expect(await edge.refusedAs('recordCommendations', of(other, ['X', one], ['Y', two]))).toEqual(
        taken('recipients.1.certificateNumber'),
      );
    for (const elsewhere of [
      { ...office, signedOn: '2026-01-05' },
      { ...office, issuer: '03151' },
    ])
      await edge.done('recordCommendations', of(decision(elsewhere), ['X', '8a']));
    await edge.done('recordCommendations', of(other, ['Sùng A Bảy', '7']));
    const correct = (certificateNumber: string) => ({
      corrections: [{ id: awards[0]?.id, certificateNumber }],
      decision: decision({ ...office, signedOn: '2026-01-15' }),
      reason: 'Ghi sai số',
    });
    expect(await edge.refusedAs('correctAwards', correct('7'))).toEqual(
      taken('corrections.0.certificateNumber'),
    );
    await edge.done('correctAwards', correct('10'));
    const shown = async () => {
      const { decisions } = await world.ask<{ decisions: { nodes: { id: string }[] } }>(
        'query ($number: String) { decisions(number: $number) { nodes { id } } }',
        { number: cited.number },
      );
      return world.ask<object>(
        'query ($id: ID!) { awards(decision: $id) { nodes { certificateNumber status } } }',
        { id: decisions.nodes[0]?.id },
      );
    };
    const corrected = { certificateNumber: '10', status: 'PUBLISHED' };
    await eventually(async () => expect(await shown()).toEqual({ awards: { nodes: [corrected] } }));
  });

  it('wanted by many at once goes to one', async () => {
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        edge.send('recordCommendations', of(decision(office), [`Sùng ${name}`, '11'])),
      ),
    );
    const reasons = answers.map((answer) => ('reason' in answer ? answer.reason : 'DONE'));
    const refused = 'CERTIFICATE_NUMBER_EXISTS';
    expect(reasons.sort()).toEqual([refused, refused, refused, 'DONE']);
  });
});

describe('a recipient', () => {
  it.each([
    ['the old and the new place of the tone', 'Lò Thị Hoà', 'Lò Thị Hòa'],
    ['upper case, spaces and decomposed letters', 'Đỗ  Thị Huệ', 'ĐỖ THỊ HUỆ'.normalize('NFD')],
  ])('stands once in a decision: %s', async (_, one, other) => {
    const given = giayKhen(decision(), [recipient(one, born), recipient(other, born)]);
    expect(await edge.refusedAs('recordCommendations', given)).toEqual([
      'DUPLICATE_RECIPIENT',
      'recipients.1.name',
    ]);
  });

  it('of one name alone, with or without diacritics, waits for a person, and then for the one who recorded both', async () => {
    const cited = decision();
    const draft = giayKhen(cited, [recipient('Quàng Thị Đôi'), recipient('Quang Thi Doi'), recipient('Ai')], {
      publish: false,
    });
    await edge.done('recordCommendations', draft);
    const publish = { decision: ref(cited) };
    expect(await edge.refusedAs('publishCommendations', publish)).toEqual([
      'DUPLICATE_UNDECIDED',
      'decision',
    ]);
    const [pair] = await eventually(async () => {
      const { possibleDuplicates } = await world.ask<{ possibleDuplicates: { nodes: { id: string }[] } }>(
        '{ possibleDuplicates(status: OPEN) { nodes { id among first { name what } second { name } } } }',
      );
      expect(possibleDuplicates.nodes).toMatchObject([
        {
          among: 'RECIPIENTS',
          first: { name: 'Quàng Thị Đôi', what: expect.stringContaining(cited.number) },
          second: { name: 'Quang Thi Doi' },
        },
      ]);
      return possibleDuplicates.nodes;
    });
    await edge.done('decideDuplicate', { id: pair?.id, same: true });
    expect(await edge.refusedAs('publishCommendations', publish)).toEqual([
      'DUPLICATE_RECIPIENT',
      'decision',
    ]);
    await edge.done('decideDuplicate', { id: pair?.id, same: false, note: 'Hai người' });
    await edge.done('publishCommendations', publish);
    await eventually(async () => expect(await names('quang thi doi')).toHaveLength(2));
  });
});

describe('a draft', () => {
  it('is nowhere to be seen before it is published, and its certificate counts from then on', async () => {
    const before = await edge.counts('11', '2023-2024');
    const cited = decision();
    const period = { period: '2023-2024' };
    const draft = giayKhen(cited, [recipient('Tòng Văn Nháp')], { ...period, publish: false });
    const { awards } = await edge.done('recordCommendations', draft);
    const [code] = awards.map(({ certificateCode }) => certificateCode);
    await eventually(async () => {
      const { decisions } = await world.ask<{ decisions: { nodes: object[] } }>(
        'query ($number: String) { decisions(number: $number) { nodes { status recipients } } }',
        { number: cited.number },
      );
      expect(decisions.nodes).toEqual([{ status: 'DRAFT', recipients: 1 }]);
    });
    expect(await names('Tòng Văn Nháp')).toEqual([]);
    expect(await edge.counts('11', '2023-2024')).toEqual(before);
    expect(await edge.certificate(code)).toMatchObject({ status: 'UNKNOWN', recipientName: null });
    expect((await fetch(`${world.url}/certificates/${code}.pdf`)).status).toBe(404);

    // Recorded again it is another draft of the same number, with the same code.
    const again = await edge.done('recordCommendations', draft);
    expect(again.awards[0]?.certificateCode).toBe(code);
    await edge.done('publishCommendations', { decision: ref(cited) });
    await eventually(async () => {
      expect(await names('Tòng Văn Nháp')).toHaveLength(1);
      expect(await edge.counts('11', '2023-2024')).toEqual({ GIAY_KHEN: 1 });
      expect(await edge.certificate(code)).toMatchObject({ status: 'VALID', recipientName: 'Tòng Văn Nháp' });
    });
    expect(await edge.refusedAs('recordCommendations', draft)).toEqual([
      'DECISION_NUMBER_EXISTS',
      'decision.number',
    ]);
  });

  it('may be dated ahead, but is not published before its day', async () => {
    const cited = decision({ signedOn: `${new Date().getFullYear() + 1}-12-31` });
    const given = giayKhen(cited, [recipient('Tòng Văn Mai')]);
    expect(await edge.refusedAs('recordCommendations', given)).toEqual(['BAD_DATE', 'decision.signedOn']);
    await edge.done('recordCommendations', { ...given, publish: false });
    expect(await edge.refusedAs('publishCommendations', { decision: ref(cited) })).toEqual([
      'BAD_DATE',
      'decision',
    ]);
    await edge.done('recordCommendations', { ...given, recipients: [], publish: false });
  });
});

describe('evidence', () => {
  const evidence = [{ title: 'Sáng kiến dạy chữ Thái' }];
  const grant = (cited: Cited) => giayKhen(cited, [recipient('Bạc Thị Bằng', { ...born, evidence })]);
  const revocation = (cited: Cited, more: object = {}) => ({
    decision: ref(cited),
    ground: 'FALSE_INFORMATION',
    revocation: decision({ signedOn: '2026-01-15' }),
    reason: 'Khai sai',
    ...more,
  });
  const restoration = (cited: Cited) => ({
    decision: ref(cited),
    restoration: decision({ signedOn: '2026-03-01' }),
    reason: 'Khiếu nại đúng',
  });
  let first: Cited;

  it('is used once by a recipient, and the refusal names the award that used it', async () => {
    first = decision();
    await edge.done('recordCommendations', grant(first));
    const refused = await edge.refused('recordCommendations', grant(decision()));
    expect(refused).toMatchObject({ reason: 'EVIDENCE_USED', field: 'recipients.0.evidence.0' });
    expect(refused.message).toContain(`Giấy khen ${first.number} (2025-12-20)`);
  });

  it('is freed by a revocation, and then stands in the way of restoring what used it before', async () => {
    await edge.done('revokeAwards', revocation(first));
    const second = decision();
    await edge.done('recordCommendations', grant(second));
    expect(await edge.refusedAs('restoreAwards', restoration(first))).toEqual(['EVIDENCE_USED', 'decision']);
    await edge.done('revokeAwards', revocation(second));
    await edge.done('restoreAwards', restoration(first));
  });
});

describe('a revocation', () => {
  it('is the awarding office’s alone, and its effect is everywhere at once, as is that of a restoration', async () => {
    const cited = decision();
    const period = '2022-2023';
    const people = ['Hờ A Một', 'Hờ A Hai'].map((name) => recipient(name));
    const { awards } = await edge.done('recordCommendations', giayKhen(cited, people, { period }));
    const [first, second] = awards;
    const pdf = async (code?: string) => (await fetch(`${world.url}/certificates/${code}.pdf`)).status;
    const seen = async () => ({
      listed: (await names('Hờ A')).sort(),
      counted: (await edge.counts('11', period)).GIAY_KHEN ?? 0,
      certificate: (await edge.certificate(first?.certificateCode)).status,
      printed: await pdf(first?.certificateCode),
    });
    const inForce = { listed: ['Hờ A Hai', 'Hờ A Một'], counted: 2, certificate: 'VALID', printed: 200 };
    await eventually(async () => expect(await seen()).toEqual(inForce));

    const by = (more: object) => decision({ signedOn: '2026-01-15', ...more });
    const revoke = {
      decision: ref(cited),
      awards: [first?.id],
      ground: 'FALSE_INFORMATION',
      reason: 'Khai sai',
    };
    for (const other of [{ authority: 'PROVINCIAL_CHAIR' }, { issuer: '12' }])
      expect(await edge.refusedAs('revokeAwards', { ...revoke, revocation: by(other) })).toEqual([
        'NOT_THE_AWARDING_OFFICE',
        'revocation',
      ]);
    await edge.done('revokeAwards', { ...revoke, revocation: by({}) });
    await eventually(async () =>
      expect(await seen()).toEqual({
        listed: ['Hờ A Hai'],
        counted: 1,
        certificate: 'REVOKED',
        printed: 410,
      }),
    );
    expect(await edge.certificate(first?.certificateCode)).toEqual({
      status: 'REVOKED',
      statement: 'Quyết định tặng thưởng đã bị hủy bỏ',
      recipientName: 'Hờ A Một',
      revokedOn: '2026-01-15',
    });
    expect(await edge.certificate(second?.certificateCode)).toMatchObject({ status: 'VALID' });

    const restore = { decision: ref(cited), reason: 'Khiếu nại đúng' };
    const later = (more: object) => decision({ signedOn: '2026-02-15', ...more });
    expect(
      await edge.refusedAs('restoreAwards', { ...restore, restoration: later({ issuer: '12' }) }),
    ).toEqual(['NOT_THE_AWARDING_OFFICE', 'restoration']);
    await edge.done('restoreAwards', { ...restore, restoration: later({}) });
    await eventually(async () => expect(await seen()).toEqual(inForce));
  });

  it('of a former district’s paper is the Department’s', async () => {
    const cited = decision({ authority: 'DISTRICT_CHAIR', signedOn: '2025-05-20' });
    await edge.done('recordCommendations', giayKhen(cited, [recipient('Giàng A Huyện')]));
    const revoke = { decision: ref(cited), ground: 'UNLAWFUL_PROCEDURE', reason: 'Sai thủ tục' };
    const district = decision({ authority: 'DISTRICT_CHAIR', signedOn: '2025-08-01' });
    expect(await edge.refusedAs('revokeAwards', { ...revoke, revocation: district })).toEqual([
      'NOT_THE_AWARDING_OFFICE',
      'revocation',
    ]);
    await edge.done('revokeAwards', { ...revoke, revocation: decision({ signedOn: '2025-08-01' }) });
  });
});

describe('a certificate code', () => {
  it('is grouped, without letters that look alike, and tells a slip from a code of nobody', async () => {
    const { awards } = await edge.done('recordCommendations', giayKhen(decision(), [recipient('Lý A Mã')]));
    const code = awards[0]?.certificateCode ?? '';
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    await eventually(async () => expect(await edge.certificate(code)).toMatchObject({ status: 'VALID' }));
    const slips = [...code].flatMap((sign, at) =>
      sign === '-' ? [] : [`${code.slice(0, at)}${sign === '7' ? '8' : '7'}${code.slice(at + 1)}`],
    );
    for (const slip of slips) expect(await edge.certificate(slip)).toMatchObject({ status: 'MISTYPED' });
  });
});
