import {
  auditTopics,
  awards,
  awardTallies,
  baselines,
  cells,
  competitions,
  conferences,
  decisions,
  duplicates,
  entries,
  exemplars,
  exemplarTallies,
  honourees,
  movements,
  registrations,
  reports,
  tallies,
  titles,
  unitMaps,
  units,
  type HonoureeState,
  type Topic,
} from '@app/contracts';
import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  exemplarRow,
  HOUSEHOLD_LEARNING_TITLE,
  honourOfExemplar,
  honourOfHonouree,
  honourOfRegistration,
} from './exemplar-row.js';
import { honourColumns, honourIndexes, honourOfAward, SUGGESTS } from './honour-row.js';

/** The row of an aggregate, its id and version among its values; null: one of its kind never stands in the table. */
export type RowOf = (state: never) => { version: number } | null;

/** A table of the read model: the whole state of the aggregates of its topics, nearly always one, or what `rowOf` makes of it. */
export interface ReadModelTable {
  topics: readonly Topic[];
  name: string;
  /** Column of the aggregate's id. */
  key: string;
  columns: string;
  indexes?: string[];
  /** Followed by every gateway process's memory, by the change number of the rows. */
  inMemory: boolean;
  /** By the name of the topic; without one the columns are the properties of the state. */
  rowOf?: Record<string, RowOf>;
  /** Raised with each change of what rowOf makes of the same state: the read model is then built again. */
  rowVersion?: number;
}

const table = (
  topics: unknown,
  name: string,
  key: string,
  columns: string,
  more: Partial<ReadModelTable> = {},
): ReadModelTable => ({
  topics: [topics].flat() as Topic[],
  name,
  key,
  columns,
  inMemory: false,
  ...more,
});

