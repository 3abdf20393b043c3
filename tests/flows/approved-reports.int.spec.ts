import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

const TITLE = 'LEARNING_CLAN';
const COMMUNE = '03127';
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await done('draftMovement', {
    code: 'HT',
    name: 'Học tập',
    launchingAuthority: 'MINISTER',
    launchedBy: 'VN',
    titles: [{ code: TITLE }],
  });
  await world.ask('mutation { launchMovement(code: "HT") { __typename } }');
});
afterAll(() => world.stop());

type Person = { role: string; unit: string };
const department = { role: 'department-staff', unit: '11' };
const headersOf = async (as?: Person) =>
  as && { authorization: await world.issuer.authorization('somebody', as) };
interface Answer {
  reason?: string;
  message?: string;
  field?: string;
}
const change = async (mutation: string, input: object, as?: Person) =>
  (
    await world.ask<{ answer: Answer }>(
      `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
         answer: ${mutation}(input: $input) { __typename ... on Refusal { reason message field } } }`,
      { input },
      await headersOf(as),
    )
  ).answer;
async function done(mutation: string, input: object): Promise<void> {
  const answer = await change(mutation, input);
  if (answer.reason) throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
}

const fields = `id version replaces current reason period approvedBelow unitsBelow approvedAt
  unit { code name level parentName } title { code name counts }
  figures { basis asOf source totalUnits warnings registered { value } recognised { value }
    baseline { value origin asOf sourceDocument }
    registeredRate { percent gap reportedUnits } recognisedRate { percent gap }
    targets { percent of source } stated { percent of source differs } }
  pooledBelow { registered { value } baseline { value } }`;
interface Printed {
  id: string;
  version: number;
  replaces: string | null;
  current: boolean;
  reason: string | null;
  approvedBelow: number;
  unitsBelow: number;
  unit: { code: string; name: string; parentName: string };
  figures: {
    basis: string;
    source: string | null;
    registered: { value: number } | null;
    baseline: { value: number } | null;
    registeredRate: { percent: number | null };
  };
}
const approve = async (input: object, as?: Person) =>
  (
    await world.ask<{ answer: Printed & Answer }>(
      `mutation ($input: ApproveReportInput!) { answer: approveReport(input: $input) {
         ... on ApprovedReport { ${fields} } ... on Refusal { reason_: reason message field } } }`,
      { input: { title: TITLE, period: '2025', ...input } },
      await headersOf(as),
    )
  ).answer as Printed & { reason_?: string; message?: string; field?: string };
const printed = async (unit: string, version: number | null = null) =>
  (
    await world.ask<{ approvedReport: Printed | null }>(
      `query ($unit: UnitCode!, $version: Int) {
         approvedReport(unit: $unit, title: "${TITLE}", period: "2025", version: $version) { ${fields} } }`,
      { unit, version },
    )
  ).approvedReport;
const printedOnce = (unit: string, version: number) =>
  eventually(async () => {
    const report = await printed(unit, version);
    if (!report) throw new Error('not there yet');
    return report;
  });
const baseline = (unit: string, value: number, asOf = '2025-07-01') =>
  done('recordBaselines', {
    title: TITLE,
    period: '2025',
    asOf,
    sourceDocument: `Niên giám ${asOf}`,
    baselines: [{ unit, value: { value } }],
  });
const tally = (unit: string, registered: number, more: object = {}) => ({
  movement: 'HT',
  title: TITLE,
  period: '2025',
  unit,
  asOf: '2025-12-31',
  registered: { value: registered },
  source: 'Báo cáo của xã',
  ...more,
});

