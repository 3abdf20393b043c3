import { ExemplarStatus, refusalMessage } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { adminUrl, onDatabase } from '../support/databases.js';
import { consent, Desk } from '../support/desk.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let desk: Desk;
const publicly = <Data>(query: string) => ask<Data>(world.url, query);
beforeAll(async () => {
  world = await startWorld();
  desk = new Desk({
    ask: async (query, variables, account) =>
      ask(
        world.url,
        query,
        variables,
        account ? { authorization: await world.authorizationOf(account) } : {},
      ),
  });
});
afterAll(() => world.stop());

const refusedAs = async (mutation: string, given: Record<string, unknown>, account?: string) => {
  const { reason, field } = await desk.send(mutation, given, account);
  return [reason, field];
};

describe('the course of an example (rule 20)', () => {
  it('goes from nominated to published, featured, announced and withdrawn', async () => {
    const { id, ...nominated } = await desk.nominate();
    expect(nominated).toMatchObject({ status: 'NOMINATED', slug: null, version: 1 });
    expect(await desk.done('startReview', { id }, 'reviewer')).toMatchObject({ status: 'UNDER_REVIEW' });
    expect(await desk.review(id, 'RETURN', 'Thêm số liệu')).toMatchObject({ status: 'RETURNED' });
    await eventually(async () => expect(await desk.row(id)).toMatchObject({ note: 'Thêm số liệu' }));
    const supplement = { id, headline: 'Tiêu đề mới', story: 'Số liệu: <b>20</b> em.' };
    expect(await desk.done('supplementExemplar', supplement, 'editor')).toMatchObject({
      status: 'UNDER_REVIEW',
    });
    expect(await desk.review(id, 'APPROVE')).toMatchObject({ status: 'APPROVED' });
    const published = await desk.publish(id);
    expect(published).toMatchObject({
      status: 'PUBLISHED',
      slug: expect.stringMatching(/^quang-thi-ngat-\d+$/),
    });
    await desk.until(published.slug, true);
    const { exemplar } = await publicly<{ exemplar: Record<string, unknown> }>(
      `{ exemplar(slug: "${published.slug}") { headline story featured channels { channel } unit { code } group } }`,
    );
    expect(exemplar).toEqual({
      headline: 'Tiêu đề mới',
      story: 'Số liệu: 20 em.',
      featured: false,
      channels: [{ channel: 'PORTAL' }],
      unit: { code: '03127' },
      group: 'INDIVIDUAL',
    });
    expect(await desk.done('featureExemplar', { id, featured: true }, 'editor')).toMatchObject({
      status: 'PUBLISHED',
    });
    await desk.done('announceExemplar', { id, channel: 'FANPAGE', on: '2025-06-02' }, 'editor');
    await eventually(async () =>
      expect((await desk.row(id))?.channels).toContainEqual({ channel: 'FANPAGE', on: '2025-06-02' }),
    );
    expect(await desk.done('withdrawExemplar', { id, reason: 'theo đề nghị' }, 'editor')).toMatchObject({
      status: 'WITHDRAWN',
    });
    await desk.until(published.slug, false);
  });

  it('is decided from NOMINATED at once, and can be rejected', async () => {
    const { id } = await desk.nominate();
    expect(await desk.review(id, 'REJECT', 'Chưa đủ')).toMatchObject({ status: 'REJECTED' });
  });

  const steps: Record<string, (id: string) => [given: Record<string, unknown>, account: string]> = {
    startReview: (id) => [{ id }, 'reviewer'],
    reviewExemplar: (id) => [{ id, verdict: 'RETURN', note: 'x' }, 'reviewer'],
    supplementExemplar: (id) => [{ id, headline: 'x' }, 'editor'],
    publishExemplar: (id) => [{ id, basis: consent() }, 'editor'],
    featureExemplar: (id) => [{ id, featured: true }, 'editor'],
    announceExemplar: (id) => [{ id, channel: 'FANPAGE', on: '2025-06-02' }, 'editor'],
    withdrawExemplar: (id) => [{ id, reason: 'x' }, 'editor'],
  };
  const allowed: Record<string, readonly string[]> = {
    startReview: ['NOMINATED'],
    reviewExemplar: ['NOMINATED', 'UNDER_REVIEW'],
    supplementExemplar: ['RETURNED'],
    publishExemplar: ['APPROVED'],
    featureExemplar: ['PUBLISHED'],
    announceExemplar: ['PUBLISHED'],
    withdrawExemplar: ['NOMINATED', 'UNDER_REVIEW', 'RETURNED', 'APPROVED', 'PUBLISHED'],
  };
  const outside = ExemplarStatus.options.flatMap((status) =>
    Object.keys(steps)
      .filter((step) => !allowed[step]?.includes(status))
      .map((step) => [step, status] as const),
  );
  it.each(outside)('%s is refused in %s, which it names', async (step, status) => {
    const { id, version } = await desk.at(status);
    const [given, account] = steps[step]?.(id) ?? [{}, ''];
    const told = await desk.send(step, given, account);
    expect(told).toMatchObject({ reason: 'EXEMPLAR_STATUS', field: 'id' });
    expect(told.message).toBe(refusalMessage({ reason: 'EXEMPLAR_STATUS', params: { status } }, 'vi'));
    // Nothing changed: another version would be CONFLICT.
    const withdrawn = desk.send('withdrawExemplar', {
      id,
      reason: 'x',
      consentWithdrawn: true,
      expectedVersion: version,
    });
    expect((await withdrawn).status).toBe('WITHDRAWN');
  });
  it.each(Object.keys(steps))('%s is refused of an unknown one, and on a stale version', async (step) => {
    const [given, account] = steps[step]?.('019a0000-0000-7000-8000-000000000000') ?? [{}, ''];
    expect(await refusedAs(step, given, account)).toEqual(['EXEMPLAR_UNKNOWN', 'id']);
    const { id } = await desk.at(allowed[step]?.[0] ?? '');
    const [stale] = steps[step]?.(id) ?? [{}];
    await expect(desk.send(step, { ...stale, expectedVersion: 77 }, account)).rejects.toThrow('not at 77');
  });
});

