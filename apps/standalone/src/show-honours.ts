import { asTable } from './as-table.js';
import { ask } from './load-sample.js';

interface Competition {
  name: string;
  entryCount: number | null;
  prizeCount: number | null;
  withoutPrize: number | null;
  percentWithPrize: number | null;
  prizesByRank: { rank: { name: string }; count: number; percentOfEntries: number | null }[];
}
interface HonourCount {
  kind: string;
  form: string | null;
  learningTitle: { code: string } | null;
  authority: string | null;
  subjectKind: string | null;
  exemplarGroup: string | null;
  basis: string;
  count: number;
}

const inPercent = (percent: number | null): string => (percent === null ? '' : `${percent.toFixed(2)} %`);

/** Results of the competitions of a province and period, by rank. */
export async function competitionsTable(url: string, unit: string, period: string): Promise<string> {
  const { competitions } = await ask<{ competitions: { nodes: Competition[] } }>(
    url,
    `query ($unit: UnitCode!, $period: Period!) { competitions(unit: $unit, period: $period) { nodes {
       name entryCount prizeCount withoutPrize percentWithPrize prizesByRank { rank { name } count percentOfEntries } } } }`,
    { unit, period },
  );
  return competitions.nodes
    .map(({ name, entryCount, prizeCount, withoutPrize, percentWithPrize, prizesByRank }) => {
      const rows = prizesByRank.map(({ rank, count, percentOfEntries }) => [
        rank.name,
        String(count),
        inPercent(percentOfEntries),
      ]);
      rows.push(['All prizes', String(prizeCount ?? ''), '']);
      rows.push([
        'Entries with a prize',
        String((entryCount ?? 0) - (withoutPrize ?? 0)),
        inPercent(percentWithPrize),
      ]);
      rows.push(['Without a prize', String(withoutPrize ?? ''), '']);
      return `${name}\n${asTable([`${entryCount} entries`, 'Prizes', 'Of entries'], rows)}`;
    })
    .join('\n\n');
}

/** The honours of a province and period, counted: kinds apart, never totalled. */
export async function honoursTable(url: string, unit: string, period: string): Promise<string> {
  const { honoursSummary } = await ask<{ honoursSummary: HonourCount[] }>(
    url,
    `query ($unit: UnitCode!, $period: Period!) { honoursSummary(unit: $unit, period: $period) {
       kind form learningTitle { code } authority subjectKind exemplarGroup basis count } }`,
    { unit, period },
  );
  return asTable(
    ['Honour', 'Form', 'Authority', 'To', 'Count', 'Basis'],
    honoursSummary.map(
      ({ kind, form, learningTitle, authority, subjectKind, exemplarGroup, basis, count }) => [
        kind,
        form ?? learningTitle?.code ?? '',
        authority ?? '',
        exemplarGroup ?? subjectKind ?? 'not told',
        String(count),
        basis,
      ],
    ),
  );
}

/** The good practices of a province and period, which are no honours: counted apart from all. */
export async function practicesLine(url: string, unit: string, period: string): Promise<string> {
  const { exemplarsSummary } = await ask<{ exemplarsSummary: { group: string; count: number }[] }>(
    url,
    `query ($unit: UnitCode!, $period: Period!) { exemplarsSummary(unit: $unit, period: $period) { group count } }`,
    { unit, period },
  );
  const practices = exemplarsSummary.find(({ group }) => group === 'GOOD_PRACTICE');
  return `Good practices, counted apart: ${practices?.count ?? 0}`;
}
