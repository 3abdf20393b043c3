// The load: people of all three services at their work, every command of the house among it. A seed decides who does what.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.js';
import {
  MOVEMENT,
  PERIOD,
  randomOf,
  ROSTER,
  TALLY,
  title,
  type Flow,
  type Person,
  type Step,
} from './flow.js';
import {
  commendations,
  conferences,
  duplicates,
  editions,
  exemplars,
  numbers,
  restored,
} from './flows-of-honours.js';
import { figures, institutions, map, movements, rosters, tallies } from './flows-of-movements.js';
import type { House } from './house.js';

const COMMUNES = 8;

/** Codes of the communes at which the load works. */
export async function communesOf(house: House): Promise<string[]> {
  const rows = await house.query<{ code: string }>(
    'movements',
    `select code from unit where parent_id = (select id from unit where code = '11') and level = 'COMMUNE'
     and valid_to is null order by code limit $1`,
    [COMMUNES],
  );
  return rows.map(({ code }) => code);
}

/** A movement that is launched, with baselines at every commune: what the load rests on. Once for a house. */
export async function prepare(house: House): Promise<void> {
  const client = new Client(house);
  const communes = await communesOf(house);
  await client.send('movements', 'DraftMovement', {
    code: MOVEMENT,
    name: 'Phong trào của phép thử',
    launchingAuthority: 'DEPARTMENT_DIRECTOR',
    launchedBy: '11',
    startsOn: '2025-01-01',
    endsOn: '2030-12-31',
    titles: [title(ROSTER), title(TALLY)],
  });
  await client.send('movements', 'LaunchMovement', { code: MOVEMENT });
  for (const code of [ROSTER, TALLY])
    await client.send('movements', 'RecordBaselines', {
      title: code,
      period: PERIOD,
      asOf: '2025-01-01',
      sourceDocument: 'Báo cáo',
      baselines: communes.map((unit, n) => ({ unit, value: { value: 20_011 + n } })),
    });
  if (client.complaints.length > 0 || client.acknowledged.length !== client.log.length)
    throw new Error(`the load was not prepared: ${client.complaints.join('; ')}`);
}

/** Thrown into a flow that ends early: the load stops, or a step was never answered. */
class Ended extends Error {}

/** The more often one stands here, the more often it is done. */
export const flows: readonly Flow[] = [
  ...[rosters, rosters, rosters, rosters],
  ...[tallies, tallies, figures, movements],
  ...[editions, commendations, restored, duplicates, numbers],
  ...[exemplars, exemplars, conferences],
  ...[institutions, map],
];

let loads = 0;

export interface LoadOptions {
  people?: number;
  /** Longest pause between two commands of one person. */
  pauseMs?: number;
  client?: Client;
}

export class Load {
  readonly client: Client;
  private readonly people: Promise<void>[] = [];
  private stopping = false;

  private constructor(client: Client) {
    this.client = client;
  }

  static async start(
    house: House,
    seed: number,
    { people = 4, pauseMs = 40, client = new Client(house) }: LoadOptions = {},
  ): Promise<Load> {
    const load = new Load(client);
    const communes = await communesOf(house);
    const name = `${process.pid.toString(36)}${(++loads).toString(36)}`;
    for (let n = 0; n < people; n++) {
      const random = randomOf(seed * 1_000 + n);
      let made = 0;
      const unique = (what: string) => `${what} ${name}-${n}-${++made}`;
      const step: Step = async (...asked) => {
        if (load.stopping) throw new Ended();
        await sleep(random() * pauseMs);
        const value = await load.client.send(...asked);
        if (value === null && !asked[3]?.refused) throw new Ended();
        return value as never;
      };
      const person = { step, random, communes, unique, house };
      load.people.push(load.work(person, n));
    }
    return load;
  }

  /** Each begins with another flow, so that a short load has all of them. */
  private async work(person: Person, n: number): Promise<void> {
    const order = flows.map((flow) => ({ flow, at: person.random() })).sort((a, b) => a.at - b.at);
    for (let turn = n; !this.stopping; turn++)
      try {
        await order[turn % order.length]?.flow(person);
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
      }
  }

  /** Resolves when every command in hand is answered. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.people);
  }
}
