import {
  isRefusal,
  NominateExemplar,
  PublishExemplar,
  ReviewExemplar,
  SupplementExemplar,
  WithdrawExemplar,
  type AwardState,
} from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awardVersions, COMMUNE, startExemplars, type Exemplars } from '../../../tests/support/exemplars.js';

let service: Exemplars;
let reviewer: { authorization: string };
beforeAll(async () => {
  service = await startExemplars();
  reviewer = { authorization: await service.authorization('reviewer') };
});
afterAll(() => service.stop());

const nomination = (awards: string[]) => ({
  name: 'Bùi Văn Iu',
  group: 'INDIVIDUAL' as const,
  unit: COMMUNE,
  period: '2025-2026',
  headline: 'Người thầy vùng biên',
  story: 'Một người thầy.',
  minor: false,
  awards,
});
const basis = { kind: 'LEGAL_DUTY', statement: 'Quyết định 12/QĐ-SGDĐT', givenOn: '2025-09-10' } as const;
const nominate = async (...awards: string[]) =>
  (await service.done(NominateExemplar, nomination(awards))).exemplar.id;
const review = (id: string, verdict: 'APPROVE' | 'RETURN' | 'REJECT') =>
  service.done(ReviewExemplar, { id, verdict, note: 'Ghi chú' }, reviewer);
const publish = (id: string) => service.done(PublishExemplar, { id, basis });
const published = async (...awards: string[]) => {
  const id = await nominate(...awards);
  await review(id, 'APPROVE');
  await publish(id);
  return id;
};
const stateOf = async (id: string) => {
  const { status, award_changed } = await service.row(id);
  return `${status as string}${award_changed ? ', award changed' : ''}`;
};
const IN_REVIEW = 'UNDER_REVIEW, award changed';

/** All orders of the items. */
const orders = <T>(items: T[]): T[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));

describe('an example that rests on an award (rule 23)', () => {
  it('is taken down and queued for review with the revocation, and back in review, not in public, with the restoration', async () => {
    const [first, revoked, restored] = awardVersions();
    await service.hear(first);
    const id = await published(first.id);
    const other = await published();
    await service.hear(revoked);
    expect(await stateOf(id)).toBe(IN_REVIEW);
    await service.hear(restored);
    expect(await stateOf(id)).toBe(IN_REVIEW);
    expect(await stateOf(other)).toBe('PUBLISHED');
    const events = (await service.events(id)).slice(3);
    expect(events.map(({ type, version }) => `${version} ${type}`)).toEqual([
      '4 AwardChanged',
      '5 AwardChanged',
    ]);
    const audit = await service.query('select actor, action, digest_after from audit where target = $1', [
      `${first.id}: ${id}`,
    ]);
    expect(audit).toMatchObject([
      { actor: 'system', action: 'FollowAward', digest_after: expect.any(String) },
      { actor: 'system', action: 'FollowAward' },
    ]);
    // The reviewer decides anew, and the address is the same.
    await review(id, 'APPROVE');
    expect((await publish(id)).exemplar).toMatchObject({ slug: (events[0]?.state as { slug: string }).slug });
  });

  it('is not published while an award of it is revoked; a supplement can leave the award out', async () => {
    const [first, revoked] = awardVersions();
    await service.hear(first);
    const id = await nominate(first.id);
    await service.hear(revoked);
    expect(await stateOf(id)).toBe('NOMINATED, award changed');
    await review(id, 'APPROVE');
    expect(await service.refusedAs(PublishExemplar, { id, basis })).toEqual(['AWARD_REVOKED', 'id']);
    await service.query(`update exemplar set status = 'RETURNED' where id = $1`, [id]);
    expect(await service.refusedAs(SupplementExemplar, { id, awards: [first.id] })).toEqual([
      'AWARD_REVOKED',
      'awards.0',
    ]);
    await service.done(SupplementExemplar, { id, awards: [] });
    await review(id, 'APPROVE');
    await publish(id);
    expect(await stateOf(id)).toBe('PUBLISHED');
  });

  it('stays as it is once it has ended', async () => {
    const [first, revoked, restored] = awardVersions();
    await service.hear(first);
    const [rejected, withdrawn] = [await nominate(first.id), await published(first.id)];
    await review(rejected, 'REJECT');
    await service.done(WithdrawExemplar, { id: withdrawn, reason: 'x' });
    await service.hear(revoked);
    await service.hear(restored);
    expect([await stateOf(rejected), await stateOf(withdrawn)]).toEqual(['REJECTED', 'WITHDRAWN']);
  });

  it('a correction of the award changes nothing', async () => {
    const [first] = awardVersions();
    await service.hear(first);
    const id = await published(first.id);
    await service.hear({ ...first, name: 'Bùi Văn Iu (đính chính)', version: first.version + 1 });
    expect(await stateOf(id)).toBe('PUBLISHED');
  });
});

