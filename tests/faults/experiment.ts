// What an experiment is given and what it answers.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Ground, ProgramName } from './ground.js';
import { eventually, type House } from './house.js';
import type { Random } from './flow.js';
import type { Load, LoadOptions } from './load.js';
import type { Oracles } from './oracles.js';
import type { Recorder } from './recorder.js';

export interface Setting {
  ground: Ground;
  house: House;
  recorder: Recorder;
  oracles: Oracles;
  seed: number;
  random: Random;
  /** The first in the short form, the second in the long one. */
  size: <Value>(short: Value, long: Value) => Value;
  load: (options?: LoadOptions) => Promise<Load>;
  say: (line: string) => void;
}

export interface Outcome {
  clients: Client[];
  /** What did not hold, beside the oracles. */
  faults?: string[];
  /** What the table says beside the figures. */
  note?: string;
  /** Repetitions that must have been seen, or the experiment did not do what it says; exact: no more than that. */
  duplicates?: { atLeast: number } | { exactly: number };
  /** The topics were lost and made anew: what was recorded before says nothing any more. */
  topicsLost?: boolean;
  /** O7, from the end of the fault; a minute otherwise. */
  recoverWithinMs?: number;
}

export interface Experiment {
  name: string;
  title: string;
  /** Whether it is part of the short form. */
  short?: boolean;
  /** Makes the ground that it needs, where nobody else could use what it leaves. Throws CannotRun. */
  ground?: () => Promise<Ground>;
  run: (setting: Setting) => Promise<Outcome>;
}

/** This machine cannot do it: it is told so and not counted as passed. */
export class CannotRun extends Error {}

/** Expectations of an experiment: what does not hold is collected, so that the oracles are asked all the same. */
export class Expectations {
  readonly faults: string[] = [];
  that(holds: boolean, otherwise: string): void {
    if (!holds) this.faults.push(otherwise);
  }
}

const GATE = 7_205_999;

/**
 * Holds whoever comes to a place inside PostgreSQL: a trigger waits for a lock that the experiment holds. So a process
 * can be killed at one exact point of its work without a switch in its code.
 */
export class Gate {
  private readonly house: House;
  private readonly database: ProgramName;
  private readonly table: string;
  private holder: Awaited<ReturnType<House['connection']>> | null = null;

  private constructor(house: House, database: ProgramName, table: string) {
    this.house = house;
    this.database = database;
    this.table = table;
  }

  /** `on`: such as 'before delete'. */
  static async close(house: House, database: ProgramName, on: string, table: string): Promise<Gate> {
    const gate = new Gate(house, database, table);
    gate.holder = await house.connection(database);
    await gate.holder.query('select pg_advisory_lock($1)', [GATE]);
    await gate.holder.query(`
      create or replace function public.fault_gate() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(${GATE}); return null; end $$;
      create or replace trigger fault_gate ${on} on ${table} for each statement execute function public.fault_gate()`);
    return gate;
  }

  /** The backend that waits there; `query`: a part of its statement. */
  async waiting(query: string, withinMs = 60_000): Promise<number> {
    return eventually(
      async () => {
        const [row] = await this.house.query<{ pid: number }>(
          this.database,
          `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
           and wait_event = 'advisory' and query ilike $1 order by query_start limit 1`,
          [`%${query}%`],
        );
        if (!row) throw new Error(`nobody came to ${this.table}`);
        return row.pid;
      },
      withinMs,
      20,
    );
  }

  async terminate(pid: number): Promise<void> {
    await this.house.query(this.database, 'select pg_terminate_backend($1)', [pid]);
  }

  async open(): Promise<void> {
    await this.holder?.query('select pg_advisory_unlock($1)', [GATE]).catch(() => undefined);
    await this.holder?.end().catch(() => undefined);
    this.holder = null;
    await this.house.query(this.database, `drop trigger if exists fault_gate on ${this.table}`);
  }
}

/** kill -9 at a random moment, of one that is at work; its supervisor starts it again. */
export async function killAtRandom(
  { house, random }: Setting,
  names: readonly ProgramName[],
): Promise<ProgramName> {
  await sleep(50 + random() * 1_500);
  return eventually(async () => {
    const name = names[Math.floor(random() * names.length)] as ProgramName;
    const { body } = await house.programs[name].health();
    if (!body) throw new Error(`${name} does not answer yet`);
    house.programs[name].signal('SIGKILL');
    return name;
  }, 120_000);
}
