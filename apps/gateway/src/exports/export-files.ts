import {
  Authority,
  CommendationForm,
  HonourKind,
  MovementCode,
  Period,
  privateQueries,
  SubjectKind,
  TitleCode,
  UnitCode,
  type Language,
} from '@app/contracts';
import { CodedError, today, type Identity } from '@app/platform';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Callers } from '../callers.js';
import { languageOf } from '../context.js';
import { Memory } from '../memory.js';
import { StatutoryTablesResolver } from '../statutory-tables.resolver.js';
import { annexOf, dateIn, headers } from './export-words.js';
import { ExportedTables } from './exported-tables.js';
import { HonoursPrinter } from './honours-printer.js';
import { commendationsTable, movementsTable } from './statutory-sheets.js';
import { contentTypes, tableFile, type Table, type TableFormat } from './table-file.js';

/** A printed list of more pages than these lines fill is narrowed first. */
const MOST_PRINTED = 2_000;

const listOf = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((value) => value.split(',').filter(Boolean))
    .pipe(z.array(item))
    .optional();
const ratesQuery = z.object({
  unit: UnitCode,
  period: Period,
  titles: listOf(TitleCode),
  breakdown: z.stringbool().default(false),
  mapping: z.enum(['AS_WAS', 'AS_IS']).default('AS_WAS'),
});
const rosterQuery = z.object({
  unit: UnitCode,
  title: TitleCode,
  period: Period,
  status: z.enum(['REGISTERED', 'RECOGNISED', 'WITHDRAWN']).optional(),
});
const statutoryQuery = z.object({ unit: UnitCode, period: Period });
const honoursQuery = z.object({
  unit: UnitCode.optional(),
  period: Period.optional(),
  kinds: listOf(HonourKind),
  forms: listOf(CommendationForm),
  authorities: listOf(Authority),
  subjectKind: SubjectKind.optional(),
  competition: MovementCode.optional(),
  search: z.string().max(200).optional(),
});

/** Tables as files, for whoever is signed in; docs/imports.md describes every address. Errors are JSON with a code. */
@Controller('exports')
export class ExportFiles {
  constructor(
    private readonly tables: ExportedTables,
    private readonly callers: Callers,
    private readonly printer: HonoursPrinter,
    private readonly memory: Memory,
    private readonly statutory: StatutoryTablesResolver,
  ) {}

  /** Percentages of a unit; with breakdown also those of each unit directly below. */
  @Get('rates.:format')
  async rates(
    @Param('format') format: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { language } = await this.asker(request, query);
    const { titles = null, ...asked } = parse(ratesQuery, query);
    const table = this.tables.ratesTable({ ...asked, titles }, language);
    return send(reply, table, format, `rates-${asked.unit}-${asked.period}`);
  }

  /** For the roles that see rosters. */
  @Get('roster.:format')
  async roster(
    @Param('format') format: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { identity, language } = await this.asker(request, query);
    if (!privateQueries.get('roster')?.includes(identity.role))
      throw new CodedError('FORBIDDEN', `The role ${identity.role} may not see this`);
    const { status = null, ...asked } = parse(rosterQuery, query);
    const table = await this.tables.rosterTable({ ...asked, status }, identity, language);
    return send(reply, table, format, `roster-${asked.unit}-${asked.title}-${asked.period}`);
  }

