import { happened, refusals, units, type RefusalReason, type UnitState } from '@app/contracts';
import { announcementOf, InProcessTransport } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { descriptionOf, Edge } from '../support/edge.js';
import { unitState } from '../support/gateway.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

// Every refusal of the competitions service as a client of the public API gets it.

const SCHOOL = 'THPT-LQD';
const UNHEARD_OF = '019a0000-0000-7000-8000-000000000000';
const office = { authority: 'DEPARTMENT_DIRECTOR', issuer: '11' };
const decision = (number: string, signedOn = '2025-12-20', more: object = {}) => ({
  number,
  signedOn,
  ...office,
  ...more,
});
const ref = (number: string) => ({ number, year: 2025, ...office });
const recipient = (name: string, more: object = {}) => ({
  name,
  kind: 'INDIVIDUAL',
  unit: SCHOOL,
  achievement: 'Thành tích xuất sắc',
  ...more,
});
const giayKhen = (cited: object, recipients: object[], more: object = {}) => ({
  decision: cited,
  form: 'GIAY_KHEN',
  period: '2024-2025',
  recipients,
  ...more,
});
const header = { name: 'Cuộc thi', level: 'PROVINCE', period: '2024-2025', organiser: '11' };
const first = { code: 'NHAT', name: 'Giải Nhất', quota: 1 };
const second = { code: 'NHI', name: 'Giải Nhì' };
const edition = (code: string, more: object = {}) => ({
  code,
  ...header,
  maxMembers: 2,
  ranks: [first, second],
  ...more,
});
const entry = (code: string, members: object[], more: object = {}) => ({
  code,
  title: `Dự án ${code}`,
  unit: SCHOOL,
  members,
  ...more,
});
const submit = (...entries: object[]) => ({ competition: 'OPEN', entries });
const award = (...prizes: [entry: string, rank: string][]) => ({
  competition: 'OPEN',
  prizes: prizes.map(([entry, rank]) => ({ entry, rank })),
});
const revoke = (more: object = {}) => ({
  decision: ref('1/QĐ'),
  ground: 'FALSE_INFORMATION',
  revocation: decision('9/QĐ', '2026-01-15'),
  reason: 'Hồ sơ không trung thực',
  ...more,
});
const correct = (id: string | undefined, more: object, by: object = decision('9/QĐ', '2026-01-15')) => ({
  corrections: [{ id, ...more }],
  decision: by,
  reason: 'Sai tên',
});
const born = { birthDate: '1990-01-02' };

