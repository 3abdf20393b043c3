import { asTable } from './as-table.js';
import { ask } from './load-sample.js';

interface Row {
  title: { name: string };
  asOf: string | null;
  registered: { value: number; certainty: string } | null;
  recognised: { value: number; certainty: string } | null;
  baseline: { value: number; origin: string } | null;
  registeredRate: { percent: number | null };
  recognisedRate: { percent: number | null };
  stated: { percent: string }[];
}

const numbers = new Intl.NumberFormat('en-US');
const sure: Record<string, string> = { EXACT: '', AT_LEAST: 'at least ', APPROXIMATE: 'about ' };

/** The percentages of a province as a table, from one GraphQL question a period. */
export async function ratesTable(url: string, unit: string, periods: string[]): Promise<string> {
  const rows: string[][] = [];
  for (const period of periods) {
    const { registrationRates } = await ask<{ registrationRates: Row[] }>(
      url,
      `query ($unit: UnitCode!, $period: Period!) {
         registrationRates(unit: $unit, period: $period) {
           title { name } asOf
           registered { value certainty } recognised { value certainty } baseline { value origin }
           registeredRate { percent } recognisedRate { percent } stated { percent } } }`,
      { unit, period },
    );
    for (const row of registrationRates) rows.push([period, ...cellsOf(row)]);
  }
  return asTable(['Period', 'As of', 'Title', 'Figure', 'Baseline', 'Percent', 'Stated'], rows);
}

function cellsOf(row: Row): string[] {
  const kind = row.registered ? 'registered' : 'recognised';
  const count = row.registered ?? row.recognised;
  const percent = row.registered ? row.registeredRate.percent : row.recognisedRate.percent;
  const baseline = row.baseline;
  return [
    row.asOf ?? '',
    row.title.name,
    count ? `${sure[count.certainty]}${numbers.format(count.value)} ${kind}` : 'not counted',
    baseline
      ? `${numbers.format(baseline.value)}${baseline.origin === 'DERIVED' ? ' (derived)' : ''}`
      : 'unknown',
    percent === null ? 'not computed' : `${percent.toFixed(2)} %`,
    row.stated.map((stated) => `${stated.percent} %`).join(', '),
  ];
}
