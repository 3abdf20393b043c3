import { awards, awardTallies, movements, unitMaps, units, type MovementState } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awardState, decisionHeader, tallyState } from '../../../tests/support/awards.js';
import { idOf, startGateway, unitMap, unitState, type Gateway } from '../../../tests/support/gateway.js';
import { readWorkbook } from '../../../tests/support/read-workbook.js';
import { eventually } from '../../../tests/support/eventually.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

async function table(path: string): Promise<string[][]> {
  const response = await gateway.get(`/exports/statutory/${path}`, { role: 'auditor', unit: 'VN' });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await readWorkbook(Buffer.from(await response.arrayBuffer()))).map(({ cells }) => cells);
}

const ministry = 'Bộ, ban, ngành, đoàn thể, địa phương';
describe('0601', () => {
  const movement = (code: string, more: Partial<MovementState>): MovementState => ({
    code,
    name: code,
    nameEn: null,
    kind: 'MOVEMENT',
    status: 'LAUNCHED',
    scope: 'MINISTRY_PROVINCE',
    launchingAuthority: 'PROVINCIAL_CHAIR',
    launchedById: idOf('11'),
    legalBasis: [],
    startsOn: '2025-01-01',
    startsOnPrecision: 'DAY',
    endsOn: '2025-12-31',
    titles: [],
    reason: null,
    version: 1,
    ...more,
  });
  const counts = async (unit: string, period: string) => {
    const { statutoryMovements } = await gateway.ask<{ statutoryMovements: Record<string, unknown>[] }>(
      `query ($unit: UnitCode!, $period: Period!) { statutoryMovements(unit: $unit, period: $period) {
         scope kind years count begun } }`,
      { unit, period },
    );
    return statutoryMovements.map((row) => Object.values(row).map(String).join(' '));
  };

  beforeAll(async () => {
    const byYear = { startsOnPrecision: 'YEAR' } as const;
    await gateway.say(
      movements,
      movement('a-year', {}),
      movement('a-day-more', { endsOn: '2026-01-01' }),
      movement('closed', { status: 'CLOSED', startsOn: '2023-05-01', endsOn: '2025-04-30' }),
      movement('draft', { status: 'DRAFT' }),
      movement('before', { startsOn: '2024-01-01', endsOn: '2024-12-31' }),
      movement('after', { startsOn: '2026-01-01', endsOn: null }),
      // From the first day of 2021 it lasts five years, from any other four and some: its fifth year is begun, its band is
      // not known. Of the next the years depend on the day too.
      movement('by-year', { ...byYear, startsOn: '2021-07-01' }),
      movement('by-year-unclear', { ...byYear, startsOn: '2025-07-01', endsOn: '2026-06-30' }),
      movement('no-end', { scope: 'AGENCY', launchedById: idOf('THPT-LQD'), endsOn: null }),
      movement('no-dates', { kind: 'CAMPAIGN', startsOn: null, endsOn: null }),
      movement('national', { scope: 'NATIONWIDE', launchedById: idOf('VN') }),
      movement('elsewhere', { launchedById: idOf('12') }),
    );
    await eventually(async () => expect(await counts('12', '2025')).toHaveLength(1));
  });

  it('counts what runs in the period by scope, kind and duration, and says where that is not known', async () => {
    expect(await counts('11', '2025')).toEqual([
      'MINISTRY_PROVINCE MOVEMENT 1 1 1',
      'MINISTRY_PROVINCE MOVEMENT 2 2 1',
      'MINISTRY_PROVINCE MOVEMENT 5 1 0',
      'MINISTRY_PROVINCE MOVEMENT null 1 1',
      'MINISTRY_PROVINCE CAMPAIGN null 1 0',
      'AGENCY MOVEMENT null 1 1',
    ]);
    // Began in 2025 for certain, but not in this school year for certain.
    expect(await counts('11', '2025-2026')).toContain('MINISTRY_PROVINCE MOVEMENT null 2 1');
  });

  it('counts what was launched by the unit or below it, and nothing of those above', async () => {
    expect(await counts('VN', '2025')).toContain('NATIONWIDE MOVEMENT 1 1 1');
    expect(await counts('VN', '2025')).toContain('MINISTRY_PROVINCE MOVEMENT 1 2 2');
    expect(await counts('03127', '2025')).toEqual(['AGENCY MOVEMENT null 1 1']);
    expect(await counts('03388', '2025')).toEqual([]);
  });

  it.each(['xlsx', 'csv'])('is a file, as %s', async (format) => {
    const rows = await table(`0601.${format}?unit=11&period=2025`);
    expect(rows.slice(0, 3)).toEqual([
      ['STT', 'Phạm vi', 'Loại', 'Thời hạn thi đua', 'Số phong trào trong kỳ', 'Bắt đầu trong kỳ'],
      ['1', ministry, 'Phong trào thi đua', '1 năm', '1', '1'],
      ['2', ministry, 'Phong trào thi đua', 'Từ 1 năm đến dưới 3 năm', '2', '1'],
    ]);
    expect(rows.slice(3).map((row) => row[3])).toEqual(['chưa rõ', 'chưa rõ', 'chưa rõ']);
    expect(rows.at(-1)).toEqual(['5', 'Cơ quan, tổ chức, đơn vị', 'Phong trào thi đua', 'chưa rõ', '1', '1']);
  });

  it('tells bands of duration apart to the day', async () => {
    const of = (code: string, endsOn: string) =>
      movement(`band-${code}`, { launchedById: idOf('03388'), startsOn: '2025-01-01', endsOn });
    await gateway.say(
      movements,
      of('a', '2025-12-30'),
      of('b', '2025-12-31'),
      of('c', '2026-01-01'),
      of('d', '2027-12-30'),
      of('e', '2027-12-31'),
      of('f', '2029-12-30'),
      of('g', '2029-12-31'),
      of('h', '2034-12-31'),
    );
    const rows = await eventually(async () => {
      const answer = await table('0601.csv?unit=03388&period=2025');
      expect(answer).toHaveLength(6);
      expect(answer.at(-1)?.[4]).toBe('2');
      return answer;
    });
    expect(rows.slice(1).map((row) => [row[3], row[4]])).toEqual([
      ['Dưới 1 năm', '1'],
      ['1 năm', '1'],
      ['Từ 1 năm đến dưới 3 năm', '2'],
      ['Từ 3 năm đến dưới 5 năm', '2'],
      ['Từ 5 năm trở lên', '2'],
    ]);
  });
});

