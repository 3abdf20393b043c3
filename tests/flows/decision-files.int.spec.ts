import { newCertificateCode } from '@app/certificates';
import { awards, type AwardState } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { awardState, decisionHeader } from '../support/awards.js';
import { idOf, startGateway, type Gateway } from '../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

/** Ids that rise as they are made, so that the order of recording is known. */
let made = 0;
const award = (name: string, decision: string, more: Partial<AwardState> = {}) =>
  awardState(name, {
    id: `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`,
    certificates: [{ code: newCertificateCode(), holder: name }],
    decision: decisionHeader({ id: idOf(decision), number: decision }),
    ...more,
  });
const get = async (decision: string, who: { role: string; unit: string } | null, query = '') =>
  fetch(`${gateway.url}/decisions/${idOf(decision)}/certificates.pdf${query}`, {
    headers: who ? { authorization: await gateway.authorization(who) } : {},
  });
async function namesIn(response: Response): Promise<string[]> {
  const file = await getDocument({ data: new Uint8Array(await response.arrayBuffer()), verbosity: 0 })
    .promise;
  return Promise.all(
    Array.from({ length: file.numPages }, async (_, at) => {
      const { items } = await (await file.getPage(at + 1)).getTextContent();
      const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
      return /Người \d+|Lai Châu \d+/.exec(text)?.[0] ?? text;
    }),
  );
}
const secretary = { role: 'council-secretary', unit: '11' };

it('prints what is in force of a decision in one file, in the order of recording, by parts of 50 awards', async () => {
  const all = Array.from({ length: 53 }, (_, n) => award(`Người ${n}`, 'A'));
  const [, second] = all;
  if (second) {
    second.status = 'REVOKED';
    second.revocation = { ground: 'FALSE_INFORMATION', decision: decisionHeader(), reason: 'x' };
  }
  await gateway.say(awards, ...all);
  const first = await get('A', secretary);
  expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
    200,
    'application/pdf',
    'private, no-store',
  ]);
  const names = await namesIn(first);
  expect(names).toEqual(all.slice(0, 50).flatMap(({ name, status }) => (status === 'REVOKED' ? [] : [name])));
  expect(await namesIn(await get('A', secretary, '?part=2'))).toEqual(['Người 50', 'Người 51', 'Người 52']);
  expect((await get('A', secretary, '?part=3')).status).toBe(404);
});

it('prints to each only what they may see', async () => {
  await gateway.say(
    awards,
    award('Người 90', 'B'),
    award('Lai Châu 1', 'B', { unitId: idOf('THPT-LC') }),
    award('Người 91', 'C', { status: 'DRAFT' }),
  );
  expect(await namesIn(await get('B', secretary))).toEqual(['Người 90']);
  expect(await namesIn(await get('B', { role: 'administrator', unit: 'VN' }))).toEqual([
    'Người 90',
    'Lai Châu 1',
  ]);
  expect((await get('B', null)).status).toBe(401);
  expect((await get('B', { role: 'editor', unit: '11' })).status).toBe(403);
  expect((await get('C', secretary)).status).toBe(404);
  expect((await get('nothing', secretary)).status).toBe(404);
  for (const part of ['0', '-1', 'x', '1.5', '1001'])
    expect((await get('B', secretary, `?part=${part}`)).status).toBe(400);
});
