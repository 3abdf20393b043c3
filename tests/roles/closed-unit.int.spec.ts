import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onDatabase } from '../support/databases.js';
import { Edge } from '../support/edge.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** What competitions itself answers a council's secretary of the province, whatever the gateway would have said before. */
async function correct(award: string | undefined, province: string): Promise<string | undefined> {
  const url = await world.apps.get('competitions')?.getUrl();
  const decision = {
    number: '1/QĐ',
    signedOn: '2026-01-15',
    authority: 'PROVINCIAL_CHAIR',
    issuer: province,
  };
  const response = await fetch(`${url}/commands/CorrectAwards`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: await world.issuer.authorization('x', { role: 'council-secretary', unit: province }),
    },
    body: JSON.stringify({
      corrections: [{ id: award, achievement: 'Khác' }],
      decision,
      reason: 'Ghi sai',
    }),
  });
  const answer = (await response.json()) as { code?: string; field?: string };
  return answer.code && `${answer.code} ${answer.field}`;
}

it('what was granted at a unit that is closed today is in the hands of those above its successor alone', async () => {
  const [closed] = await onDatabase<{ code: string; province: string; now: string }>(
    world.databaseUrl('competitions'),
    `select u.code, p.code as province, today.code as now
     from unit_copy u join unit_copy d on d.id = u.parent_id join unit_copy p on p.id = d.parent_id
     join unit_copy n on n.id = u.successor_ids[1] join unit_copy today on today.id = n.parent_id
     where u.level = 'COMMUNE' and u.valid_to is not null and cardinality(u.successor_ids) = 1 and today.code <> '11'
       and not exists (select from unit_copy other where other.code = u.code and other.valid_to is null)
     order by u.code limit 1`,
  );
  if (!closed) throw new Error('no commune is closed');
  const { awards } = await new Edge(world).done('recordCommendations', {
    decision: {
      ...{ number: '9/QĐ', signedOn: '2024-06-20', authority: 'PROVINCIAL_CHAIR', issuer: closed.province },
    },
    ...{ form: 'BANG_KHEN', period: '2023-2024' },
    recipients: [
      { name: 'Lò Văn Cũ', kind: 'INDIVIDUAL', unit: closed.code, achievement: 'Thành tích xuất sắc' },
    ],
  });
  expect(await correct(awards[0]?.id, '11')).toBe('FORBIDDEN corrections.0.id');
  expect(await correct(awards[0]?.id, closed.now)).toBeUndefined();
});
