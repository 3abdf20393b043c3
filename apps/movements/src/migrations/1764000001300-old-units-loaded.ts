import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OldUnitsLoaded1764000001300 implements MigrationInterface {
  name = 'OldUnitsLoaded1764000001300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table unit_map add column old_units_loaded boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table unit_map drop column old_units_loaded');
  }
}