/** Ids that the answers gave. */
const ids = { published: '', drafted: '', prize: '' };
type Given = [mutation: string, given: () => object, field: string | null];
/** One case for each refusal: what asks for it, and the input at fault. */
const cases: Partial<Record<RefusalReason, Given>> = {
  UNIT_UNKNOWN: ['openCompetition', () => edition('NEW', { organiser: '99999' }), 'organiser'],
  UNIT_CLOSED: [
    'recordCommendations',
    () => giayKhen(decision('2/QĐ'), [recipient('Lò Văn Á', { unit: '99990' })]),
    'recipients.0.unit',
  ],
  UNIT_LEVEL: ['openCompetition', () => edition('NEW', { organiser: '03127' }), 'organiser'],
  BAD_QUANTITY: [
    'openCompetition',
    () => edition('NEW', { ranks: [{ ...first, quota: -1 }] }),
    'ranks.0.quota',
  ],
  NO_SUBJECTS: ['submitEntries', () => submit(), 'entries'],
  TOO_MANY_SUBJECTS: [
    'awardPrizes',
    () => award(...Array.from({ length: 1_001 }, (): [string, string] => ['E1', 'NHI'])),
    'prizes',
  ],
  BAD_KEY: [
    'submitEntries',
    () => submit(entry('E9', [{ name: 'Lò Văn Á', identity: '- .' }])),
    'entries.0.members.0.identity',
  ],
  ISSUER_LEVEL: [
    'recordCommendations',
    () => giayKhen(decision('2/QĐ', '2025-12-20', { issuer: 'VN' }), [recipient('Lò Văn Á')]),
    'decision.issuer',
  ],
  AUTHORITY_NOT_COMPETENT: [
    'recordCommendations',
    () => giayKhen(decision('2/QĐ'), [recipient('Lò Văn Á')], { form: 'BANG_KHEN' }),
    'decision.authority',
  ],
  DECISION_NUMBER_EXISTS: [
    'recordCommendations',
    () => giayKhen(decision('1/qđ'), [recipient('Lò Văn Á')]),
    'decision.number',
  ],
  CERTIFICATE_NUMBER_EXISTS: [
    'recordCommendations',
    () =>
      giayKhen(decision('2/QĐ'), [
        recipient('Lò Văn Á', { certificateNumber: '44' }),
        recipient('Lò Văn Ạ', { certificateNumber: '45A' }),
      ]),
    'recipients.1.certificateNumber',
  ],
  DECISION_UNKNOWN: ['publishCommendations', () => ({ decision: ref('0/QĐ') }), 'decision'],
  DECISION_PUBLISHED: ['publishCommendations', () => ({ decision: ref('1/QĐ') }), 'decision'],
  SUBJECT_KIND: [
    'recordEmulationTitles',
    () => ({
      decision: decision('2/QĐ'),
      title: 'LAO_DONG_TIEN_TIEN',
      period: '2024-2025',
      recipients: [recipient('Tổ Toán', { kind: 'COLLECTIVE' })],
    }),
    'recipients.0.kind',
  ],
  DUPLICATE_RECIPIENT: [
    'recordCommendations',
    () => giayKhen(decision('2/QĐ'), [recipient('Lò Thị Hoà', born), recipient('LÒ THỊ  HÒA', born)]),
    'recipients.1.name',
  ],
  DUPLICATE_UNDECIDED: ['publishCommendations', () => ({ decision: ref('3/QĐ') }), 'decision'],
  DUPLICATE_UNKNOWN: ['decideDuplicate', () => ({ id: UNHEARD_OF, same: true }), 'id'],
  EVIDENCE_USED: [
    'recordCommendations',
    () =>
      giayKhen(decision('2/QĐ'), [
        recipient('Lò Thị Hòa', { ...born, evidence: [{ title: 'sáng kiến  DẠY CHỮ THÁI' }] }),
      ]),
    'recipients.0.evidence.0',
  ],
  AWARD_UNKNOWN: ['revokeAwards', () => revoke({ awards: [UNHEARD_OF] }), 'awards.0'],
  AWARD_NOT_PUBLISHED: [
    'correctAwards',
    () => correct(ids.drafted, { name: 'Lò Thị Ban' }),
    'corrections.0.id',
  ],
  AWARD_NOT_REVOKED: [
    'restoreAwards',
    () => ({
      decision: ref('1/QĐ'),
      awards: [ids.published],
      restoration: decision('9/QĐ', '2026-01-15'),
      reason: 'x',
    }),
    'awards.0',
  ],
  NOT_THE_AWARDING_OFFICE: [
    'revokeAwards',
    () => revoke({ revocation: decision('9/QĐ', '2026-01-15', { authority: 'PROVINCIAL_CHAIR' }) }),
    'revocation',
  ],
  GROUND_NOT_APPLICABLE: ['revokeAwards', () => revoke({ ground: 'COMPETITION_RULES_BROKEN' }), 'ground'],
  NOTHING_CORRECTED: ['correctAwards', () => correct(ids.published, { name: 'Lò Thị Hòa' }), 'corrections.0'],
  MEMBERS_DIFFER: ['correctAwards', () => correct(ids.prize, { name: 'Vàng A Páo' }), 'corrections.0.name'],
  BAD_DATE: [
    'revokeAwards',
    () => revoke({ revocation: decision('9/QĐ', '2025-12-19') }),
    'revocation.signedOn',
  ],
  COMPETITION_UNKNOWN: [
    'awardPrizes',
    () => ({ ...award(['E1', 'NHI']), competition: 'NONE' }),
    'competition',
  ],
  COMPETITION_EXISTS: ['openCompetition', () => edition('OPEN'), 'code'],
  COMPETITION_PUBLISHED: [
    'removePrizes',
    () => ({ competition: 'DONE', prizes: [{ entry: 'D1', rank: 'NHAT' }] }),
    'competition',
  ],
  NO_RANKS: ['openCompetition', () => edition('NEW', { ranks: [{ ...first, special: true }] }), 'ranks'],
  RANK_REPEATED: ['openCompetition', () => edition('NEW', { ranks: [first, first] }), 'ranks.1.code'],
  RANK_UNKNOWN: ['awardPrizes', () => award(['E2', 'BA']), 'prizes.0.rank'],
  ENTRY_EXISTS: ['submitEntries', () => submit(entry('E1', [{ name: 'Lò Văn Á' }])), 'entries.0.code'],
  ENTRY_UNKNOWN: ['awardPrizes', () => award(['E9', 'NHI']), 'prizes.0.entry'],
  TITLE_REQUIRED: [
    'submitEntries',
    () => submit(entry('E9', [{ name: 'Lò Văn Á' }], { title: null })),
    'entries.0.title',
  ],
  NO_MEMBERS: ['submitEntries', () => submit(entry('E9', [])), 'entries.0.members'],
  TOO_MANY_MEMBERS: [
    'submitEntries',
    () => submit(entry('E9', [{ name: 'A' }, { name: 'B' }, { name: 'C' }])),
    'entries.0.members',
  ],
  STUDENT_ENTERED: [
    'submitEntries',
    () => submit(entry('E9', [{ name: 'Tên khác', identity: '011.210.000001' }])),
    'entries.0.members.0',
  ],
  PRIZE_EXISTS: ['awardPrizes', () => award(['E1', 'NHI']), 'prizes.0.rank'],
  PRIZE_UNKNOWN: ['removePrizes', () => award(['E2', 'NHI']), 'prizes.0.rank'],
  QUOTA_EXCEEDED: ['awardPrizes', () => award(['E2', 'NHAT']), 'prizes.0.rank'],
  TOO_MANY_PRIZES: [
    'reportCompetitionTally',
    () => ({ code: 'NEW', ...header, entries: 1, ranks: [{ ...second, count: 2 }], source: 'Báo cáo' }),
    'ranks',
  ],
  NO_PRIZES: ['publishResults', () => ({ competition: 'EMPTY', decision: decision('2/QĐ') }), 'competition'],
};