describe('rules of examples', () => {
  it('whoever nominates does not approve, whatever the role (rule 24)', async () => {
    const { id } = await desk.nominate({}, 'administrator');
    const own = { id, verdict: 'APPROVE' };
    expect(await refusedAs('reviewExemplar', own, 'administrator')).toEqual(['OWN_NOMINATION', 'id']);
    expect(await desk.review(id, 'APPROVE')).toMatchObject({ status: 'APPROVED' });
  });

  it.each(['RETURN', 'REJECT'])('to %s needs a note', async (verdict) => {
    const { id } = await desk.nominate();
    expect(await refusedAs('reviewExemplar', { id, verdict }, 'reviewer')).toEqual(['NOTE_REQUIRED', 'note']);
  });

  it.each([
    ['MINOR_UNSTATED', 'minor', { minor: null }],
    ['MINOR_UNSTATED', 'minor', { minor: null, group: 'GOOD_PERSON_GOOD_DEED' }],
    ['UNIT_UNKNOWN', 'unit', { unit: '99999' }],
    ['MOVEMENT_UNKNOWN', 'movement', { movement: 'NOBODYS' }],
    ['AWARD_UNKNOWN', 'awards.0', { awards: ['019a0000-0000-7000-8000-000000000000'] }],
    ['BAD_STORY', 'story', { story: '<b></b>' }],
    ['BAD_STORY', 'storyEn', { storyEn: '<i></i>' }],
  ])('%s at %s', async (reason, field, more) => {
    expect(await refusedAs('nominateExemplar', desk.nomination(more), 'administrator')).toEqual([
      reason,
      field,
    ]);
  });

  it('a headline has at most 200 characters', async () => {
    await expect(desk.nominate({ headline: 'x'.repeat(201) })).rejects.toThrow('200');
    await desk.nominate({ headline: 'x'.repeat(200), headlineEn: 'y'.repeat(200) });
    await expect(desk.nominate({ headlineEn: 'x'.repeat(201) })).rejects.toThrow('200');
  });

  const adult = { minor: false };
  const child = { minor: true };
  const school = { group: 'COLLECTIVE', minor: null };
  it.each([
    ['consent without a date', 'CONSENT_MISSING', 'basis.givenOn', adult, { givenOn: null }],
    [
      'a duty without a date',
      'CONSENT_MISSING',
      'basis.givenOn',
      adult,
      { kind: 'LEGAL_DUTY', givenOn: null },
    ],
    ['consent of tomorrow', 'BAD_DATE', 'basis.givenOn', adult, { givenOn: '2100-01-01' }],
    ['a person as nobody', 'BASIS_NOT_APPLICABLE', 'basis.kind', adult, { kind: 'NOT_PERSONAL' }],
    [
      'a child without its parents',
      'CONSENT_MISSING',
      'basis.representativeConsent',
      child,
      { childConsent: true },
    ],
    [
      'a child that nobody asked',
      'CONSENT_MISSING',
      'basis.childConsent',
      child,
      { representativeConsent: true },
    ],
  ])('%s is not published: %s at %s', async (_, reason, field, more, basis) => {
    const { id } = await desk.nominate(more);
    await desk.review(id, 'APPROVE');
    expect(await refusedAs('publishExemplar', { id, basis: consent(basis) }, 'editor')).toEqual([
      reason,
      field,
    ]);
  });
  it.each([
    ['a person by a duty of law', adult, { kind: 'LEGAL_DUTY', statement: 'Điều 12 Nghị định' }],
    ['a child with both consents', child, { representativeConsent: true, childConsent: true }],
    ['a child under seven', child, { representativeConsent: true, childUnderSeven: true }],
    ['a school', school, { kind: 'NOT_PERSONAL', givenOn: null }],
    ['a practice', { group: 'GOOD_PRACTICE', minor: null }, { kind: 'NOT_PERSONAL', givenOn: null }],
  ])('%s is published', async (_, more, basis) => {
    const { slug } = await desk.published(more, { basis: consent(basis) });
    expect((await desk.shown(slug))?.slug).toBe(slug);
  });

  it('says in words which consent is missing, in both languages', async () => {
    const { id } = await desk.nominate(child);
    await desk.review(id, 'APPROVE');
    const told = await desk.send(
      'publishExemplar',
      { id, basis: consent({ representativeConsent: true }) },
      'editor',
    );
    expect(told.message).toContain('trẻ em');
  });

  it('slugs are of the Vietnamese name, unique, and stay after a return to review', async () => {
    const name = 'Đặng Thị Ước Mơ';
    const first = await desk.published({ name });
    const second = await desk.published({ name });
    expect([first.slug, second.slug]).toEqual(['dang-thi-uoc-mo', 'dang-thi-uoc-mo-2']);
  });

  it('an announcement or tally that makes no sense is refused', async () => {
    const { id } = await desk.at('PUBLISHED');
    const on = '2100-01-01';
    expect(await refusedAs('announceExemplar', { id, channel: 'FANPAGE', on }, 'editor')).toEqual([
      'BAD_DATE',
      'on',
    ]);
    const tally = {
      unit: '11',
      period: '2020-2021',
      collectives: 1,
      individuals: 1,
      goodPersonsGoodDeeds: 1,
      source: 'x',
    };
    for (const field of ['collectives', 'individuals', 'goodPersonsGoodDeeds'])
      expect(await refusedAs('reportExemplarTally', { ...tally, [field]: -1 }, 'editor')).toEqual([
        'BAD_QUANTITY',
        field,
      ]);
    expect(await refusedAs('reportExemplarTally', { ...tally, unit: '99999' }, 'editor')).toEqual([
      'UNIT_UNKNOWN',
      'unit',
    ]);
    expect(await desk.done('reportExemplarTally', tally, 'editor')).toMatchObject({ changed: 1 });
  });
});

