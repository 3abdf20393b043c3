// Runs experiments and shows what was found: `npm run faults`, see docs/reliability.md.
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CannotRun, type Experiment, type Outcome, type Setting } from './experiment.js';
import { experiments } from './experiments/index.js';
import { randomOf } from './flow.js';
import { Ground } from './ground.js';
import { House, type HouseOptions } from './house.js';
import { Load, prepare } from './load.js';
import { Oracles, type Findings } from './oracles.js';
import { buildMutant, mutants, type Mutant } from './mutants.js';
import { Recorder } from './recorder.js';

export type Verdict = 'passed' | 'FAILED' | 'not run';
export interface Result {
  experiment: Experiment;
  seed: number;
  verdict: Verdict;
  findings: Findings | null;
  faults: string[];
  note: string;
  seconds: number;
}

/** A ground and a house on it, watched from its first event. */
export class Site {
  readonly ground: Ground;
  readonly house: House;
  readonly recorder: Recorder;
  readonly oracles: Oracles;

  private constructor(ground: Ground, house: House, recorder: Recorder, oracles: Oracles) {
    this.ground = ground;
    this.house = house;
    this.recorder = recorder;
    this.oracles = oracles;
  }

  /** On a ground that is there, which it leaves, or on one of its own. */
  static async open(options: HouseOptions = {}, ground?: Ground): Promise<Site> {
    const under = ground ?? (await Ground.start());
    let house: House | null = null;
    try {
      house = await House.start(under, options);
      const recorder = new Recorder(under.kafka.brokers, house.prefix);
      await recorder.start();
      await recorder.caughtUp();
      const oracles = new Oracles(house, recorder);
      await prepare(house);
      return new Site(under, house, recorder, oracles);
    } catch (error) {
      await house?.stop();
      if (!ground) await under.stop();
      throw error;
    }
  }

