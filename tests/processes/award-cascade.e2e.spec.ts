import { awards, happened, type AwardState } from '@app/contracts';
import { announcementOf, KafkaTransport } from '@app/messaging';
import { createLog } from '@app/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { Desk } from '../support/desk.js';
import { awardVersions } from '../support/exemplars.js';
import { kafkaMissing } from '../support/kafka.js';
import { launch, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';
import { eventually } from '../support/eventually.js';

if (kafkaMissing)
  describe('an award and the example that rests on it, in processes of their own', () => {
    it.skip(`skipped: ${kafkaMissing}`, () => undefined);
  });
else describe('an award and the example that rests on it, in processes of their own', cascade);

function cascade(): void {
  const dataDir = newDataDir();
  let cluster: Launched;
  let desk: Desk;
  let kafka: KafkaTransport;
  let unitId: string;
  const tokens = new Map<string, Promise<string>>();
  const authorizationOf = async (account: string) => {
    const token = tokens.get(account) ?? signIn(cluster.url, account);
    tokens.set(account, token);
    return `Bearer ${await token}`;
  };
  beforeAll(async () => {
    cluster = await launch(dataDir, ['--cluster', '--empty']);
    desk = new Desk({
      ask: async (query, variables, account) =>
        ask(cluster.url, query, variables, account ? { authorization: await authorizationOf(account) } : {}),
    });
    const properties = readFileSync(join(dataDir, 'kafka', 'server.properties'), 'utf8');
    const brokers = /^listeners=PLAINTEXT:\/\/([^,]+)/m.exec(properties)?.[1] ?? '';
    kafka = new KafkaTransport({
      clientId: 'test',
      brokers: [brokers],
      prefix: 'thidua.',
      sessionTimeoutMs: 6_000,
      ssl: false,
      log: createLog('test', 'silent'),
      onStuck: (reason) => {
        throw new Error(reason);
      },
    });
    const { unit } = await ask<{ unit: { id: string } }>(cluster.url, '{ unit(code: "03127") { id } }');
    unitId = unit.id;
  }, 180_000);
  afterAll(async () => {
    await kafka?.close();
    await cluster?.stop();
    removeDataDir(dataDir);
  });

  const everywhere = async (name: string) => {
    const { exemplars, honours } = await ask<
      Record<string, { totalCount: number; nodes: { kind: string }[] }>
    >(
      cluster.url,
      `query ($search: String) { exemplars(filter: { search: $search }) { totalCount } honours(filter: { search: $search }) { nodes { kind } } }`,
      { search: name },
    );
    return [exemplars?.totalCount, ...(honours?.nodes.map(({ kind }) => kind) ?? [])];
  };

  it('withdraws it when the award is revoked, reviews it when it is restored, and publishes it by hand alone', async () => {
    const name = 'Vàng A Liên Thông';
    const award = await desk.commend(name);
    const { id, slug } = await eventually(() => desk.published({ name, awards: [award.id] }));
    await eventually(async () => expect(await everywhere(name)).toEqual([1, 'COMMENDATION', 'EXEMPLAR']));
    await desk.revoke(award);
    await eventually(async () => expect(await everywhere(name)).toEqual([0]));
    expect(await desk.shown(slug)).toBeNull();
    await eventually(async () =>
      expect(await desk.row(id)).toMatchObject({ status: 'UNDER_REVIEW', awardChanged: true }),
    );
    const approved = await desk.review(id, 'APPROVE');
    expect((await desk.send('publishExemplar', publication(id), 'editor')).reason).toBe('AWARD_REVOKED');
    await desk.restore(award);
    await eventually(async () => expect(await everywhere(name)).toEqual([0, 'COMMENDATION']));
    await eventually(async () =>
      expect(await desk.row(id)).toMatchObject({
        status: 'UNDER_REVIEW',
        awardChanged: true,
        version: approved.version + 1,
      }),
    );
    await desk.review(id, 'APPROVE');
    await desk.publish(id);
    await desk.until(slug, true);
  }, 120_000);

  /** States of one award as another broker, a retry or a replay could bring them. */
  const say = (...states: AwardState[]) =>
    kafka.send(states.map((state) => announcementOf(happened(awards, 'StateAnnounced', state))));

  it.each([
    ['revoked', [1], 'gone'],
    ['revoked twice', [1, 1], 'gone'],
    ['revoked, then the publication once more', [1, 0], 'gone'],
    ['revoked and restored', [1, 2], 'restored'],
    ['restored before it was revoked', [2, 1], 'restored'],
    ['restored alone, since the revocation was compacted away', [2], 'restored'],
    ['everything backwards and again', [2, 1, 0, 2, 1, 0], 'restored'],
  ] as const)(
    '%s, as it arrives over Kafka, ends the same',
    async (how, order, end) => {
      const versions = awardVersions().map((state) => ({ ...state, unitId, name: `Người ${how}` }));
      const [published] = versions as [AwardState];
      await say(published);
      const { id, slug } = await eventually(() => desk.published({ awards: [published.id] }));
      // One by one, so that each may be a batch of its own.
      for (const index of order) await say(versions[index] as AwardState);
      await desk.until(slug, false);
      await eventually(async () =>
        expect(await desk.row(id)).toMatchObject({ status: 'UNDER_REVIEW', awardChanged: true }),
      );
      const inForce = end === 'restored' ? ['COMMENDATION'] : [];
      await eventually(async () => expect(await everywhere(`Người ${how}`)).toEqual([0, ...inForce]));
      await desk.review(id, 'APPROVE');
      const told = await desk.send('publishExemplar', publication(id), 'editor');
      expect(told.reason ?? told.status).toBe(end === 'restored' ? 'PUBLISHED' : 'AWARD_REVOKED');
    },
    60_000,
  );
}

const publication = (id: string) => ({
  id,
  basis: { kind: 'CONSENT', statement: 'Đồng ý', givenOn: '2025-05-02' },
});
