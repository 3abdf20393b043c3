import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NumbersAndRemovals1764000003100 implements MigrationInterface {
  name = 'NumbersAndRemovals1764000003100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table award add certificate_number text;
      -- Rule 16: a certificate number, in upper or lower case, is unique in its register: that of an office and year.
      create unique index award_certificate_number on award ((decision ->> 'authority'), (decision ->> 'issuerId'),
        left(decision ->> 'signedOn', 4), lower(certificate_number collate "vi-x-icu"))
        where certificate_number is not null and status <> 'DROPPED';
      -- A prize of others is removed by no decision of ours, but with a reason.
      alter table award_change alter column decision drop not null, drop constraint award_change_change_check,
        add constraint award_change_change_check check (change in ('CORRECTED', 'REVOKED', 'RESTORED', 'REMOVED')),
        add constraint award_change_decision check (change = 'REMOVED' or decision is not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table award drop certificate_number;
      alter table award_change drop constraint award_change_decision, drop constraint award_change_change_check;
      delete from award_change where change = 'REMOVED';
      alter table award_change alter column decision set not null,
        add constraint award_change_change_check check (change in ('CORRECTED', 'REVOKED', 'RESTORED'))`);
  }
}
