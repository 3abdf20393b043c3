import { allTopics, competitionsCommands, exemplarsCommands, movementsCommands } from '@app/contracts';
import { expect, it } from '@jest/globals';
import type { House } from './house.js';
import { randomOf, type Step } from './flow.js';
import { flows } from './load.js';
import { owned } from './oracles.js';

it('the load is every command of the three services', async () => {
  const done = new Set<string>();
  const step: Step = async (service, command) => {
    done.add(`${service} ${command}`);
    return { awards: [{ id: 'a' }, { id: 'b' }], exemplar: { id: 'e' } } as never;
  };
  const house = { query: async () => [{ id: 'a' }] } as unknown as House;
  for (let seed = 1; seed <= 10; seed++)
    for (const flow of flows)
      await flow({ step, random: randomOf(seed), communes: ['a', 'b'], unique: (what) => what, house });
  const all = Object.entries({
    movements: movementsCommands,
    competitions: competitionsCommands,
    exemplars: exemplarsCommands,
  }).flatMap(([service, commands]) => commands.map(({ name }) => `${service} ${name}`));
  expect([...done].sort()).toEqual(all.sort());
});

it('the oracles ask about every topic', () => {
  const asked = Object.values(owned).flatMap((ofService) => Object.keys(ofService));
  const names = allTopics.map(({ name }) => name).filter((name) => !name.endsWith('.audit'));
  expect(asked.sort()).toEqual(names.sort());
});
