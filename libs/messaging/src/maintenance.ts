import type { Log } from '@app/platform';
import type { DataSource } from 'typeorm';

/** A job that an operator asks for by a row and the running process carries out; answers what to tell them. */
export type Job = () => Promise<string>;

const POLL_MS = 500;
const SIGN_OF_LIFE_MS = 20_000;

/** Carries out the rows of `maintenance`: one at a time, one process a row. */
export class Maintenance {
  private readonly jobs = new Map<string, Job>();
  private timer: NodeJS.Timeout | undefined;
  private inHand: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly log: Log,
  ) {}

  add(kind: string, job: Job): void {
    this.jobs.set(kind, job);
  }

  start(): void {
    const next = () => {
      this.timer = setTimeout(() => {
        this.inHand = this.carryOutOne().finally(next);
      }, POLL_MS);
    };
    next();
  }

  async stop(): Promise<void> {
    await this.inHand;
    clearTimeout(this.timer);
  }

  private async carryOutOne(): Promise<void> {
    try {
      // A process that dies at it gives no more signs of life; another then takes the row: every job can run twice.
      const [rows] = await this.database.query<[{ id: string; kind: string }[], number]>(
        `update maintenance set taken_at = now() where id = (
           select id from maintenance
           where done_at is null and kind = any($1) and (taken_at is null or taken_at < now() - interval '2 minutes')
           order by id limit 1 for update skip locked)
         returning id, kind`,
        [[...this.jobs.keys()]],
      );
      const row = rows[0];
      if (!row) return;
      this.log.info({ job: row.kind }, 'maintenance begins');
      const alive = setInterval(() => void this.signOfLife(row.id), SIGN_OF_LIFE_MS);
      let outcome: string;
      try {
        outcome = await (this.jobs.get(row.kind) as Job)();
      } catch (error) {
        this.log.error({ err: error, job: row.kind }, 'maintenance failed');
        outcome = `failed: ${(error as Error).message}`;
      } finally {
        clearInterval(alive);
      }
      await this.database.query('update maintenance set done_at = now(), outcome = $2 where id = $1', [
        row.id,
        outcome,
      ]);
      this.log.info({ job: row.kind, outcome }, 'maintenance done');
    } catch (error) {
      this.log.warn({ err: error }, 'maintenance could not look for work');
    }
  }

  private async signOfLife(id: string): Promise<void> {
    await this.database
      .query('update maintenance set taken_at = now() where id = $1', [id])
      .catch((error: unknown) => this.log.warn({ err: error }, 'maintenance could not say that it goes on'));
  }
}
