import { Decision, mapDay, type Language } from '@app/contracts';
import type { Mapping } from '@app/figures';
import { CodedError, dateOf, today, type Identity } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Access } from '../access.js';
import { honourNode, type HonourLineRow } from '../honour-lines.js';
import { officeInWords } from '../honour-titles.js';
import { honoursListing, type Narrowing } from '../honours.resolver.js';
import type { HonourFilter } from '../honours.schema.js';
import { Memory, stateOf } from '../memory.js';
import { idsBelow, unitNode } from '../nodes.js';
import type { Quantity } from '../registration-rates.schema.js';
import { RegistrationRatesResolver } from '../registration-rates.resolver.js';
import { refuseMore, rowsOf } from './export-rows.js';
import * as words from './export-words.js';
import type { Table, TableCell, TableColumn } from './table-file.js';

const notKept = { answer: null };
const competitionNames = z.record(z.string(), z.string());

/** The tables that can be had as files, each with its headers in the language asked for. */
@Injectable()
export class ExportedTables {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly access: Access,
    private readonly rates: RegistrationRatesResolver,
  ) {}

  /** Percentages of the unit, and with breakdown those of each unit directly below. */
  ratesTable(
    asked: { unit: string; period: string; titles: string[] | null; breakdown: boolean; mapping: Mapping },
    language: Language,
  ): Table {
    const { unit, period, titles, breakdown, mapping } = asked;
    const rows = [false, ...(breakdown ? [true] : [])].flatMap((below) =>
      this.rates.registrationRates(unit, period, titles, below, mapping, notKept),
    );
    const cells = rows.map((row): TableCell[] => {
      const { registeredRate, recognisedRate } = row;
      const target = (kind: string) => row.targets.find(({ of }) => of === kind)?.percent ?? null;
      const gap = ({ gap: why }: { gap: string | null }, kind: keyof typeof words.rateKinds) =>
        why
          ? `${words.rateKinds[kind][language]}: ${words.gaps[why as keyof typeof words.gaps][language]}`
          : null;
      const notes = [
        gap(registeredRate, 'REGISTERED'),
        gap(recognisedRate, 'RECOGNISED'),
        ...row.warnings.map((warning) => words.warnings[warning]?.[language] ?? warning),
        ...row.stated.map(({ percent, of }) => `${words.rateKinds[of][language]} ${percent} %`),
      ];
      return [
        row.unit.code,
        row.unit.name,
        row.title?.code ?? null,
        (language === 'en' ? row.title?.nameEn : null) ?? row.title?.name ?? null,
        row.period,
        row.basis && words.bases[row.basis][language],
        words.dateIn(language, row.asOf),
        quantity(row.baseline, language),
        quantity(row.registered, language),
        registeredRate.percent,
        target('REGISTERED'),
        registeredRate.reportedUnits,
        quantity(row.recognised, language),
        recognisedRate.percent,
        target('RECOGNISED'),
        recognisedRate.reportedUnits,
        row.totalUnits,
        notes.filter(Boolean).join('; ') || null,
      ];
    });
    return {
      name: words.headers.rates[language],
      columns: columnsOf(language, [
        ...(['unitCode', 'unit', 'titleCode', 'title', 'period', 'basis', 'asOf', 'baseline'] as const),
        ...(['registered', 'registeredRate', 'registeredTarget', 'registeredUnits'] as const),
        ...([
          'recognised',
          'recognisedRate',
          'recognisedTarget',
          'recognisedUnits',
          'totalUnits',
          'notes',
        ] as const),
      ]),
      rows: each(cells),
    };
  }

  /** The roster of a commune, for staff whose role holds there: to others it is empty, as it is in a question. */
  async rosterTable(
    asked: { unit: string; title: string; period: string; status: string | null },
    identity: Identity,
    language: Language,
  ): Promise<Table> {
    const node = this.memory.units.find(asked.unit, mapDay(asked.period));
    const seen =
      node &&
      (await this.access.outside(identity.unit, [
        { unit: asked.unit, day: mapDay(asked.period), field: 'unit' },
      ])) === null;
    const listing = {
      from: 'read_model.registration',
      where: 'unit_id = $1 and title = $2 and period = $3 and ($4::text is null or status = $4)',
      parameters: [seen ? node.state.id : null, asked.title, asked.period, asked.status],
      order: ['id'],
    };
    await refuseMore(this.database, listing);
    const { database } = this;
    return {
      name: words.headers.roster[language],
      columns: columnsOf(language, ['number', 'key', 'name', 'status', 'registeredAt', 'decisionNumber']),
      rows: numbered(rowsOf(database, listing), (row) => {
        const { key, name, status, registeredAt, decision } = stateOf<{
          key: string | null;
          name: string;
          status: string;
          registeredAt: string;
          decision: z.infer<typeof Decision> | null;
        }>(row);
        return [
          key,
          name,
          words.statuses[status]?.[language] ?? status,
          words.dateIn(language, dateOf(new Date(registeredAt))),
          decision?.number ?? null,
        ];
      }),
    };
  }

  /** What the filter leaves of the honours list, in its legal order; at most so many. */
  async honoursRows(filter: HonourFilter, most?: number) {
    const { unit, ...rest } = filter;
    const day = filter.period ? mapDay(filter.period) : today();
    const narrowing: Narrowing = {
      ...rest,
      unitIds: unit ? idsBelow(this.memory.units, unit, day, 'unit') : null,
    };
    const listing = honoursListing(narrowing, { competition: false, conference: false });
    const count = await refuseMore(this.database, listing, most);
    const competitions = await this.competitionNames();
    const rows = rowsOf(this.database, listing);
    const { units, titles } = this.memory;
    const told = (row: HonourLineRow) => {
      const node = honourNode(row, units, titles);
      return {
        ...node,
        unit: unitNode(row.unitId, units),
        honour: node.title,
        office: node.decision && officeInWords(node.decision.authority, node.decision.issuer),
        competitionName: row.competition ? (competitions[row.competition] ?? row.competition) : null,
      };
    };
    return {
      count,
      rows: (async function* () {
        for await (const row of rows) yield told(stateOf<HonourLineRow>(row));
      })(),
    };
  }

  async honoursTable(filter: HonourFilter, language: Language): Promise<Table> {
    const { rows } = await this.honoursRows(filter);
    return {
      name: words.headers.honours[language],
      columns: columnsOf(language, [
        ...(['number', 'recipient', 'members', 'kind', 'position', 'unitCode', 'unit', 'honour'] as const),
        ...(['achievement', 'competition', 'office', 'decisionNumber', 'signedOn', 'period'] as const),
      ]),
      rows: numbered(rows, (row) => [
        row.name,
        row.members.join(', ') || null,
        words.subjectKinds[row.subjectKind][language],
        row.position,
        row.unit?.code ?? null,
        row.unit?.name ?? null,
        row.honour,
        row.achievement,
        row.competitionName,
        row.office,
        row.decision?.number ?? null,
        words.dateIn(language, row.decision?.signedOn ?? row.awardedOn),
        row.period,
      ]),
    };
  }

  /** The published prizes of a competition, best first. NOT_FOUND where there is none of the code, or no result yet. */
  async resultsTable(code: string, language: Language): Promise<Table> {
    const [competition] = await this.database.query<{ name: string }[]>(
      `select name from read_model.competition where code = $1 and status = 'PUBLISHED'`,
      [code],
    );
    if (!competition) throw new CodedError('NOT_FOUND', 'There are no published results of this competition');
    const listing = {
      from: `(select a.id, (a.rank ->> 'order')::int as rank_order, a.rank ->> 'name' as rank_name, a.unit_id, a.name,
          a.members, e.code as entry_code, e.title, e.field, a.decision ->> 'number' as decision_number
        from read_model.award a left join read_model.entry e on e.id = a.entry_id
        where a.competition = $1 and a.status = 'PUBLISHED') held`,
      where: 'true',
      parameters: [code],
      order: ['rank_order', 'id'],
    };
    await refuseMore(this.database, listing);
    const { units } = this.memory;
    return {
      name: competition.name,
      columns: columnsOf(language, [
        ...([
          'number',
          'rank',
          'entry',
          'entryTitle',
          'field',
          'members',
          'unitCode',
          'school',
          'decisionNumber',
        ] as const),
      ]),
      rows: numbered(rowsOf(this.database, listing), (row) => {
        const won = stateOf<{
          rankName: string;
          unitId: string;
          name: string;
          members: string[];
          entryCode: string | null;
          title: string | null;
          field: string | null;
          decisionNumber: string | null;
        }>(row);
        const unit = unitNode(won.unitId, units);
        return [
          won.rankName,
          won.entryCode,
          won.title,
          won.field,
          won.members.join(', ') || won.name,
          unit?.code ?? null,
          unit?.name ?? null,
          won.decisionNumber,
        ];
      }),
    };
  }

  private async competitionNames(): Promise<Record<string, string>> {
    const [row] = await this.database.query<{ names: unknown }[]>(
      `select coalesce(jsonb_object_agg(code, name), '{}') as names from read_model.competition`,
    );
    return competitionNames.parse(row?.names ?? {});
  }
}

function quantity(given: Pick<Quantity, 'value' | 'certainty'> | null, language: Language): TableCell {
  if (!given) return null;
  const { value, certainty } = given;
  if (certainty === 'EXACT') return value;
  return `${words.bounds[certainty as keyof typeof words.bounds][language]} ${value}`;
}

const wide = new Set<string>([
  'name',
  'recipient',
  'members',
  'unit',
  'school',
  'title',
  'honour',
  'form',
  'authority',
  'achievement',
  'entryTitle',
  'office',
  'notes',
]);
export const columnsOf = (language: Language, names: (keyof typeof words.headers)[]): TableColumn[] =>
  names.map((name) => ({
    header: words.headers[name][language],
    width: name === 'number' ? 7 : wide.has(name) ? 36 : 18,
  }));

export async function* each(rows: TableCell[][]): AsyncGenerator<TableCell[]> {
  yield* rows;
}
async function* numbered<Row>(
  rows: AsyncIterable<Row>,
  cells: (row: Row) => TableCell[],
): AsyncGenerator<TableCell[]> {
  let number = 0;
  for await (const row of rows) yield [++number, ...cells(row)];
}
