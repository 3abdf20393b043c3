import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTables } from './audit-tables.js';

/** Tables of a service that says something. */
export class OutboxTables1764000000000 implements MigrationInterface {
  name = 'OutboxTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id bigint generated always as identity primary key,
        event_id uuid not null,
        topic text not null,
        key text not null,
        version integer not null,
        type text not null,
        payload text not null,
        actor text not null,
        correlation_id text not null,
        occurred_at timestamptz not null
      );
      create table idempotency (
        actor text not null,
        key text not null,
        body_hash text not null,
        answer jsonb not null,
        created_at timestamptz not null default now(),
        primary key (actor, key)
      );
      create index idempotency_created_at on idempotency (created_at);
      ${auditTables}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table outbox, idempotency, audit_seal, audit cascade;
      drop function audit_refuse, audit_verify, audit_hash`);
  }
}

/** Tables of a process that listens. */
export class ConsumerTables1764000000001 implements MigrationInterface {
  name = 'ConsumerTables1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table consumer_position (
        consumer text not null,
        topic text not null,
        partition integer not null,
        topic_id text,
        next_offset bigint not null,
        caught_up_at timestamptz not null,
        primary key (consumer, topic, partition)
      );
      create table consumer_start (
        consumer text primary key,
        received_at timestamptz not null default now()
      );
      create table dead_letter (
        id bigint generated always as identity primary key,
        consumer text not null,
        topic text not null,
        key bytea not null,
        value bytea,
        headers bytea not null,
        reason text not null,
        tries integer not null default 1,
        buried_at timestamptz not null default now()
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table consumer_position, consumer_start, dead_letter');
  }
}

/** Requests of an operator to a running process. */
export class MaintenanceTable1764000000002 implements MigrationInterface {
  name = 'MaintenanceTable1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table maintenance (
        id bigint generated always as identity primary key,
        kind text not null,
        requested_at timestamptz not null default now(),
        taken_at timestamptz,
        done_at timestamptz,
        outcome text
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table maintenance');
  }
}

/** What was tried and is not known to have ended: see tries.ts. */
export class ConsumerTries1764000000003 implements MigrationInterface {
  name = 'ConsumerTries1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table consumer_try (
        consumer text not null,
        topic text not null,
        partition integer not null,
        what text not null,
        tries integer not null,
        primary key (consumer, topic, partition, what)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table consumer_try');
  }
}

/** Sent, and to be said once more: see relay.ts. */
export class OutboxInDoubt1764000000004 implements MigrationInterface {
  name = 'OutboxInDoubt1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox_in_doubt (like outbox, primary key (id));
      create index outbox_in_doubt_aggregate on outbox_in_doubt (topic, key, id desc)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outbox_in_doubt');
  }
}