describe('in any order of arrival', () => {
  const late = orders([0, 1, 2]);
  it.each(late)("of the award's events after the publication: %i %i %i", async (...order) => {
    const versions = awardVersions();
    await service.hear(versions[0]);
    const id = await published(versions[0].id);
    // Each twice, as at-least-once delivery may.
    for (const at of order) await service.hear(versions[at] as AwardState);
    for (const at of order) await service.hear(versions[at] as AwardState);
    expect(await stateOf(id)).toBe(IN_REVIEW);
    expect(
      await service.query('select status, version from award_copy where id = $1', [versions[0].id]),
    ).toEqual([{ status: 'PUBLISHED', version: 4 }]);
  });

  it('all at once in one batch: a revocation overtaken by its restoration is still seen', async () => {
    const versions = awardVersions();
    await service.hear(versions[0]);
    const id = await published(versions[0].id);
    await service.hear(...versions);
    expect(await stateOf(id)).toBe(IN_REVIEW);
  });

  const steps = ['nominate', 'publish', 'revoked', 'restored'] as const;
  const legal = orders([...steps]).filter((order) => order.indexOf('nominate') < order.indexOf('publish'));
  it.each(legal.map((order) => [order.join(' '), order] as const))(
    "of the people's and the award's steps, nothing is public that rests on a revoked award: %s",
    async (_, order) => {
      const [first, revoked, restored] = awardVersions();
      await service.hear(first);
      let id: string | null = null;
      // What the editor did before the award's last news, the reviewer has to look at again.
      let seenSince = true;
      let known: AwardState = first;
      for (const step of order) {
        if (step === 'nominate') {
          const answer = await service.send(NominateExemplar, nomination([first.id]));
          expect(isRefusal(answer)).toBe(known.status === 'REVOKED');
          if (isRefusal(answer)) continue;
          id = answer.value.exemplar.id;
          await review(id, 'APPROVE');
        } else if (step === 'publish') {
          if (!id) continue;
          const answer = await service.send(PublishExemplar, { id, basis });
          const isApproved = known === first || (seenSince && known.status === 'PUBLISHED');
          expect(isRefusal(answer)).toBe(!isApproved);
        } else {
          const news = step === 'revoked' ? revoked : restored;
          if (id && news.version > known.version) seenSince = false;
          if (news.version > known.version) known = news;
          await service.hear(news);
        }
        if (id && known.status === 'REVOKED') expect(await stateOf(id)).not.toMatch(/PUBLISHED|APPROVED/);
      }
      expect(known).toBe(restored);
      if (id) expect(await stateOf(id)).toBe(seenSince ? 'PUBLISHED' : IN_REVIEW);
    },
  );
});

describe('at once', () => {
  it('of a nomination and a revocation one sees the other, and so of a publication', async () => {
    for (let round = 0; round < 15; round++) {
      const [first, revoked] = awardVersions();
      await service.hear(first);
      const approved = await nominate(first.id);
      await review(approved, 'APPROVE');
      const returned = await nominate();
      await review(returned, 'RETURN');
      const [nominated, shown, supplemented] = await Promise.all([
        service.send(NominateExemplar, nomination([first.id])),
        service.send(PublishExemplar, { id: approved, basis }),
        service.send(SupplementExemplar, { id: returned, awards: [first.id] }),
        service.hear(revoked),
      ]);
      expect(await stateOf(approved)).toBe(IN_REVIEW);
      if (isRefusal(shown)) expect(['AWARD_REVOKED', 'EXEMPLAR_STATUS']).toContain(shown.refusal.reason);
      if (isRefusal(nominated)) expect(nominated.refusal.reason).toBe('AWARD_REVOKED');
      else expect(await stateOf(nominated.value.exemplar.id)).toBe('NOMINATED, award changed');
      if (isRefusal(supplemented)) expect(supplemented.refusal.reason).toBe('AWARD_REVOKED');
      else expect(await stateOf(returned)).toBe(IN_REVIEW);
    }
  });

  it('a nomination not yet committed holds the revocation up until it is', async () => {
    const [first, revoked] = awardVersions();
    await service.hear(first);
    const waitsFor = async (statement: string) => {
      for (;;) {
        await service.query('select pg_stat_clear_snapshot()');
        const rows = await service.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
             and query like '%' || $1 || '%'`,
          [statement],
        );
        if (rows.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    // The nomination comes to its last statement, and no further.
    await service.query('begin');
    await service.query('lock table idempotency in exclusive mode');
    const nominated = nominate(first.id);
    await waitsFor('insert into idempotency');
    const heard = service.hear(revoked);
    await waitsFor('insert into award_copy');
    await service.query('commit');
    const [id] = await Promise.all([nominated, heard]);
    expect(await stateOf(id)).toBe('NOMINATED, award changed');
  });
});