  async close({ keepGround = false } = {}): Promise<void> {
    await this.recorder.stop();
    await this.house.stop();
    if (!keepGround) await this.ground.stop();
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const nothing = (): Findings => ({
  acknowledged: 0,
  inTable: 0,
  inTopic: 0,
  inReadModel: 0,
  duplicates: 0,
  recoveredMs: 0,
  faults: [],
});

/** One experiment with one seed; what it started is stopped again, the house stands whole. */
export async function perform(
  experiment: Experiment,
  seed: number,
  site: Site,
  long: boolean,
): Promise<Result> {
  const startedAt = Date.now();
  const loads: Load[] = [];
  const setting: Setting = {
    ...{ ground: site.ground, house: site.house, recorder: site.recorder, oracles: site.oracles, seed },
    random: randomOf(seed),
    size: (short, whole) => (long ? whole : short),
    load: async (options) => {
      const load = await Load.start(site.house, seed, options);
      loads.push(load);
      return load;
    },
    say: (line) => say(`    ${experiment.name}: ${line}`),
  };
  const result = (verdict: Verdict, faults: string[], more: Partial<Result> = {}): Result => ({
    ...{ experiment, seed, verdict, faults, findings: null, note: '' },
    ...more,
    seconds: (Date.now() - startedAt) / 1000,
  });
  const doubtful = await site.oracles.certain();
  if (doubtful) return result('FAILED', [doubtful]);
  const duplicatesBefore = site.oracles.duplicates();
  let outcome: Outcome;
  try {
    outcome = await experiment.run(setting);
  } catch (error) {
    for (const { client } of loads) client.givenUp = true;
    await Promise.all(loads.map((load) => load.stop()));
    await site.house.restore().catch(() => undefined);
    if (error instanceof CannotRun) return result('not run', [], { note: error.message });
    return result('FAILED', [(error as Error).stack ?? String(error)]);
  }
  const overAt = Date.now();
  // A house that does not get ready again is at fault, and the oracles say what it lacks.
  const late = await site.house.restore().then(
    () => [],
    (error: Error) => [error.stack ?? String(error)],
  );
  try {
    const findings = await site.oracles.check(outcome.clients, {
      withinMs: outcome.recoverWithinMs ?? 60_000,
      topicsLost: outcome.topicsLost ?? false,
      since: overAt,
    });
    findings.duplicates -= duplicatesBefore;
    const faults = [
      ...(outcome.faults ?? []),
      ...late,
      ...findings.faults,
      ...refuseDuplicates(outcome, findings),
    ];
    if (findings.acknowledged === 0) faults.push('nothing was acknowledged: the experiment shows nothing');
    return result(faults.length === 0 ? 'passed' : 'FAILED', faults, { findings, note: outcome.note ?? '' });
  } catch (error) {
    return result('FAILED', [...(outcome.faults ?? []), ...late, (error as Error).stack ?? String(error)]);
  }
}

/** What the programs themselves said is wrong, each kind once: the folder of their logs is gone afterwards. */
function errorsIn(site: Site, since: number): string[] {
  const kinds = new Map<string, string>();
  for (const program of [...Object.values(site.house.programs), ...site.house.more])
    for (const line of program.log().split('\n')) {
      if (!/"level":[56]0/.test(line)) continue;
      const { time, msg, err } = JSON.parse(line) as LogLine;
      if (new Date(time).getTime() >= since)
        kinds.set(`${program.name}: ${msg} ${err?.code ?? ''} ${err?.message ?? ''}`, err?.stack ?? '');
    }
  return [...kinds].map(([kind, stack]) => `log of ${kind}\n${stack.split('\n').slice(1, 8).join('\n')}`);
}
interface LogLine {
  time: string | number;
  msg: string;
  err?: { message?: string; code?: string; stack?: string };
}

function refuseDuplicates({ duplicates }: Outcome, found: Findings): string[] {
  if (!duplicates) return [];
  if ('exactly' in duplicates && found.duplicates !== duplicates.exactly)
    return [`O5 ${found.duplicates} events were sent again, expected ${duplicates.exactly}`];
  if ('atLeast' in duplicates && found.duplicates < duplicates.atLeast)
    return [`O5 only ${found.duplicates} duplicates were seen: the fault did not happen`];
  return [];
}

export function show(result: Result): void {
  const { experiment, seed, verdict, findings, faults, note, seconds } = result;
  say(
    `${verdict.padEnd(7)} ${experiment.name} seed ${seed}, ${seconds.toFixed(0)} s: ${experiment.title}${note ? ` (${note})` : ''}`,
  );
  if (findings)
    say(
      `    acknowledged ${findings.acknowledged}, in table ${findings.inTable}, topic ${findings.inTopic}, read model ${findings.inReadModel}; ` +
        `duplicates ${findings.duplicates}; at rest after ${(findings.recoveredMs / 1000).toFixed(1)} s`,
    );
  for (const fault of faults) say(`    ${fault}`);
}

/** One line an experiment, its seeds together. */
function table(results: Result[]): string {
  const head = [
    '',
    'experiment',
    'seeds',
    'acknowledged',
    'table',
    'topic',
    'read model',
    'duplicates',
    'recovery',
    'verdict',
  ];
  const rows = [...Map.groupBy(results, ({ experiment }) => experiment)].map(([{ name, title }, ofOne]) => {
    const found = ofOne.map(({ findings }) => findings ?? nothing());
    const sum = (of: (findings: Findings) => number) =>
      String(found.reduce((total, one) => total + of(one), 0));
    const verdicts = new Set(ofOne.map(({ verdict }) => verdict));
    const slowest = Math.max(...found.map(({ recoveredMs }) => recoveredMs)) / 1000;
    const notes = [...new Set(ofOne.map(({ note }) => note).filter(Boolean))];
    return [
      name,
      notes.length > 0 ? `${title} (${notes.join('; ')})` : title,
      ofOne.map(({ seed }) => seed).join(' '),
      ...[
        sum((one) => one.acknowledged),
        sum((one) => one.inTable),
        sum((one) => one.inTopic),
        sum((one) => one.inReadModel),
      ],
      sum((one) => one.duplicates),
      `${slowest.toFixed(1)} s`,
      verdicts.has('FAILED') ? 'FAILED' : [...verdicts].join(', '),
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

interface MutantResult {
  mutant: Mutant;
  seed: number;
  killed: boolean;
  by: string;
}

/** The experiment of a mutant must turn red, and say why; three seeds are tried, since some bugs need luck. */
async function performMutant(mutant: Mutant, seeds: number[], ground: Ground): Promise<MutantResult> {
  const experiment = experiments.find(({ name }) => name === mutant.experiment) as Experiment;
  const built = await buildMutant(mutant);
  try {
    let last = { mutant, seed: 0, killed: false, by: '' };
    for (const seed of seeds) {
      const site = await Site.open({ dist: built.dist }, ground);
      try {
        const { faults } = await perform(experiment, seed, site, false);
        const by = faults.find((fault) => mutant.says.test(fault));
        last = {
          mutant,
          seed,
          killed: by !== undefined,
          by: by ?? (faults.join('; ') || 'nothing was found'),
        };
      } finally {
        await site.close({ keepGround: true });
      }
      if (last.killed) break;
    }
    return last;
  } finally {
    built.remove();
  }
}

async function allMutants(chosen: Mutant[], seeds: number[], lanes: number): Promise<boolean> {
  const results: MutantResult[] = [];
  const waiting = [...chosen];
  const mutantLane = async () => {
    const ground = await Ground.start();
    try {
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        const result = await performMutant(mutant, seeds, ground);
        results.push(result);
        say(
          `${result.killed ? 'killed  ' : 'SURVIVED'} ${mutant.name}, ${mutant.experiment} seed ${result.seed}: ${result.by}`,
        );
      }
    } finally {
      await ground.stop();
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, chosen.length) }, mutantLane));
  const killed = results.filter((result) => result.killed).length;
  say(`\nplanted bugs: ${killed} found, ${results.length - killed} not found`);
  return killed === results.length;
}

/** Performs what waits, one after the other, on a site of its own: lanes beside each other share the machine alone. */
async function lane(
  waiting: { experiment: Experiment; seed: number }[],
  results: Result[],
  long: boolean,
): Promise<void> {
  let site: Site | null = null;
  try {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { experiment, seed } = next;
      let result: Result;
      try {
        if (experiment.ground) {
          await site?.close();
          site = null;
        }
        site ??= await Site.open({}, await experiment.ground?.());
        result = await perform(experiment, seed, site, long);
      } catch (error) {
        if (!(error instanceof CannotRun)) throw error;
        const { message: note } = error;
        result = { experiment, seed, verdict: 'not run', findings: null, faults: [], note, seconds: 0 };
      }
      results.push(result);
      show(result);
      if (!site) continue;
      if (result.verdict === 'FAILED') errorsIn(site, Date.now() - result.seconds * 1_000).forEach(say);
      // What failed may have left anything behind.
      if (result.verdict === 'FAILED' || experiment.ground) {
        await site.close();
        site = null;
      }
    }
  } finally {
    await site?.close();
  }
}

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      seed: { type: 'string' },
      seeds: { type: 'string' },
      long: { type: 'boolean', default: false },
      lanes: { type: 'string', default: '2' },
      mutants: { type: 'boolean', default: false },
      outputFile: { type: 'string' },
    },
  });
  const wanted = values.only?.split(',');
  const lanes = Number(values.lanes);
  if (values.mutants) {
    const named = mutants.filter(
      ({ name, experiment }) => !wanted || wanted.some((one) => [name, experiment].includes(one)),
    );
    const found = await allMutants(
      named,
      values.seed ? values.seed.split(',').map(Number) : [1, 2, 3],
      lanes,
    );
    return found ? 0 : 1;
  }
  const chosen = experiments.filter(({ name, short }) =>
    wanted ? wanted.includes(name) : values.long || short,
  );
  const seeds = values.seed
    ? values.seed.split(',').map(Number)
    : Array.from({ length: Number(values.seeds ?? (values.long ? 3 : 1)) }, () => randomInt(1, 100_000));
  if (chosen.length === 0) throw new Error(`no such experiment: ${values.only}`);
  say(
    `Experiments ${chosen.map(({ name }) => name).join(' ')} with the seeds ${seeds.join(', ')}, ${values.long ? 'long' : 'short'} form`,
  );

  const waiting = seeds.flatMap((seed) => chosen.map((experiment) => ({ experiment, seed })));
  const results: Result[] = [];
  await Promise.all(
    Array.from({ length: Math.min(lanes, waiting.length) }, () => lane(waiting, results, values.long)),
  );
  const order = ({ experiment }: Result) => experiments.indexOf(experiment);
  say(`\n${table(results.sort((a, b) => order(a) - order(b)))}`);
  const count = (verdict: Verdict) => results.filter((result) => result.verdict === verdict).length;
  const totals = { passed: count('passed'), failed: count('FAILED'), skipped: count('not run') };
  if (values.outputFile) writeFileSync(values.outputFile, JSON.stringify(totals));
  say(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  // The long form shows as well that its oracles can turn red.
  const sharp = !values.long || wanted || (await allMutants(mutants, [1, 2, 3], lanes));
  return totals.failed > 0 || totals.passed === 0 || !sharp ? 1 : 0;
}