describe('an approved report', () => {
  it('needs figures', async () => {
    expect(await approve({ unit: COMMUNE })).toMatchObject({ reason_: 'REPORT_EMPTY', field: 'unit' });
    expect(await printed(COMMUNE)).toBeNull();
  });

  it('keeps what registrationRates shows, with names, sources and targets', async () => {
    await baseline(COMMUNE, 40);
    await done('reportTally', tally(COMMUNE, 10, { stated: [{ percent: '25.00', of: 'REGISTERED' }] }));
    await done('setTargets', {
      unit: 'VN',
      period: '2025',
      source: 'Quyết định 387/QĐ-TTg',
      targets: [{ title: TITLE, percent: 65, of: 'RECOGNISED' }],
    });
    const answered = await approve({ unit: COMMUNE }, { role: 'commune-staff', unit: COMMUNE });
    expect(answered).toMatchObject({
      version: 1,
      replaces: null,
      current: true,
      unit: { code: COMMUNE, name: 'Phường Điện Biên Phủ', level: 'COMMUNE', parentName: 'Điện Biên' },
      figures: {
        basis: 'TALLY',
        source: 'Báo cáo của xã',
        registered: { value: 10 },
        baseline: { value: 40, sourceDocument: 'Niên giám 2025-07-01' },
        registeredRate: { percent: 25, gap: null, reportedUnits: 1 },
        recognisedRate: { percent: null, gap: 'NUMERATOR_UNKNOWN' },
        targets: [{ percent: 65, source: 'Quyết định 387/QĐ-TTg' }],
        stated: [{ percent: '25.00', differs: false }],
      },
    });
    expect(await printedOnce(COMMUNE, 1)).toEqual(answered);
    // Whoever asks.
    const response = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ approvedReport(unit: "${COMMUNE}", title: "${TITLE}", period: "2025") { id } }`,
      }),
    });
    expect(await response.json()).toEqual({ data: { approvedReport: { id: answered.id } } });
  });

  it('is not approved again without a change and a reason, nor by whom it does not belong to', async () => {
    expect((await approve({ unit: COMMUNE, reason: 'x' })).reason_).toBe('REPORT_UNCHANGED');
    await expect(approve({ unit: COMMUNE }, { role: 'commune-staff', unit: '03166' })).rejects.toThrow();
    await expect(approve({ unit: '11' }, { role: 'commune-staff', unit: COMMUNE })).rejects.toThrow();
    await expect(approve({ unit: COMMUNE, expectedVersion: 0 })).rejects.toThrow(/version 1/);
  });

  it("of a parent comes after its children's, or says k of n", async () => {
    const refused = await approve({ unit: '11' }, department);
    expect(refused).toMatchObject({ reason_: 'CHILDREN_NOT_APPROVED', field: 'acceptPartial' });
    expect(refused.message).toContain('1/45');
    const report = await approve({ unit: '11', acceptPartial: true }, department);
    expect(report).toMatchObject({ version: 1, approvedBelow: 1, unitsBelow: 45 });
    expect(report.figures.registeredRate.percent).toBe(25);
    const { approvedReportLines: lines } = await eventually(async () => {
      const answer = await world.ask<{
        approvedReportLines: {
          totalCount: number;
          nodes: { unit: { code: string }; report: { id: string; version: number } | null }[];
        };
      }>(
        'query ($id: ID!) { approvedReportLines(report: $id, first: 100) { totalCount nodes { unit { code } report { id version } } } }',
        { id: report.id },
      );
      expect(answer.approvedReportLines.totalCount).toBe(45);
      return answer;
    });
    expect(lines.nodes.filter((line) => line.report)).toEqual([
      { unit: { code: COMMUNE }, report: { id: (await printedOnce(COMMUNE, 1)).id, version: 1 } },
    ]);
  });

  it('prints the same after later baselines, corrections, renames and merges; a correction is version 2, which names it', async () => {
    const [commune, province] = [await printedOnce(COMMUNE, 1), await printedOnce('11', 1)];
    await baseline(COMMUNE, 50, '2025-08-01');
    await done('reportTally', tally(COMMUNE, 20));
    // What was corrected since is no longer what was approved.
    const refused = await approve({ unit: '11', reason: 'Xã đính chính' }, department);
    expect(refused.message).toContain('0/45');
    expect((await approve({ unit: COMMUNE })).reason_).toBe('REPORT_APPROVED');
    const second = await approve({ unit: COMMUNE, reason: 'Xã đính chính', expectedVersion: 1 });
    expect(second).toMatchObject({ version: 2, replaces: commune.id, reason: 'Xã đính chính' });
    expect(second.figures.registeredRate.percent).toBe(40);
    await done('renameUnit', { unit: COMMUNE, name: 'Phường Tên Mới', on: '2026-02-01', document: 'NQ' });
    await done('mergeUnits', {
      units: [COMMUNE, '03166'],
      into: { code: '98001', name: 'Phường Hợp Nhất' },
      on: '2026-03-01',
      document: 'NQ',
    });
    await eventually(async () => expect(await printed(COMMUNE)).toEqual(second));
    expect(await printed(COMMUNE, 1)).toEqual({ ...commune, current: false });
    expect(await printed('11', 1)).toEqual(province);
    // The past of a unit that is closed by now can still be approved, with the names of that time.
    const again = await approve({ unit: '11', acceptPartial: true, reason: 'Xã đính chính' }, department);
    expect(again).toMatchObject({ version: 2, replaces: province.id, approvedBelow: 1, unitsBelow: 45 });
    expect(again.figures.registered?.value).toBe(20);
  });

  it('is listed, the newest first, all versions or those that stand', async () => {
    const listed = async (args: string) =>
      (
        await world.ask<{ approvedReports: { totalCount: number; nodes: Printed[] } }>(
          `{ approvedReports(${args}) { totalCount nodes { version unit { code } } } }`,
        )
      ).approvedReports.nodes.map(({ unit, version }) => [unit.code, version]);
    await eventually(async () =>
      expect(await listed('unit: "11"')).toEqual([
        ['11', 2],
        [COMMUNE, 2],
        ['11', 1],
        [COMMUNE, 1],
      ]),
    );
    expect(await listed('period: "2025", currentOnly: true')).toEqual([
      ['11', 2],
      [COMMUNE, 2],
    ]);
    // What a closed unit approved is found under its successor.
    expect(await listed('unit: "98001", currentOnly: true')).toEqual([[COMMUNE, 2]]);
    expect(await listed('unit: "12"')).toEqual([]);
  });

  it('needs a reason for corrections once the movement is closed (rule 8)', async () => {
    await baseline('03151', 10);
    await done('reportTally', tally('03151', 5));
    expect((await approve({ unit: '03151' })).version).toBe(1);
    await done('reportTally', tally('03151', 6));
    await world.ask('mutation { closeMovement(code: "HT") { __typename } }');
    await done('reportTally', tally('03158', 3));
    expect(await change('reportTally', tally('03151', 7))).toMatchObject({
      reason: 'REPORT_APPROVED',
      field: 'reason',
    });
    await done('reportTally', tally('03151', 7, { reason: 'Đếm lại' }));
  });

  it('is never changed in the database, and leaves a line in the audit', async () => {
    const sql = new pg.Client({ connectionString: world.databaseUrl('movements') });
    await sql.connect();
    try {
      for (const statement of [`update report set reason = 'x'`, 'delete from report'])
        await expect(sql.query(statement)).rejects.toThrow('report is only added to');
      const { rows } = await sql.query<{ target: string }>(
        `select target from audit where action = 'ApproveReport' order by id limit 2`,
      );
      expect(rows.map(({ target }) => target)).toEqual([
        `${COMMUNE} ${TITLE} 2025 v1 0/0`,
        `11 ${TITLE} 2025 v1 1/45`,
      ]);
    } finally {
      await sql.end();
    }
  });
});
