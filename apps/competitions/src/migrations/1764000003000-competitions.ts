import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Competitions1764000003000 implements MigrationInterface {
  name = 'Competitions1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table competition (
        code text primary key,
        name text not null,
        name_en text,
        level text not null,
        period text not null,
        organiser_id uuid,
        organiser_name text,
        status text not null check (status in ('OPEN', 'JUDGED', 'PUBLISHED')),
        basis text not null check (basis in ('ROSTER', 'TALLY')),
        max_members integer,
        ranks jsonb not null,
        tally jsonb,
        decision jsonb,
        version integer not null,
        check ((organiser_id is null) <> (organiser_name is null)),
        check ((basis = 'TALLY') = (tally is not null))
      );
      create table entry (
        id uuid primary key,
        competition text not null references competition,
        code text not null,
        kind text not null,
        title text,
        field text,
        unit_id uuid not null,
        members text[] not null,
        student_keys jsonb not null,
        supervisors text[] not null,
        prizes text[] not null,
        status text not null check (status in ('ENTERED', 'WITHDRAWN')),
        reason text,
        version integer not null,
        unique (competition, code)
      );

      create table decision (
        id uuid primary key,
        number text not null,
        signed_on date not null,
        authority text not null,
        issuer_id uuid not null,
        signatory text,
        position text,
        grants text not null,
        form text,
        emulation_title text,
        competition text references competition,
        type text,
        period text not null,
        status text not null check (status in ('DRAFT', 'PUBLISHED', 'DROPPED')),
        recipients integer not null,
        version integer not null
      );
      -- Rule 16: a number, in upper or lower case, is unique in its issuing office and year of signing; a dropped draft frees it.
      create unique index decision_number
        on decision (lower(number collate "vi-x-icu"), authority, issuer_id, extract(year from signed_on))
        where status <> 'DROPPED';
      create table award (
        id uuid primary key,
        kind text not null check (kind in ('COMMENDATION', 'EMULATION_TITLE', 'PRIZE')),
        name text not null,
        subject_kind text not null,
        unit_id uuid not null,
        position text,
        posthumous boolean not null,
        minor boolean not null,
        members text[] not null,
        form text,
        emulation_title text,
        type text,
        competition text references competition,
        level text,
        rank jsonb,
        entry_id uuid references entry,
        external_decision text,
        achievement text,
        evidence jsonb not null,
        decision_id uuid references decision,
        decision jsonb,
        awarded_on date not null,
        period text not null,
        status text not null check (status in ('DRAFT', 'PUBLISHED', 'REVOKED', 'DROPPED')),
        revocation jsonb,
        certificates jsonb not null,
        name_key text not null,
        birth_date date,
        identity_digest text,
        version integer not null
      );
      create index award_decision on award (decision_id);
      create index award_name on award (name_key);
      -- Rule 17: one recipient uses a piece of evidence once, as long as the award is in force or drafted.
      create table evidence_use (
        award_id uuid not null references award,
        recipient_key text not null,
        evidence_key text not null,
        primary key (recipient_key, evidence_key)
      );
      create index evidence_use_award on evidence_use (award_id);
      -- Each correction, revocation and restoration of a published award, with what it said before: nothing is deleted (rule 19).
      create table award_change (
        award_id uuid not null references award,
        version integer not null,
        change text not null check (change in ('CORRECTED', 'REVOKED', 'RESTORED')),
        decision jsonb not null,
        reason text not null,
        ground text,
        before jsonb,
        made_at timestamptz not null default now(),
        primary key (award_id, version)
      );
      create table award_tally (
        id uuid primary key,
        unit_id uuid not null,
        period text not null,
        authority text not null,
        form text not null,
        achievement text not null,
        collectives integer not null check (collectives >= 0),
        households integer not null check (households >= 0),
        individuals integer not null check (individuals >= 0),
        source text not null,
        version integer not null,
        unique (unit_id, period, authority, form, achievement)
      );
      create table duplicate (
        id uuid primary key,
        among text not null check (among in ('RECIPIENTS', 'STUDENTS')),
        first uuid not null,
        second uuid not null,
        first_name text not null,
        second_name text not null,
        unit_id uuid not null,
        status text not null check (status in ('OPEN', 'SAME', 'DIFFERENT', 'DROPPED')),
        note text,
        version integer not null,
        unique (first, second)
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table duplicate, award_tally, award_change, evidence_use, award, decision, entry, competition',
    );
  }
}
