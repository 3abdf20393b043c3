import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ApprovedReports1764000001200 implements MigrationInterface {
  name = 'ApprovedReports1764000001200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table report (
        id uuid primary key,
        unit_id uuid not null references unit,
        title text not null references title,
        period text not null,
        number integer not null check (number > 0),
        replaces_id uuid references report unique,
        reason text,
        unit jsonb not null,
        title_name text not null,
        title_name_en text,
        counts text not null,
        figures jsonb not null,
        pooled_below jsonb,
        below jsonb not null,
        approved_below integer not null,
        approved_at timestamptz not null,
        version integer not null check (version = 1),
        unique (unit_id, title, period, number),
        -- The first replaces none; a later one gives its reason.
        check ((number = 1) = (replaces_id is null)),
        check (number = 1 or reason is not null)
      );
      create function report_refuse() returns trigger language plpgsql as $$
      begin
        raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege';
      end $$;
      create trigger report_stays before update or delete or truncate on report
        for each statement execute function report_refuse();
      create index cell_of_title on cell (title, period);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index cell_of_title; drop table report; drop function report_refuse');
  }
}
