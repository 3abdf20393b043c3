import {
  auditTopics,
  baselines,
  cells,
  movements,
  registrations,
  tallies,
  titles,
  unitMaps,
  units,
  type Topic,
} from '@app/contracts';
import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A table of the read model: the whole state of the aggregates of its topics, nearly always one. */
export interface ReadModelTable {
  topics: readonly Topic[];
  name: string;
  /** Column of the aggregate's id. */
  key: string;
  columns: string;
  indexes?: string[];
  /** Kept in every gateway process's memory, which follows the rows by their change number. */
  inMemory: boolean;
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

/** The whole read model, a table a topic; the audits of all services are one. Its columns are the properties of the states in the contracts. */
export const readModelTables: readonly ReadModelTable[] = [
  table(
    units,
    'unit',
    'id',
    `id uuid primary key, code text not null, name text not null, name_en text, level text not null, parent_id uuid, kind text,
     valid_from date, valid_to date, successor_ids uuid[] not null, version int not null`,
    { inMemory: true },
  ),
  table(
    unitMaps,
    'unit_map',
    'id',
    'id text primary key, units int not null, versions int not null, version int not null',
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
     recorded_at timestamptz not null, version int not null`,
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
    { indexes: ['(unit_id, period, title, id)'] },
  ),
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
