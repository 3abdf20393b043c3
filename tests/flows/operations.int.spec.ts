import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const replayed = '{ lastReplay { id healed left doneAt } deadLetters { totalCount } }';
interface Replayed {
  lastReplay: { id: string; healed: number | null; left: number | null; doneAt: string | null } | null;
  deadLetters: { totalCount: number };
}

it('an administrator has dead letters applied once more, and reads what came of it', async () => {
  const client = new pg.Client(world.databaseUrl('gateway'));
  await client.connect();
  try {
    await client.query(
      `insert into dead_letter (consumer, topic, key, value, headers, reason)
       values ('gateway', 'movements.units', 'not a key', 'not an event', '{}', 'planted')`,
    );
  } finally {
    await client.end();
  }
  expect(await world.ask<Replayed>(replayed)).toEqual({ lastReplay: null, deadLetters: { totalCount: 1 } });
  const ask = () => world.ask<{ replayDeadLetters: { id: string } }>('mutation { replayDeadLetters { id } }');
  const first = await ask();
  const again = await ask();
  // While one waits, asking once more is the same request.
  expect(Number(again.replayDeadLetters.id) - Number(first.replayDeadLetters.id)).toBeLessThanOrEqual(1);
  await eventually(async () => {
    const { lastReplay } = await world.ask<Replayed>(replayed);
    expect(lastReplay?.doneAt).not.toBeNull();
    expect(lastReplay).toMatchObject({ healed: 0, left: 1 });
  });
});

it('nobody else may', async () => {
  for (const role of ['auditor', 'department-staff', 'editor'] as const) {
    const authorization = await world.issuer.authorization('x', { role, unit: '11' });
    await expect(world.ask('mutation { replayDeadLetters { id } }', {}, { authorization })).rejects.toThrow(
      /may not|FORBIDDEN/,
    );
  }
});