/** The whole read model, a table a topic; the audits of all services are one, and the honours list is made of what has tables of its own too. */
export const readModelTables: readonly ReadModelTable[] = [
  table(
    units,
    'unit',
    'id',
    `id uuid primary key, code text not null, name text not null, name_en text, level text not null, parent_id uuid, kind text,
     valid_from date, valid_to date, successor_ids uuid[] not null, shares jsonb, changes jsonb not null,
     version int not null`,
    { inMemory: true, indexes: ['(parent_id)', 'using gin (successor_ids)'] },
  ),
  table(
    unitMaps,
    'unit_map',
    'id',
    `id text primary key, units int not null, versions int not null, old_units_loaded boolean not null,
     version int not null`,
  ),
  table(
    titles,
    'title',
    'code',
    `code text primary key, name text not null, name_en text, counts text not null, subject_kind text not null,
     period_kind text not null, version int not null`,
    { inMemory: true },
  ),
  table(
    movements,
    'movement',
    'code',
    `code text primary key, name text not null, name_en text, kind text not null, status text not null, scope text not null,
     launching_authority text not null, launched_by_id uuid not null, legal_basis text[] not null, starts_on date,
     starts_on_precision text not null, ends_on date, titles text[] not null, reason text, version int not null`,
  ),
  table(
    baselines,
    'baseline',
    'id',
    `id uuid primary key, unit_id uuid not null, title text not null, period text not null, as_of date not null,
     value int not null, certainty text not null, origin text not null, source_document text not null, final boolean not null,
     reason text, recorded_at timestamptz not null, version int not null`,
    { indexes: ['(unit_id, period, title)'] },
  ),
  table(
    cells,
    'cell',
    'id',
    `id uuid primary key, unit_id uuid not null, title text not null, period text not null, basis text, as_of date,
     registered jsonb, recognised jsonb, baseline jsonb, targets jsonb not null, stated jsonb not null, version int not null`,
    { inMemory: true },
  ),
  table(
    tallies,
    'tally',
    'id',
    `id uuid primary key, unit_id uuid not null, title text not null, period text not null, movement text not null, as_of date,
     registered jsonb, recognised jsonb, stated jsonb not null, source text not null, status text not null, reason text,
     reported_at timestamptz not null, version int not null`,
    { indexes: ['(unit_id, period, title)'] },
  ),
  table(
    registrations,
    'registration',
    'id',
    `id uuid primary key, unit_id uuid not null, title text not null, period text not null, movement text not null, key text,
     name text not null, status text not null, registered_at timestamptz not null, by_recognition boolean not null,
     decision jsonb, reason text, version int not null`,
    {
      indexes: [
        '(unit_id, period, title, id)',
        `(period, unit_id) where title = '${HOUSEHOLD_LEARNING_TITLE}' and status = 'RECOGNISED'`,
      ],
    },
  ),
  table(
    reports,
    'report',
    'id',
    `id uuid primary key, unit_id uuid not null, title text not null, period text not null, number int not null,
     replaces_id uuid, reason text, unit jsonb not null, title_name text not null, title_name_en text, counts text not null,
     figures jsonb not null, pooled_below jsonb, below jsonb not null, approved_below int not null,
     approved_at timestamptz not null, version int not null`,
    { indexes: ['(unit_id, period, title, number)', '(replaces_id)'] },
  ),
  table(
    competitions,
    'competition',
    'code',
    `code text primary key, name text not null, name_en text, level text not null, period text not null, organiser_id uuid,
     organiser_name text, status text not null, basis text not null, max_members int, ranks jsonb not null, tally jsonb,
     decision jsonb, version int not null`,
    { indexes: ['(period, code)'] },
  ),
  table(
    entries,
    'entry',
    'id',
    `id uuid primary key, competition text not null, code text not null, kind text not null, title text, field text,
     unit_id uuid not null, members text[] not null, supervisors text[] not null, prizes text[] not null,
     status text not null, reason text, version int not null`,
    { indexes: ['(competition, code)'] },
  ),
  table(
    decisions,
    'decision',
    'id',
    `id uuid primary key, number text not null, signed_on date not null, authority text not null, issuer_id uuid not null,
     signatory text, position text, grants text not null, form text, emulation_title text, competition text, type text,
     period text not null, status text not null, recipients int not null, version int not null`,
    { indexes: ['(lower(number collate "vi-x-icu"))', `(issuer_id) where status = 'DRAFT'`] },
  ),
  table(
    awards,
    'award',
    'id',
    `id uuid primary key, kind text not null, name text not null, subject_kind text not null, unit_id uuid not null,
     position text, posthumous boolean not null, minor boolean not null, members text[] not null, form text,
     emulation_title text, type text, competition text, level text, rank jsonb, entry_id uuid, external_decision text,
     achievement text,
     evidence jsonb not null, decision jsonb, awarded_on date not null, period text not null, status text not null,
     revocation jsonb, certificates jsonb not null, certificate_number text, version int not null`,
    {
      indexes: [
        "((decision ->> 'id'), id)",
        '(competition, entry_id)',
        'using gin (certificates jsonb_path_ops)',
        `(awarded_on, id) where status = 'PUBLISHED' and ${SUGGESTS}`,
      ],
    },
  ),
  table(
    awardTallies,
    'award_tally',
    'id',
    `id uuid primary key, unit_id uuid not null, period text not null, authority text not null, form text not null,
     achievement text not null, collectives int not null, households int not null, individuals int not null,
     source text not null, version int not null`,
    { indexes: ['(period, unit_id)'] },
  ),
  table(
    duplicates,
    'duplicate',
    'id',
    `id uuid primary key, among text not null, first uuid not null, second uuid not null, first_name text not null,
     second_name text not null, unit_id uuid not null, status text not null, note text, version int not null`,
    { indexes: [`(unit_id) where status = 'OPEN'`] },
  ),
  table(
    exemplars,
    'exemplar',
    'id',
    `id uuid primary key, slug text, name text, position text, exemplar_group text not null, unit_id uuid not null,
     period text not null, movement text, headline text, story text, headline_en text, story_en text, minor boolean,
     awards uuid[] not null, status text not null, featured boolean not null, note text, basis text,
     award_changed boolean not null, channels jsonb not null, nominated_at timestamptz not null, published_at timestamptz,
     erased boolean not null, search_text text, name_text text, version int not null`,
    {
      indexes: [
        '(slug)',
        "(featured, published_at, id) where status = 'PUBLISHED'",
        '(status, unit_id)',
        'using gin (awards)',
      ],
      rowOf: { [exemplars.name]: exemplarRow },
      rowVersion: 1,
    },
  ),
  table(
    exemplarTallies,
    'exemplar_tally',
    'id',
    `id uuid primary key, unit_id uuid not null, period text not null, collectives int not null, individuals int not null,
     good_persons_good_deeds int not null, source text not null, version int not null`,
    { indexes: ['(period, unit_id)'] },
  ),
  table(
    conferences,
    'conference',
    'id',
    `id uuid primary key, name text not null, held_on date not null, unit_id uuid not null, period text not null,
     honourees int not null, tally jsonb, version int not null`,
    { indexes: ['(period, unit_id)', '(held_on, id)'] },
  ),
  // At which conference an award was handed over; who was honoured there without one stands in the honours list.
  table(
    honourees,
    'honouree',
    'id',
    'id uuid primary key, conference_id uuid not null, award uuid, version int not null',
    {
      indexes: ['(award) where award is not null'],
      rowOf: {
        [honourees.name]: ({ id, conferenceId, award, version }: HonoureeState) => ({
          id,
          conferenceId,
          award,
          version,
        }),
      },
      rowVersion: 1,
    },
  ),
  table([awards, registrations, exemplars, honourees], 'honour', 'id', honourColumns, {
    inMemory: true,
    indexes: honourIndexes,
    rowOf: {
      [awards.name]: honourOfAward,
      [registrations.name]: honourOfRegistration,
      [exemplars.name]: honourOfExemplar,
      [honourees.name]: honourOfHonouree,
    },
    rowVersion: 3,
  }),
  table(
    Object.values(auditTopics),
    'audit_entry',
    'id',
    `id text primary key, service text not null, seq bigint not null, at timestamptz not null, actor text not null, role text,
     unit text, action text not null, target text not null, digest_before text, digest_after text,
     correlation_id text not null, hash text not null, version int not null`,
    { indexes: ['(service, seq)', '(service, actor, seq)', '(service, action, seq)'] },
  ),
];

/** Changes with the shape of any table: a read model of another shape is thrown away and built again. */
export const readModelShape = createHash('sha256')
  .update(JSON.stringify(readModelTables))
  .digest('hex')
  .slice(0, 16);

export class ReadModelTables1764000002000 implements MigrationInterface {
  name = 'ReadModelTables1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table read_model_state (
        only_row boolean primary key default true check (only_row),
        shape text not null,
        generation integer not null,
        building boolean not null
      );
      insert into read_model_state (shape, generation, building) values ('', 0, false);
      create table read_model_change (
        only_row boolean primary key default true check (only_row),
        change_no bigint not null,
        as_of timestamptz not null
      );
      insert into read_model_change (change_no, as_of) values (0, now());`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop schema if exists read_model cascade; drop table read_model_state, read_model_change',
    );
  }
}
