import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { Desk } from '../support/desk.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let desk: Desk;
beforeAll(async () => {
  world = await startWorld();
  desk = new Desk({
    ask: async (query, variables, account) =>
      ask(
        world.url,
        query,
        variables,
        account ? { authorization: await world.authorizationOf(account) } : {},
      ),
  });
  await desk.done('draftMovement', {
    code: 'M',
    name: 'm',
    launchingAuthority: 'MINISTER',
    launchedBy: 'VN',
    titles: ['LEARNING_FAMILY', 'LEARNING_CLAN'].map((code) => ({ code })),
  });
  await desk.done('launchMovement', { code: 'M' });
});
afterAll(() => world.stop());

interface Line {
  kind: string;
  title: string;
  recipient: { name: string };
  conference: { name: string } | null;
}
const honours = async (filter: object) => {
  const { honours: page } = await ask<{ honours: { nodes: Line[] } }>(
    world.url,
    `query ($filter: HonourFilter) { honours(filter: $filter) { nodes { kind title recipient { name } conference { name } } } }`,
    { filter },
  );
  return page.nodes.map(({ kind, recipient, title }) => `${kind} ${recipient.name}: ${title}`);
};
const counts = async (unit: string, period: string) => {
  const { honoursSummary } = await ask<{ honoursSummary: Record<string, unknown>[] }>(
    world.url,
    `query ($unit: UnitCode!, $period: Period!) { honoursSummary(unit: $unit, period: $period) {
       kind learningTitle { code } subjectKind basis count } }`,
    { unit, period },
  );
  return honoursSummary;
};

describe('learning titles', () => {
  const place = { title: 'LEARNING_CLAN', period: '2025', unit: '03127' };
  const decision = {
    number: '9/QĐ-UBND',
    signedOn: '2025-12-20',
    authority: 'COMMUNE_CHAIR',
    issuer: '03127',
  };
  const recognise = (title: string, name: string) =>
    desk.done('recogniseSubjects', {
      movement: 'M',
      ...place,
      title,
      subjects: [{ key: name, name }],
      decision,
    });

  it('of clans are lines by name until the recognition is revoked; families are counted and never named', async () => {
    await recognise('LEARNING_CLAN', 'Dòng họ Cà chi 3');
    await recognise('LEARNING_FAMILY', 'Hộ ông Giàng A Kín');
    await eventually(async () =>
      expect(await honours({ period: '2025' })).toEqual(['LEARNING_TITLE Dòng họ Cà chi 3: Dòng họ học tập']),
    );
    expect(await honours({ search: 'dong ho ca', unit: '11' })).toHaveLength(1);
    await eventually(async () =>
      expect(await counts('11', '2025')).toEqual([
        {
          kind: 'LEARNING_TITLE',
          learningTitle: { code: 'LEARNING_FAMILY' },
          subjectKind: 'HOUSEHOLD',
          basis: 'ROSTER',
          count: 1,
        },
        {
          kind: 'LEARNING_TITLE',
          learningTitle: { code: 'LEARNING_CLAN' },
          subjectKind: 'COLLECTIVE',
          basis: 'ROSTER',
          count: 1,
        },
      ]),
    );
    for (const search of ['Kín', 'gia dinh', 'ho ong']) expect(await honours({ search })).toEqual([]);
    const named = { ...place, keys: ['Dòng họ Cà chi 3'], reason: 'nhầm' };
    await desk.done('revokeRecognition', named);
    await eventually(async () => expect(await honours({ period: '2025' })).toEqual([]));
  });
});

