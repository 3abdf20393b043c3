import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UnitsThroughTime1764000001100 implements MigrationInterface {
  name = 'UnitsThroughTime1764000001100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table unit
        add column shares jsonb,
        add column changes jsonb not null default '[]';
      create index unit_parent on unit (parent_id);
      alter table baseline add column reason text;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table baseline drop column reason;
      drop index unit_parent;
      alter table unit drop column shares, drop column changes;`);
  }
}