  /** The honours list; as PDF ready to print. */
  @Get('honours.:format')
  async honours(
    @Param('format') format: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { language } = await this.asker(request, query);
    const filter = parse(honoursQuery, query);
    const name = ['honours', filter.unit, filter.period].filter(Boolean).join('-');
    if (format !== 'pdf') return send(reply, await this.tables.honoursTable(filter, language), format, name);
    const { count, rows } = await this.tables.honoursRows(filter, MOST_PRINTED);
    const lines: string[][] = [];
    const decisions = new Map<string, string>();
    for await (const row of rows) {
      const { number = '', signedOn = row.awardedOn } = row.decision ?? {};
      decisions.set(
        `${row.office} ${number} ${signedOn}`,
        row.decision ? annexOf(language, number, signedOn, row.office ?? '') : headers.extract[language],
      );
      lines.push([
        String(lines.length + 1),
        [row.name, row.members.length > 1 ? `(${row.members.join(', ')})` : null].filter(Boolean).join('\n'),
        [row.position, row.unit?.name].filter(Boolean).join(', '),
        [row.honour, row.competitionName].filter(Boolean).join('\n'),
        row.achievement ?? '',
        [row.decision?.number, dateIn(language, row.decision?.signedOn ?? row.awardedOn)]
          .filter(Boolean)
          .join('\n'),
      ]);
    }
    const [basis = headers.extract[language], ...others] = decisions.values();
    const unit = filter.unit ? this.memory.units.find(filter.unit, today())?.state.name : null;
    const pdf = await this.printer.print({
      annex: headers.annex[language],
      title: headers.honours[language],
      basis: others.length === 0 ? basis : headers.extract[language],
      subtitle: [unit ?? filter.unit ?? headers.everywhere[language], filter.period]
        .filter(Boolean)
        .join(' – '),
      columns: [
        headers.number[language],
        headers.recipient[language],
        headers.unit[language],
        headers.honour[language],
        headers.achievement[language],
        headers.decisionNumber[language],
      ],
      lines,
      total: `${headers.total[language]}: ${count}`,
      note: `${headers.printedOn[language]} ${dateIn(language, today())}`,
    });
    return reply
      .headers({
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${name.replace(/[^\w.-]/g, '_')}.pdf"`,
        'content-security-policy': "frame-ancestors 'none'",
      })
      .send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength));
  }

  /** Published results of a competition. */
  @Get('competitions/:code.:format')
  async competition(
    @Param('code') code: string,
    @Param('format') format: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { language } = await this.asker(request, query);
    if (!MovementCode.safeParse(code).success)
      throw new CodedError('NOT_FOUND', 'There is no such competition');
    return send(reply, await this.tables.resultsTable(code, language), format, `results-${code}`);
  }

  /** Statutory tables 0601 to 0603. */
  @Get('statutory/:number.:format')
  async statutoryTable(
    @Param('number') number: string,
    @Param('format') format: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { language } = await this.asker(request, query);
    const tables: Record<string, (unit: string, period: string) => Promise<Table>> = {
      '0601': async (unit, period) =>
        movementsTable(await this.statutory.statutoryMovements(unit, period), language),
      '0602': async (unit, period) =>
        commendationsTable(
          'STATE',
          await this.statutory.statutoryCommendations('STATE', unit, period),
          language,
        ),
      '0603': async (unit, period) =>
        commendationsTable(
          'MINISTRY_PROVINCE',
          await this.statutory.statutoryCommendations('MINISTRY_PROVINCE', unit, period),
          language,
        ),
    };
    const table = Object.hasOwn(tables, number) ? tables[number] : undefined;
    if (!table) throw new CodedError('NOT_FOUND', 'The statutory tables are 0601, 0602 and 0603');
    const { unit, period } = parse(statutoryQuery, query);
    return send(reply, await table(unit, period), format, `${number}-${unit}-${period}`);
  }

  /** In the language of `lang`, else of Accept-Language, else in Vietnamese. */
  private async asker(
    request: FastifyRequest,
    { lang }: Record<string, string>,
  ): Promise<{ identity: Identity; language: Language }> {
    const identity = await this.callers.identify(request);
    if (!identity) throw new CodedError('UNAUTHENTICATED', 'Sign in first');
    return { identity, language: languageOf(lang ?? request.headers['accept-language']) };
  }
}

function parse<Shape extends z.ZodType>(shape: Shape, query: Record<string, string>): z.output<Shape> {
  const parsed = shape.safeParse(query);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CodedError('BAD_USER_INPUT', issue?.message ?? 'malformed', issue?.path.join('.'));
}

function send(reply: FastifyReply, table: Table, format: string, name: string) {
  if (format !== 'xlsx' && format !== 'csv')
    throw new CodedError('NOT_FOUND', 'It can be had as xlsx or csv');
  return reply
    .headers({
      'content-type': contentTypes[format satisfies TableFormat],
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}.${format}"`,
    })
    .send(tableFile(table, format));
}