describe('a conference', () => {
  const conference = (more: object) => ({
    name: 'Hội nghị lần thứ VII',
    heldOn: '2025-04-25',
    unit: '11',
    period: '2024-2025',
    ...more,
  });
  const person = (name: string, more: object = {}) => ({ name, kind: 'INDIVIDUAL', unit: '03127', ...more });

  it('honours by name: who was handed an award there is one line, that of the award; a household has no name', async () => {
    const award = await desk.commend('Lò Thị Nhận');
    const held = await desk.done(
      'holdConference',
      conference({
        honourees: [
          person('Vàng Thị Vinh'),
          person('Lò Thị Nhận', { award: award.id }),
          person('Hộ bà Lý', { kind: 'HOUSEHOLD' }),
          { name: 'Tập thể trường X', kind: 'COLLECTIVE', unit: '11' },
        ],
      }),
      'editor',
    );
    expect(held.id).toBeTruthy();
    await eventually(async () =>
      expect(await honours({ period: '2024-2025' })).toEqual([
        'COMMENDATION Lò Thị Nhận: Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh Điện Biên',
        'CONFERENCE Tập thể trường X: Được tôn vinh tại Hội nghị lần thứ VII',
        'CONFERENCE Hộ gia đình: Được tôn vinh tại Hội nghị lần thứ VII',
        'CONFERENCE Vàng Thị Vinh: Được tôn vinh tại Hội nghị lần thứ VII',
      ]),
    );
    expect(await honours({ search: 'ba ly' })).toEqual([]);
    expect((await counts('11', '2024-2025')).map(({ kind, count }) => [kind, count])).toEqual([
      ['COMMENDATION', 1],
      ['CONFERENCE', 1],
      ['CONFERENCE', 1],
      ['CONFERENCE', 1],
    ]);
    const { honours: handed } = await ask<{ honours: { nodes: Line[] } }>(
      world.url,
      '{ honours(filter: { search: "Lò Thị Nhận" }) { nodes { conference { name } } } }',
    );
    expect(handed.nodes).toEqual([{ conference: { name: 'Hội nghị lần thứ VII' } }]);
    await desk.revoke(award);
    await eventually(async () => expect(await honours({ search: 'Lò Thị Nhận' })).toEqual([]));
  });

  it.each([
    ['CONFERENCE_EXISTS', 'name', { honourees: [person('A')] }],
    ['NOTHING_REPORTED', 'honourees', { name: 'a' }],
    ['TALLY_OR_NAMES', 'collectives', { name: 'b', honourees: [person('A')], collectives: 1 }],
    ['SOURCE_REQUIRED', 'source', { name: 'c', collectives: 1 }],
    ['BAD_QUANTITY', 'individuals', { name: 'd', collectives: 1, individuals: -1, source: 'x' }],
    ['DUPLICATE_RECIPIENT', 'honourees.1.name', { name: 'e', honourees: [person('Hoà'), person('Hòa')] }],
    ['BAD_DATE', 'heldOn', { name: 'f', heldOn: '2100-01-01', collectives: 1, source: 'x' }],
    ['UNIT_UNKNOWN', 'honourees.0.unit', { name: 'g', honourees: [person('A', { unit: '99999' })] }],
    [
      'AWARD_UNKNOWN',
      'honourees.0.award',
      { name: 'h', honourees: [person('A', { award: '019a0000-0000-7000-8000-000000000000' })] },
    ],
    [
      'TOO_MANY_SUBJECTS',
      'honourees',
      { name: 'i', honourees: Array.from({ length: 1_001 }, (_, n) => person(`N${n}`)) },
    ],
  ])('is refused: %s at %s', async (reason, field, more) => {
    const told = await desk.send('holdConference', conference(more), 'editor');
    expect([told.reason, told.field]).toEqual([reason, field]);
  });
});

describe('work that waits', () => {
  const work = async (account: string, unit = '11') => {
    const { myWork } = await world.ask<{
      myWork: { nodes: { kind: string; unit: { code: string }; count: number }[] };
    }>(
      '{ myWork(first: 100) { nodes { kind unit { code } count } } }',
      {},
      { authorization: await world.issuer.authorization('x', { role: account, unit }) },
    );
    return myWork.nodes
      .filter(({ kind }) => kind !== 'REPORT_MISSING')
      .map(({ kind, unit: { code }, count }) => `${kind} ${code} ${count}`);
  };
  it('of editors, reviewers and the council is theirs alone, by unit', async () => {
    for (const status of [
      'NOMINATED',
      'UNDER_REVIEW',
      'RETURNED',
      'APPROVED',
      'PUBLISHED',
      'REJECTED',
      'WITHDRAWN',
    ])
      await desk.at(status);
    await desk.nominate({ unit: '11' });
    await desk.commend('Lò Thị Được Gợi Ý');
    // Two of one name in one decision.
    const twin = { name: 'Lò Thị Trùng', kind: 'INDIVIDUAL', unit: '03127', achievement: 'Dạy tốt' };
    await desk.done('recordCommendations', {
      decision: { number: '7/QĐ-UBND', signedOn: '2025-08-01', authority: 'PROVINCIAL_CHAIR', issuer: '11' },
      form: 'BANG_KHEN',
      period: '2024-2025',
      recipients: [{ ...twin, birthDate: '1980-01-01' }, twin],
    });
    await eventually(async () =>
      expect(await work('reviewer')).toEqual(['EXEMPLAR_TO_REVIEW 11 1', 'EXEMPLAR_TO_REVIEW 03127 2']),
    );
    await eventually(async () =>
      expect(await work('editor')).toEqual([
        'EXEMPLAR_SUGGESTED 03127 3',
        'EXEMPLAR_TO_PUBLISH 03127 1',
        'EXEMPLAR_TO_SUPPLEMENT 03127 1',
      ]),
    );
    await eventually(async () =>
      expect(await work('council-secretary')).toEqual(['DUPLICATE_TO_DECIDE 03127 1']),
    );
    expect(await work('administrator', 'VN')).toEqual([
      'DUPLICATE_TO_DECIDE 11 1',
      'EXEMPLAR_SUGGESTED 11 3',
      'EXEMPLAR_TO_PUBLISH 11 1',
      'EXEMPLAR_TO_REVIEW 11 3',
      'EXEMPLAR_TO_SUPPLEMENT 11 1',
    ]);
    for (const [account, unit] of [
      ['editor', '12'],
      ['reviewer', '12'],
      ['auditor', 'VN'],
      ['department-staff', '11'],
    ] as const)
      expect([account, await work(account, unit)]).toEqual([account, []]);
  });

  it('and nominations and suggestions of other units are not there', async () => {
    const asked = async (role: string, unit: string) => {
      const { nominations, suggestedExemplars } = await world.ask<Record<string, { totalCount: number }>>(
        '{ nominations { totalCount } suggestedExemplars { totalCount } }',
        {},
        { authorization: await world.issuer.authorization('x', { role, unit }) },
      );
      return [nominations?.totalCount, suggestedExemplars?.totalCount];
    };
    expect(await asked('editor', '11')).toEqual([8, 3]);
    expect(await asked('editor', '03127')).toEqual([7, 3]);
    expect(await asked('editor', '12')).toEqual([0, 0]);
  });
});
