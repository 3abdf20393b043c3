import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A prize of others that was recorded by mistake is removed by no decision of ours, but with a reason. */
export class RemovedPrizes1764000003100 implements MigrationInterface {
  name = 'RemovedPrizes1764000003100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table award_change alter column decision drop not null, drop constraint award_change_change_check,
        add constraint award_change_change_check check (change in ('CORRECTED', 'REVOKED', 'RESTORED', 'REMOVED')),
        add constraint award_change_decision check (change = 'REMOVED' or decision is not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table award_change drop constraint award_change_decision, drop constraint award_change_change_check;
      delete from award_change where change = 'REMOVED';
      alter table award_change alter column decision set not null,
        add constraint award_change_change_check check (change in ('CORRECTED', 'REVOKED', 'RESTORED'))`);
  }
}
