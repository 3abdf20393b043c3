import { faultsOf, sides, type Pair, type Side } from './cells.js';
import {
  changedTitles,
  needsReason,
  statusOf,
  type Batch,
  type Header,
  type Known,
  type Row,
  type RowAnswer,
  type RowStatus,
  type TitleAnswer,
} from './row-state.js';

export type Send = (unit: string, batch: Batch) => Promise<RowAnswer>;

/** The part of Storage that is used. */
export interface Keeper {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const AT_ONCE = 3;
/** Milliseconds until it is tried again. */
const pauses = [1_000, 2_000, 5_000, 10_000, 20_000];

/**
 * The rows of a grid, outside of React: what was typed stays here and in the browser's storage until the gateway has
 * acknowledged it. A row that was sent is sent again with the same key and the same numbers until there is an answer;
 * what is typed meanwhile goes afterwards, with a key of its own.
 */
export class TallyBook {
  header: Header = { source: '', asOf: '', reason: '' };
  /** Storage refused: what is typed would be lost with the page. */
  isUnkept = false;
  private rows = new Map<string, Row>();
  private readonly again = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private under = 0;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private keeper: Keeper | null = null;

  constructor(
    private readonly scope: string,
    known: Record<string, Record<string, Known>>,
    private readonly send: Send,
    private readonly newKey: () => string = () => crypto.randomUUID(),
  ) {
    for (const [unit, cells] of Object.entries(known))
      this.rows.set(unit, {
        unit,
        known: cells,
        typed: Object.fromEntries(
          Object.entries(cells).map(([title, { registered, recognised }]) => [
            title,
            { registered, recognised },
          ]),
        ),
        sent: null,
        faults: {},
        warnings: {},
        status: 'clean',
      });
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  row = (unit: string): Row => this.rows.get(unit) as Row;
  all = (): Row[] => [...this.rows.values()];
  /** One string that changes with every count of rows by status. */
  summary = (): string => {
    const counts = new Map<RowStatus, number>();
    for (const { status } of this.rows.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    return JSON.stringify({ ...Object.fromEntries(counts), unkept: this.isUnkept });
  };

  /** Takes up what an earlier page left, and keeps what is typed from now on. */
  restore(keeper: Keeper): void {
    this.keeper = keeper;
    this.header = { ...this.header, ...this.read<Header>('header') };
    for (const row of this.all()) {
      const left = this.read<Pick<Row, 'typed' | 'sent'>>(row.unit);
      if (!left) continue;
      const typed = { ...row.typed };
      for (const title of Object.keys(typed)) typed[title] = left.typed[title] ?? (typed[title] as Pair);
      const next = { ...row, typed, sent: left.sent };
      this.put({
        ...next,
        status: left.sent ? 'waiting' : changedTitles(next).length > 0 ? 'typed' : 'clean',
      });
    }
    this.flush();
  }
  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  setHeader(change: Partial<Header>): void {
    this.header = { ...this.header, ...change };
    this.write('header', this.header);
    if (change.reason !== undefined) this.takeReason();
    this.tell();
  }

  /** What was refused for want of a reason may be sent again. */
  private takeReason(): void {
    for (const row of this.all()) {
      const left = Object.entries(row.faults).filter(([, fault]) => !needsReason(fault));
      if (left.length === Object.keys(row.faults).length) continue;
      const next = { ...row, faults: Object.fromEntries(left) };
      this.put({ ...next, status: row.sent ? row.status : statusOf(next) });
    }
  }
  /** Words of the first refusal that asks for a reason. */
  reasonAsked = (): string | undefined =>
    this.all()
      .flatMap(({ faults }) => Object.values(faults))
      .find(needsReason)?.words;

  type(unit: string, title: string, side: Side, text: string): void {
    const row = this.row(unit);
    const pair = row.typed[title];
    if (!pair || row.known[title]?.roster) return;
    const typed = { ...row.typed, [title]: { ...pair, [side]: text } };
    const faults = { ...row.faults };
    for (const each of sides) delete faults[`${title}.${each}`];
    for (const [each, fault] of Object.entries(faultsOf(typed[title] as Pair)))
      faults[`${title}.${each}`] = fault;
    const next = { ...row, typed, faults, warnings: { ...row.warnings, [title]: [] } };
    this.put({ ...next, status: row.sent ? row.status : statusOf(next) });
  }

  /** Back to what the gateway has. */
  revert(unit: string, title: string, side: Side): void {
    this.type(unit, title, side, this.row(unit).known[title]?.[side] ?? '');
  }

  /** Sends what was changed, if nothing is wrong with it. `insist`: even what was refused before, as it stands. */
  save(unit: string, insist = false): void {
    let row = this.row(unit);
    if (row.sent) {
      this.again.add(unit);
      return this.flush();
    }
    const titles = changedTitles(row);
    if (titles.length === 0) return;
    if (insist) {
      const own = Object.entries(row.faults).filter(([, fault]) => typeof fault === 'string');
      row = { ...row, faults: Object.fromEntries(own) };
      this.put(row);
    }
    if (Object.keys(row.faults).length > 0) return this.put({ ...row, status: 'refused' });
    if (!this.header.source.trim()) return this.put({ ...row, status: 'noSource' });
    const cells = Object.fromEntries(
      titles.map((title) => [
        title,
        { ...(row.typed[title] as Pair), version: row.known[title]?.version ?? 0 },
      ]),
    );
    this.put({ ...row, sent: { key: this.newKey(), header: this.header, cells }, status: 'waiting' });
    this.flush();
  }
  saveAll(): void {
    for (const { unit } of this.all()) this.save(unit);
  }

  /** Sends what waits, a few rows at a time. */
  flush(): void {
    for (const row of this.all()) {
      if (this.under >= AT_ONCE) return;
      if (row.sent && (row.status === 'waiting' || row.status === 'signedOut'))
        void this.sendRow(row, row.sent);
    }
  }

  private async sendRow(row: Row, batch: Batch): Promise<void> {
    this.under++;
    this.put({ ...row, status: 'sending' });
    const answer = await this.send(row.unit, batch).catch((): RowAnswer => 'away');
    this.under--;
    const isUnknown =
      typeof answer === 'string' ||
      Object.values(answer).some((one) => 'reason' in one && one.reason === 'UNKNOWN');
    if (isUnknown) {
      this.put({ ...this.row(row.unit), status: answer === 'signed out' ? 'signedOut' : 'waiting' });
      if (answer !== 'signed out') this.later();
      return;
    }
    this.tries = 0;
    this.acknowledge(row.unit, batch, answer);
    if (this.again.delete(row.unit)) this.save(row.unit);
    this.flush();
  }

  private acknowledge(unit: string, batch: Batch, answer: Record<string, TitleAnswer>): void {
    const row = this.row(unit);
    const [known, faults, warnings] = [{ ...row.known }, { ...row.faults }, { ...row.warnings }];
    for (const [title, cell] of Object.entries(batch.cells)) {
      const [before, told] = [known[title], answer[title]];
      if (!before || !told) continue;
      if ('reason' in told) {
        const side: Side = told.field?.startsWith('recognised') ? 'recognised' : 'registered';
        // What was typed since then is another number: it is not what was refused.
        const isStill = sides.every((each) => row.typed[title]?.[each] === cell[each]);
        if (isStill)
          faults[`${title}.${side}`] = { words: told.message, needsReason: told.field === 'reason' };
        if (told.current) known[title] = { ...before, ...told.current };
      } else {
        known[title] = { ...before, ...cell, version: told.version ?? cell.version };
        warnings[title] = told.warnings;
      }
    }
    const next = { ...row, known, faults, warnings, sent: null };
    const status = statusOf(next);
    this.put({ ...next, status: status === 'clean' ? 'saved' : status });
  }

  private later(): void {
    if (this.timer) return;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.flush();
      },
      pauses[Math.min(this.tries++, pauses.length - 1)],
    );
  }

  private put(row: Row): void {
    this.rows.set(row.unit, row);
    if (row.sent || changedTitles(row).length > 0) this.write(row.unit, { typed: row.typed, sent: row.sent });
    else this.forget(row.unit);
    this.tell();
  }
  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private read<Value>(name: string): Value | null {
    const text = this.keeper?.getItem(`${this.scope}/${name}`);
    try {
      return text ? (JSON.parse(text) as Value) : null;
    } catch {
      // Not ours, or half written: there is nothing to take up.
      return null;
    }
  }
  private write(name: string, value: object): void {
    try {
      this.keeper?.setItem(`${this.scope}/${name}`, JSON.stringify(value));
      this.isUnkept = false;
    } catch {
      this.isUnkept = true;
    }
  }
  private forget(name: string): void {
    this.keeper?.removeItem(`${this.scope}/${name}`);
  }
}
