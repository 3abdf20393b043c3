import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BaselinesOfCell1764000001400 implements MigrationInterface {
  name = 'BaselinesOfCell1764000001400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index baseline_of_cell on baseline (unit_id, title, period, as_of)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index baseline_of_cell');
  }
}
