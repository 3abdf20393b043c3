import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Exemplars1764000004000 implements MigrationInterface {
  name = 'Exemplars1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table exemplar (
        id uuid primary key,
        slug text unique,
        name text,
        position text,
        "group" text not null
          check ("group" in ('COLLECTIVE', 'INDIVIDUAL', 'GOOD_PERSON_GOOD_DEED', 'GOOD_PRACTICE')),
        unit_id uuid not null,
        period text not null,
        movement text,
        headline text,
        story text,
        headline_en text,
        story_en text,
        minor boolean,
        awards uuid[] not null,
        status text not null check (status in
          ('NOMINATED', 'UNDER_REVIEW', 'RETURNED', 'REJECTED', 'APPROVED', 'PUBLISHED', 'WITHDRAWN')),
        featured boolean not null,
        note text,
        basis text,
        basis_statement text,
        basis_given_on date,
        representative_consent boolean not null,
        child_consent boolean not null,
        child_under_seven boolean not null,
        nominated_by text not null,
        award_changed boolean not null,
        channels jsonb not null,
        nominated_at timestamptz not null,
        published_at timestamptz,
        erased boolean not null,
        version integer not null,
        -- Rule 22: nobody is before the public without a basis that fits the group and, for a minor, with both consents.
        constraint exemplar_publication_basis check (status <> 'PUBLISHED' or (
          slug is not null and name is not null and basis is not null and basis_statement is not null
          and case basis
            when 'NOT_PERSONAL' then "group" in ('COLLECTIVE', 'GOOD_PRACTICE')
            when 'LEGAL_DUTY' then basis_given_on is not null
            when 'CONSENT' then basis_given_on is not null
              and (minor is not true or (representative_consent and (child_consent or child_under_seven)))
            else false
          end)),
        -- Rule 22: whether a person is a minor is stated, never assumed.
        constraint exemplar_minor_stated check (erased or (minor is null) = ("group" in ('COLLECTIVE', 'GOOD_PRACTICE'))),
        constraint exemplar_featured check (not featured or status = 'PUBLISHED'),
        constraint exemplar_erased check (case when erased
          then status = 'WITHDRAWN' and awards = '{}' and num_nonnulls(slug, name, position, headline, story, headline_en,
            story_en, minor, note, basis, basis_statement, basis_given_on) = 0
          else name is not null and headline is not null and story is not null end)
      );
      create index exemplar_awards on exemplar using gin (awards);
      -- Keyed digests of all slugs ever given, also to people since erased.
      create table slug_taken (digest text primary key);
      create table exemplar_tally (
        id uuid primary key,
        unit_id uuid not null,
        period text not null,
        collectives integer not null check (collectives >= 0),
        individuals integer not null check (individuals >= 0),
        good_persons_good_deeds integer not null check (good_persons_good_deeds >= 0),
        source text not null,
        version integer not null,
        unique (unit_id, period)
      );

      create table conference (
        id uuid primary key,
        name text not null,
        name_key text not null,
        held_on date not null,
        unit_id uuid not null,
        period text not null,
        honourees integer not null check (honourees > 0),
        tally jsonb,
        version integer not null,
        unique (name_key, held_on, unit_id)
      );
      create table honouree (
        id uuid primary key,
        conference_id uuid not null references conference,
        conference text not null,
        held_on date not null,
        period text not null,
        name text not null,
        subject_kind text not null,
        unit_id uuid not null,
        award uuid,
        version integer not null
      );

      -- What other services announce. 'revocation': a digest of the award's last one, kept after a restoration.
      create table award_copy (
        id uuid primary key,
        status text not null,
        revocation text,
        version integer not null
      );
      create table movement_copy (code text primary key, version integer not null);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table movement_copy, award_copy, honouree, conference, exemplar_tally, slug_taken, exemplar',
    );
  }
}
