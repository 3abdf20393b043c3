import type { Transport } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onDatabase } from '../support/databases.js';
import { expectedHonours, honoursOf } from '../support/launcher.js';
import { loadSample } from '../../apps/standalone/src/load-sample.js';
import { untilSampleVisible } from '../../apps/standalone/src/sample-visible.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

type Service = 'gateway' | 'movements' | 'competitions';

/** The read model is thrown away and built again while it serves, whatever the transport. */
export function rebuildSuite(
  name: string,
  make: () => Promise<{ transport?: () => Transport; close: () => Promise<void> }>,
): void {
  describe(`rebuild ${name}`, () => {
    let world: World;
    let kind: Awaited<ReturnType<typeof make>>;
    beforeAll(async () => {
      kind = await make();
      world = await startWorld(kind.transport);
      await loadSample(world.url, 'sample', world.authorizationOf);
      await untilSampleVisible(world.url, 'sample', 20_000);
    });
    afterAll(async () => {
      await world.stop();
      await kind.close();
    });

    const onDatabaseOf = <Row extends object>(service: Service, statement: string) =>
      onDatabase<Row>(world.databaseUrl(service), statement);
    const askFor = async (database: Service, job: string) => {
      const [asked] = await onDatabaseOf<{ id: string }>(
        database,
        `insert into maintenance (kind) values ('${job}') returning id`,
      );
      return eventually(async () => {
        const [row] = await onDatabaseOf<{ outcome: string | null }>(
          database,
          `select outcome from maintenance where id = ${asked?.id}`,
        );
        if (!row?.outcome) throw new Error(`${job} has no outcome yet`);
        return row.outcome;
      }, 40_000);
    };
    const rates = async () => {
      const { registrationRates } = await world.ask<{
        registrationRates: { registeredRate: { percent: number } }[];
      }>('{ registrationRates(unit: "11", period: "2025") { registeredRate { percent } } }');
      return registrationRates.map(({ registeredRate }) => registeredRate.percent);
    };
    const tally = (unit: string, value: number) =>
      world.ask(
        `mutation ($input: ReportTallyInput!) { reportTally(input: $input) { ... on Changed { changed } ... on Refusal { reason } } }`,
        {
          input: {
            movement: 'XHHT-2023-2030',
            title: 'LEARNING_CLAN',
            period: '2025',
            unit,
            source: 's',
            registered: { value },
          },
        },
      );

    it('serves and takes changes meanwhile, and ends equal to the one that served', async () => {
      const before = await rates();
      let building = true;
      let reads = 0;
      const reading = (async () => {
        for (; building; reads++) expect(await rates()).toEqual(before);
      })();
      const writing = (async () => {
        for (let n = 0; building; n++) await tally('03127', n);
      })();
      const outcome = await askFor('gateway', 'rebuild').finally(() => (building = false));
      await Promise.all([reading, writing]);
      expect(outcome).toContain('equal to the one that served');
      expect(reads).toBeGreaterThan(3);
      // The planner knows it from the first reader on.
      const [known] = await onDatabaseOf<{ columns: number }>(
        'gateway',
        `select count(*)::int as columns from pg_stats where schemaname = 'read_model' and tablename = 'cell'`,
      );
      expect(known?.columns).toBeGreaterThan(0);
      const [truth] = await onDatabaseOf<{ value: number }>(
        'movements',
        `select (registered->>'value')::int as value from cell c join unit u on u.id = unit_id where u.code = '03127'`,
      );
      await eventually(async () => {
        const { registrationRates } = await world.ask<{
          registrationRates: { registered: { value: number } }[];
        }>(
          '{ registrationRates(unit: "03127", period: "2025", titles: ["LEARNING_CLAN"]) { registered { value } } }',
        );
        expect(registrationRates[0]?.registered.value).toBe(truth?.value);
      });
    });

    it('tells a damaged read model by its difference, and mends it', async () => {
      const before = await rates();
      await onDatabaseOf('gateway', `delete from read_model.cell where title = 'LEARNING_UNIT'`);
      await onDatabaseOf('gateway', `update read_model.unit set name = 'damaged' where code = '11'`);
      expect(await askFor('gateway', 'rebuild')).toContain('differed in unit, cell');
      expect(await rates()).toEqual(before);
      const { unit } = await world.ask<{ unit: { name: string } }>('{ unit(code: "11") { name } }');
      expect(unit.name).toBe('Điện Biên');
    });

    it('holds the honours of the sample, and has them again when they are announced again', async () => {
      expect(await honoursOf(world.url)).toEqual(expectedHonours);
      const input = {
        ...{ form: 'GIAY_KHEN', period: '2025-2026' },
        decision: {
          ...{ number: '1/QĐ', signedOn: '2025-09-05', authority: 'COMMUNE_CHAIR', issuer: '03127' },
        },
        recipients: [{ name: 'Lò Thị Hòa', kind: 'INDIVIDUAL', unit: '03127', achievement: 'x' }],
      };
      await world.ask(
        'mutation ($input: RecordCommendationsInput!) { recordCommendations(input: $input) { __typename } }',
        { input },
      );
      const listed = async () => {
        const { honours } = await world.ask<{ honours: { nodes: object[] } }>(
          '{ honours(filter: { search: "lo thi hoa" }) { nodes { id title recipient { name } decision { number } } } }',
        );
        return honours.nodes;
      };
      await eventually(async () => expect(await listed()).toHaveLength(1));
      const before = await listed();
      for (const table of ['competition', 'award', 'award_tally', 'honour', 'decision'])
        await onDatabaseOf('gateway', `delete from read_model.${table}`);
      expect(await listed()).toEqual([]);
      // Examples and conferences are another service's.
      const left = expectedHonours.honours.filter((line) => /^(EXEMPLAR|CONFERENCE)/.test(line));
      expect((await honoursOf(world.url)).honours).toEqual(left);
      expect(await askFor('competitions', 'republish')).toMatch(/^\d+ aggregates announced$/);
      await eventually(async () => {
        expect(await listed()).toEqual(before);
        expect(await honoursOf(world.url)).toEqual(expectedHonours);
      });
    });

    it('announces everything again when asked', async () => {
      await onDatabaseOf('gateway', `delete from read_model.movement`);
      expect(await askFor('movements', 'republish')).toMatch(/^\d{4,} aggregates announced$/);
      await eventually(async () => {
        const { movements } = await world.ask<{ movements: { totalCount: number } }>(
          '{ movements { totalCount } }',
        );
        expect(movements.totalCount).toBe(6);
      });
    });
  });
}
