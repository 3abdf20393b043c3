import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ImportTables1764000007000 implements MigrationInterface {
  name = 'ImportTables1764000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table import_job (
        id uuid primary key, kind text not null, actor text not null, role text not null, unit text not null,
        file_name text not null, digest text not null, parameters jsonb not null, layout jsonb,
        groups jsonb not null default '[]', status text not null default 'READING', fault jsonb,
        rows int not null default 0, ready int not null default 0, refused int not null default 0,
        unchanged int not null default 0, done int not null default 0, runner uuid,
        alive_at timestamptz not null default clock_timestamp(), created_at timestamptz not null default clock_timestamp(),
        phase_at timestamptz, phase_from int not null default 0, ended_at timestamptz
      );
      create index import_job_actor on import_job (actor, id);
      create table import_row (
        import_id uuid not null references import_job on delete cascade, number int not null, group_no int,
        cells jsonb not null, outcome text not null, refused jsonb, primary key (import_id, number)
      );
      create index import_row_group on import_row (import_id, outcome, group_no, number);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table import_row, import_job');
  }
}

/** A row keeps what was made of it, so that it is read once. */
export class ImportedItems1764000011000 implements MigrationInterface {
  name = 'ImportedItems1764000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table import_row add column item jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table import_row drop column item');
  }
}