interface Table {
  rows: Record<string, unknown>[];
  otherPeriods: string[];
}
const commendations = async (level: string, unit: string, period: string) => {
  const { statutoryCommendations } = await gateway.ask<{ statutoryCommendations: Table }>(
    `query ($level: CommendationLevel!, $unit: UnitCode!, $period: Period!) {
       statutoryCommendations(level: $level, unit: $unit, period: $period) {
         rows { authority form type basis collectives households individuals total } otherPeriods } }`,
    { level, unit, period },
  );
  const { rows, otherPeriods } = statutoryCommendations;
  return { rows: rows.map((row) => Object.values(row).map(String).join(' ')), otherPeriods };
};

describe('0602 and 0603', () => {
  const president = decisionHeader({ authority: 'PRESIDENT', issuerId: idOf('VN') });
  const minister = decisionHeader({ authority: 'MINISTER', issuerId: idOf('VN') });
  const medal = { period: '2025', form: 'HUAN_CHUONG', decision: president } as const;
  const praise = { period: '2025', form: 'BANG_KHEN', decision: minister } as const;

  beforeAll(async () => {
    await gateway.say(
      awards,
      awardState('HC1', { ...medal, type: 'CONG_HIEN' }),
      awardState('HC2', { ...medal, type: 'CONG_TRANG', subjectKind: 'COLLECTIVE' }),
      awardState('HC3', { ...medal, type: 'CONG_TRANG' }),
      awardState('HC4', { ...medal, type: null, subjectKind: 'HOUSEHOLD', unitId: idOf('12') }),
      awardState('HC5', { ...medal, status: 'REVOKED' }),
      awardState('HC6', { ...medal, status: 'DRAFT' }),
      awardState('HC7', { ...medal, period: '2024-2025' }),
      awardState('HC8', { ...medal, period: '2023-2024' }),
      awardState('BK1', { ...praise }),
      awardState('BK2', { ...praise, unitId: idOf('12') }),
      awardState('GK', { period: '2025' }),
      awardState('CS', {
        period: '2025',
        kind: 'EMULATION_TITLE',
        form: null,
        type: null,
        emulationTitle: 'CHIEN_SI_THI_DUA_BO',
        decision: minister,
      }),
    );
    await gateway.say(
      awardTallies,
      tallyState('Tổng kết', { period: '2025', collectives: 7, individuals: 29 }),
      // Spoken of already, and another achievement.
      tallyState('Dưới', {
        period: '2025',
        achievement: 'Tổng kết',
        unitId: idOf('03127'),
        individuals: 9,
      }),
      tallyState('Khác', { period: '2025', unitId: idOf('03127'), households: 1, individuals: 2 }),
      tallyState('AI', { period: '2025', authority: 'PROVINCIAL_CHAIR', collectives: 1, individuals: 5 }),
      tallyState('Không', { period: '2025', authority: 'PRIME_MINISTER' }),
      tallyState('Năm học', { period: '2025-2026', individuals: 3 }),
    );
  });

  it('counts lines in force by authority, form, type and recipients', async () => {
    expect(await commendations('STATE', 'VN', '2025')).toEqual({
      rows: [
        'PRESIDENT HUAN_CHUONG CONG_TRANG ROSTER 1 0 1 2',
        'PRESIDENT HUAN_CHUONG CONG_HIEN ROSTER 0 0 1 1',
        'PRESIDENT HUAN_CHUONG null ROSTER 0 1 0 1',
        // A reported zero is known.
        'PRIME_MINISTER BANG_KHEN null TALLY 0 0 0 0',
      ],
      otherPeriods: ['2024-2025'],
    });
    expect((await commendations('STATE', '12', '2025')).rows).toEqual([
      'PRESIDENT HUAN_CHUONG null ROSTER 0 1 0 1',
    ]);
  });

  it('lets a tally alone count for its unit and those below (rule 19a), without a type', async () => {
    const ofProvince = [
      'MINISTER BANG_KHEN null TALLY 7 1 31 39',
      'PROVINCIAL_CHAIR BANG_KHEN null TALLY 1 0 5 6',
    ];
    expect(await commendations('MINISTRY_PROVINCE', '11', '2025')).toEqual({
      rows: ofProvince,
      otherPeriods: ['2025-2026'],
    });
    // Elsewhere lines count.
    expect((await commendations('MINISTRY_PROVINCE', 'VN', '2025')).rows).toEqual([
      'MINISTER BANG_KHEN PHONG_TRAO ROSTER 0 0 1 1',
      ...ofProvince,
    ]);
    expect((await commendations('MINISTRY_PROVINCE', '03127', '2025')).rows).toEqual([
      'MINISTER BANG_KHEN null TALLY 0 1 11 12',
    ]);
  });

  it('agrees with the summary of honours, whatever the unit', async () => {
    for (const unit of ['VN', '11', '03127', '12', 'THPT-LQD']) {
      const { honoursSummary } = await gateway.ask<{
        honoursSummary: { kind: string; authority: string; count: number }[];
      }>(
        `query ($unit: UnitCode!) { honoursSummary(unit: $unit, period: "2025") { kind authority count } }`,
        { unit },
      );
      for (const [level, authorities] of [
        ['STATE', ['PRESIDENT', 'PRIME_MINISTER']],
        ['MINISTRY_PROVINCE', ['MINISTER', 'PROVINCIAL_CHAIR']],
      ] as const) {
        const { rows } = await commendations(level, unit, '2025');
        const summed = honoursSummary
          .filter(
            ({ kind, authority }) => kind === 'COMMENDATION' && authorities.includes(authority as never),
          )
          .reduce((sum, { count }) => sum + count, 0);
        expect([unit, level, rows.reduce((sum, row) => sum + Number(row.split(' ').at(-1)), 0)]).toEqual([
          unit,
          level,
          summed,
        ]);
      }
    }
  });

  it('counts what a closed unit was given under its successor', async () => {
    const closed = { validFrom: null, validTo: '2025-06-30', successorIds: [idOf('12')] };
    await gateway.say(units, { ...unitState('CU', 'Tỉnh cũ', 'PROVINCE', 'VN'), ...closed });
    await gateway.say(awards, awardState('HC9', { ...medal, period: '2019', unitId: idOf('CU') }));
    await eventually(async () =>
      expect((await commendations('STATE', '12', '2019')).rows).toEqual([
        'PRESIDENT HUAN_CHUONG PHONG_TRAO ROSTER 0 0 1 1',
      ]),
    );
  });

  it('are files that name the periods which are not in them', async () => {
    const state = await table('0602.xlsx?unit=VN&period=2025&lang=en');
    expect(state.map((row) => row.slice(1).join(', '))).toEqual([
      'Form, Authority, Type of commendation, Collectives, Households, Individuals, Total, Basis, Notes',
      'Huân chương, The President of the State, For merit, 1, 0, 1, 2, Roster',
      'Huân chương, The President of the State, For a life of service, 0, 0, 1, 1, Roster',
      'Huân chương, The President of the State, not told, 0, 1, 0, 1, Roster',
      'Bằng khen, The Prime Minister, not told, 0, 0, 0, 0, Tally',
      ', , , , , , , , Not counted here: figures of 2024-2025',
    ]);
    const [headers, ...rows] = await table('0603.xlsx?unit=11&period=2025');
    expect(headers?.slice(1, 4)).toEqual(['Hình thức khen thưởng', 'Thẩm quyền', 'Loại khen thưởng']);
    expect(rows.map((row) => row.slice(1, 9).join(', '))).toEqual([
      'Bằng khen, Bộ trưởng, chưa rõ, 7, 1, 31, 39, Số tổng báo cáo',
      'Bằng khen, Chủ tịch Ủy ban nhân dân cấp tỉnh, chưa rõ, 1, 0, 5, 6, Số tổng báo cáo',
      ', , , , , , , ',
    ]);
    expect(rows.at(-1)?.at(-1)).toBe('Chưa tính số liệu của kỳ 2025-2026');
  });
});