let world: World;
let edge: Edge;
beforeAll(async () => {
  const transport = new InProcessTransport();
  transport.open();
  world = await startWorld(() => transport);
  edge = new Edge(world);
  const closed: UnitState = {
    ...unitState('99990', 'Xã đã sáp nhập', 'COMMUNE', null),
    validTo: '2025-08-31',
  };
  await transport.send([announcementOf(happened(units, 'StateAnnounced', closed))]);
  await edge.done('registerInstitutions', {
    institutions: [{ code: SCHOOL, name: 'Trường THPT chuyên Lê Quý Đôn', parent: '11', kind: 'SCHOOL' }],
  });
  const evidence = [{ title: 'Sáng kiến dạy chữ Thái' }];
  const granted = giayKhen(decision('1/QĐ'), [
    recipient('Lò Thị Hòa', { ...born, evidence, certificateNumber: '45a' }),
  ]);
  // The service hears of the school a moment later.
  const { awards } = await eventually(() => edge.done('recordCommendations', granted));
  const draft = giayKhen(decision('3/QĐ'), [recipient('Lò Thị Ban'), recipient('Lò Thị Ban')], {
    publish: false,
  });
  const drafted = await edge.done('recordCommendations', draft);
  for (const code of ['OPEN', 'EMPTY', 'DONE']) await edge.done('openCompetition', edition(code));
  const members = [{ name: 'Lò Văn Bình', identity: '011210000001' }, { name: 'Vàng A Páo' }];
  await edge.done('submitEntries', submit(entry('E1', members), entry('E2', [{ name: 'Mùa Thị Dợ' }])));
  await edge.done('awardPrizes', award(['E1', 'NHAT']));
  await edge.done('submitEntries', { competition: 'DONE', entries: [entry('D1', members)] });
  await edge.done('awardPrizes', { competition: 'DONE', prizes: [{ entry: 'D1', rank: 'NHAT' }] });
  const results = await edge.done('publishResults', { competition: 'DONE', decision: decision('4/QĐ') });
  Object.assign(ids, {
    published: awards[0]?.id,
    drafted: drafted.awards[0]?.id,
    prize: results.awards[0]?.id,
  });
});
afterAll(() => world.stop());

const changes = async () => {
  const authorization = await world.issuer.authorization('auditor', { role: 'auditor', unit: 'VN' });
  const { auditTrail } = await world.ask<{ auditTrail: { totalCount: number } }>(
    '{ auditTrail(service: COMPETITIONS) { totalCount } }',
    {},
    { authorization },
  );
  return auditTrail.totalCount;
};

describe('a refusal', () => {
  it('comes after what was done', async () => {
    await eventually(async () => expect(await changes()).toBe(10));
  });

  it.each(Object.keys(cases) as RefusalReason[])(
    '%s names the field and says why in two languages',
    async (reason) => {
      const [mutation, given, field] = cases[reason] as Given;
      // The service hears of a closed unit a moment later.
      const vietnamese = await eventually(async () => {
        const refused = await edge.refused(mutation, given());
        expect(refused).toMatchObject({ reason, field });
        return refused;
      });
      const authorization = await world.authorizationOf('administrator');
      const english = await edge.refused(mutation, given(), { authorization, 'accept-language': 'en' });
      expect(english).toMatchObject({ reason, field });
      expect(english.message).not.toBe(vietnamese.message);
      expect(`${vietnamese.message} ${english.message}`).not.toMatch(/[{}]|undefined|null|[A-Z]_[A-Z]/);
      expect(descriptionOf(mutation)).toContain(reason);
    },
  );

  it('changed nothing', async () => {
    // What comes after all of them is there: so would be what came of any.
    await edge.done('openCompetition', edition('LAST'));
    await eventually(async () => expect(await changes()).toBe(11));
  });
});

it('no refusal of the service is without a case, and no case is of another service', () => {
  const said = globSync(['apps/competitions/src/**/*.ts', 'libs/messaging/src/unit-copy.ts'])
    .filter((file) => !file.endsWith('.spec.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/'([A-Z_]+)'/g)].map(([, word]) => word ?? ''),
    );
  // MAP_LOADING is over before this house is there: record-awards.int.spec.ts sees it.
  const reasons = Object.keys(refusals).filter((reason) => said.includes(reason) && reason !== 'MAP_LOADING');
  expect(Object.keys(cases).sort()).toEqual(reasons.sort());
});