describe('an award that it rests on (rule 23)', () => {
  it('suggests its recipient, who is nominated by one call', async () => {
    const award = await desk.commend('Lường Thị Gợi Ý', { position: 'Giáo viên' });
    const suggested = async () =>
      (
        await world.ask<{ suggestedExemplars: { nodes: Record<string, unknown>[] } }>(
          '{ suggestedExemplars { nodes { name position group period headline story awards unit { code } } } }',
          {},
          { authorization: await world.authorizationOf('editor') },
        )
      ).suggestedExemplars.nodes.find(({ name }) => name === 'Lường Thị Gợi Ý');
    const { unit, ...draft } = await eventually(async () => {
      const found = await suggested();
      if (!found) throw new Error('not suggested yet');
      return found as { unit: { code: string } };
    });
    const input = { ...draft, unit: unit.code };
    expect(await refusedAs('nominateExemplar', input, 'editor')).toEqual(['MINOR_UNSTATED', 'minor']);
    const { id } = await desk.done('nominateExemplar', { ...input, minor: false }, 'editor');
    await eventually(async () => expect(await suggested()).toBeUndefined());
    const { nominations } = await world.ask<{
      nominations: { nodes: { id: string; honours: { id: string }[] }[] };
    }>(
      '{ nominations(search: "Gợi Ý") { nodes { id honours { id } } } }',
      {},
      { authorization: await world.authorizationOf('reviewer') },
    );
    expect(nominations.nodes).toEqual([{ id, honours: [{ id: award.id }] }]);
  });

  it('takes it out of every public answer when revoked, and back into review alone when restored', async () => {
    const name = 'Vàng A Thu Hồi';
    const award = await desk.commend(name);
    const { id, slug } = await eventually(() =>
      desk.published({ name, awards: [award.id] }, { featured: true }),
    );
    expect(await desk.shown(slug)).toMatchObject({ name, honours: [{ id: award.id }] });
    const everywhere = async () => {
      const { exemplars, honours } = await publicly<Record<string, { totalCount: number }>>(
        `{ exemplars(filter: { search: "${name}" }) { totalCount } honours(filter: { search: "${name}" }) { totalCount } }`,
      );
      return [exemplars?.totalCount, honours?.totalCount];
    };
    expect(await everywhere()).toEqual([1, 2]);
    await desk.revoke(award);
    await desk.until(slug, false);
    await eventually(async () => expect(await everywhere()).toEqual([0, 0]));
    await eventually(async () =>
      expect(await desk.row(id)).toMatchObject({ status: 'UNDER_REVIEW', awardChanged: true }),
    );
    const { version } = await desk.review(id, 'APPROVE');
    expect(await refusedAs('publishExemplar', { id, basis: consent() }, 'editor')).toEqual([
      'AWARD_REVOKED',
      'id',
    ]);
    expect(await refusedAs('nominateExemplar', desk.nomination({ awards: [award.id] }), 'editor')).toEqual([
      'AWARD_REVOKED',
      'awards.0',
    ]);
    await desk.restore(award);
    await eventually(async () =>
      expect(await desk.row(id)).toMatchObject({
        status: 'UNDER_REVIEW',
        awardChanged: true,
        version: version + 1,
      }),
    );
    // The award is public again, the example is not.
    await eventually(async () => expect(await everywhere()).toEqual([0, 1]));
    await desk.review(id, 'APPROVE');
    expect(await desk.publish(id)).toMatchObject({ slug });
    await desk.until(slug, true);
  });
});