it.each([
  ['0604.xlsx?unit=11&period=2025', 404],
  ['constructor.xlsx?unit=11&period=2025', 404],
  ['0601.pdf?unit=11&period=2025', 404],
  ['0601.xlsx?unit=99999&period=2025', 404],
  ['0602.xlsx?unit=11', 400],
  ['0603.xlsx?unit=11&period=2025-2027', 400],
])('%s is %s', async (path, status) => {
  const response = await gateway.get(`/exports/statutory/${path}`, { role: 'auditor', unit: 'VN' });
  expect(response.status).toBe(status);
});

it('say of a unit of before that it is not there yet while the old map is being loaded', async () => {
  const loading = await startGateway(undefined, { oldUnitsLoaded: false });
  try {
    const statusOf = async (unit: string) => {
      const path = `/exports/statutory/0601.xlsx?unit=${unit}&period=2024`;
      return (await loading.get(path, { role: 'auditor', unit: 'VN' })).status;
    };
    const ratesOf = (period: string) =>
      loading.ask(`{ registrationRates(unit: "02", period: "${period}") { basis } }`);
    expect([await statusOf('02'), await statusOf('11')]).toEqual([503, 200]);
    await expect(ratesOf('2024')).rejects.toThrow('MAP_LOADING');
    await expect(ratesOf('2025')).rejects.toThrow('No unit bore the code 02');
    await loading.say(unitMaps, unitMap({ version: 2 }));
    await eventually(async () => expect(await statusOf('02')).toBe(404));
    await expect(ratesOf('2024')).rejects.toThrow('No unit bore the code 02');
  } finally {
    await loading.stop();
  }
});

it('are files for those who are signed in', async () => {
  const response = await gateway.get('/exports/statutory/0601.xlsx?unit=11&period=2025', null);
  expect(response.status).toBe(401);
});
