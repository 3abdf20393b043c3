import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Movements1764000001000 implements MigrationInterface {
  name = 'Movements1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists btree_gist;

      create table unit (
        id uuid primary key,
        code text not null,
        name text not null,
        name_en text,
        level text not null check (level in ('COUNTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'INSTITUTION')),
        parent_id uuid references unit,
        kind text,
        valid_from date,
        valid_to date,
        successor_ids uuid[] not null,
        version integer not null,
        -- Rule 9: a code is unique at any one date.
        constraint unit_code_at_a_date exclude using gist (code with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create index unit_code on unit (code);
      create table unit_map (
        id text primary key check (id = 'unit-map'),
        units integer not null,
        versions integer not null,
        version integer not null
      );

      create table title (
        code text primary key,
        name text not null,
        name_en text,
        counts text not null,
        subject_kind text not null,
        period_kind text not null,
        version integer not null
      );
      create table movement (
        code text primary key,
        name text not null,
        name_en text,
        kind text not null,
        status text not null check (status in ('DRAFT', 'LAUNCHED', 'CLOSED')),
        scope text not null,
        launching_authority text not null,
        launched_by_id uuid not null references unit,
        legal_basis text[] not null,
        starts_on date,
        starts_on_precision text not null,
        ends_on date,
        titles text[] not null,
        reason text,
        version integer not null
      );

      create table cell (
        id uuid primary key,
        unit_id uuid not null references unit,
        title text not null references title,
        period text not null,
        basis text check (basis in ('ROSTER', 'TALLY')),
        as_of date,
        registered jsonb,
        recognised jsonb,
        baseline jsonb,
        targets jsonb not null,
        stated jsonb not null,
        version integer not null,
        unique (unit_id, title, period)
      );
      create table baseline (
        id uuid primary key,
        unit_id uuid not null references unit,
        title text not null references title,
        period text not null,
        as_of date not null,
        value integer not null check (value >= 0),
        certainty text not null,
        origin text not null,
        source_document text not null,
        final boolean not null,
        recorded_at timestamptz not null,
        version integer not null
      );
      create table tally (
        id uuid primary key,
        unit_id uuid not null references unit,
        title text not null references title,
        period text not null,
        movement text not null references movement,
        as_of date,
        registered jsonb,
        recognised jsonb,
        stated jsonb not null,
        source text not null,
        status text not null check (status in ('CURRENT', 'REPLACED', 'WITHDRAWN')),
        reason text,
        reported_at timestamptz not null,
        version integer not null
      );
      create unique index tally_one_current on tally (unit_id, title, period) where status = 'CURRENT';

      create table registration (
        id uuid primary key,
        cell_id uuid not null references cell,
        unit_id uuid not null,
        title text not null,
        period text not null,
        movement text not null references movement,
        key text,
        key_digest text not null,
        name text not null,
        status text not null check (status in ('REGISTERED', 'RECOGNISED', 'WITHDRAWN')),
        registered_at timestamptz not null,
        by_recognition boolean not null,
        decision jsonb,
        reason text,
        version integer not null
      );
      -- Rule 1: at most once per unit, title and period, whatever the movement.
      create unique index registration_once on registration (cell_id, key_digest) where status <> 'WITHDRAWN';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registration, tally, baseline, cell, movement, title, unit_map, unit');
  }
}