describe('withdrawn consent', () => {
  it('leaves nothing of the person in the service, the read model or any answer; the history keeps that there was one', async () => {
    const person = [
      'Mùa Thị Rútlại',
      'Hiệu trưởng Rútlại',
      'Tiêu đề Rútlại',
      'Câu chuyện Rútlại',
      'Withdrawn headline',
      'Withdrawn story',
    ];
    const [name, position, headline, story, headlineEn, storyEn] = person;
    const { id, slug } = await desk.published(
      { name, position, headline, story, headlineEn, storyEn },
      { basis: consent({ statement: 'Bà Rútlại đồng ý' }) },
    );
    const urlOf = (service: 'gateway' | 'exemplars') =>
      adminUrl(new URL(world.databaseUrl(service)).pathname.slice(1));
    // An earlier state of hers that could not be applied.
    await onDatabase(
      urlOf('gateway'),
      `insert into dead_letter (consumer, topic, key, value, headers, reason)
       values ('gateway', 'exemplars.exemplar', '${id}', convert_to('{"name":"Mùa Thị Rútlại"}', 'UTF8'), '{}', 'x')`,
    );
    const found = async (service: 'gateway' | 'exemplars') => {
      const tables = await onDatabase<{ name: string }>(
        urlOf(service),
        `select schemaname || '.' || quote_ident(tablename) as name from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema')`,
      );
      const texts = `'%rútlại%', '%withdrawn %', '%rutlai%'`;
      // Bytes, as dead letters are kept, are read as the text they are.
      const rows = await onDatabase<{ name: string }>(
        urlOf(service),
        tables
          .map(
            ({ name: table }) => `select '${table}' as name from ${table} t
              where to_jsonb(t)::text ilike any (array[${texts}])
                or to_jsonb(t)::text ilike any (select '%' || encode(convert_to(part, 'UTF8'), 'hex') || '%' from unnest(array['Rútlại', 'Withdrawn']) part)`,
          )
          .join(' union '),
      );
      return rows.map((row) => row.name).sort();
    };
    expect(await found('gateway')).toEqual([
      'public.dead_letter',
      'read_model.exemplar',
      'read_model.honour',
    ]);
    expect(await found('exemplars')).toContain('public.exemplar');

    const withdrawal = { id, reason: 'Bà Rútlại rút lại sự đồng ý', consentWithdrawn: true };
    expect(await desk.done('withdrawExemplar', withdrawal, 'editor')).toMatchObject({
      status: 'WITHDRAWN',
      slug: null,
    });
    await desk.until(slug, false);
    await eventually(async () => expect(await found('gateway')).toEqual([]));
    await eventually(async () => expect(await found('exemplars')).toEqual([]));
    expect(await desk.row(id)).toMatchObject({ name: null, status: 'WITHDRAWN', erased: true });
    const answers = await world.ask(
      `{ exemplar(slug: "${slug}") { name }
         exemplars(filter: { search: "rutlai" }) { nodes { name } totalCount }
         honours(filter: { search: "rutlai" }) { nodes { id } totalCount }
         nominations(search: "rutlai") { nodes { id } totalCount }
         suggestedExemplars { nodes { name } } }`,
    );
    const none = { nodes: [], totalCount: 0 };
    expect(answers).toMatchObject({ exemplar: null, exemplars: none, honours: none, nominations: none });
    expect(JSON.stringify(answers)).not.toMatch(/rútlại/i);
    // Once.
    expect(await refusedAs('withdrawExemplar', withdrawal, 'editor')).toEqual(['EXEMPLAR_STATUS', 'id']);
    // What staff see of the course does not bring the person back, and nobody gets the address.
    const again = await desk.published({ name });
    expect(again.slug).not.toBe(slug);
    await desk.done('withdrawExemplar', { ...withdrawal, id: again.id }, 'editor');
  });
});
