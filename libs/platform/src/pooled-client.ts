import pg from 'pg';

/** Statements of which a connection keeps the plan, at most; and how often one comes before it is among them. */
const MOST_PLANNED = 200;
const OFTEN = 5;

/** How often each statement came; one that is planned has a name instead. */
const statements = new Map<string, number | string>();
let planned = 0;

/** Lists that are written out, as TypeORM does, make ever new statements: they come too seldom to be named. */
function nameOf(statement: string): string | undefined {
  const known = statements.get(statement) ?? 0;
  if (typeof known === 'string') return known;
  if (planned >= MOST_PLANNED) return undefined;
  if (known < OFTEN) {
    if (statements.size > 10 * MOST_PLANNED)
      for (const [text, times] of statements) if (typeof times === 'number') statements.delete(text);
    statements.set(statement, known + 1);
    return undefined;
  }
  const name = `s${++planned}`;
  statements.set(statement, name);
  return name;
}

/**
 * A connection of a pool. A statement that comes often has a name, so that PostgreSQL parses and plans it once. Those that
 * are asked at the same time (Promise.all) leave together (`pipeline`) and are carried out one after the other: a packet
 * costs more than most statements.
 */
export class PooledClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const run = this.query.bind(this) as (...given: unknown[]) => unknown;
    this.query = ((statement: unknown, values: unknown, ...more: unknown[]) => {
      const { stream } = this.connection;
      stream.cork();
      process.nextTick(() => stream.uncork());
      const canBeNamed = typeof statement === 'string' && Array.isArray(values) && values.length > 0;
      const name = canBeNamed ? nameOf(statement) : undefined;
      return name ? run({ name, text: statement, values }, ...more) : run(statement, values, ...more);
    }) as pg.Client['query'];
  }
}
