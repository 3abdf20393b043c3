import { newCertificateCode } from '@app/certificates';
import { awards, competitions, type AwardState } from '@app/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { awardState, competitionState, decisionHeader, rank } from '../support/awards.js';
import { startGateway, type Gateway } from '../support/gateway.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

async function issue(name: string, more: Partial<AwardState> = {}) {
  const code = newCertificateCode();
  const award = awardState(name, { certificates: [{ code, holder: name }], ...more });
  await gateway.say(awards, award);
  return { code, award };
}
const get = (code: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${gateway.url}/certificates/${code}.pdf`, { method, headers });
async function textOf(response: Response): Promise<string> {
  const file = await getDocument({ data: new Uint8Array(await response.arrayBuffer()), verbosity: 0 })
    .promise;
  const { items } = await (await file.getPage(1)).getTextContent();
  return items.map((item) => ('str' in item ? item.str : '')).join('');
}

it('is a file to look at, asked for anew each time', async () => {
  const { code } = await issue('Lò Thị Hòa');
  const response = await get(code.toLowerCase().replaceAll('-', ''));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="${code}.pdf"`,
    'cache-control': 'private, no-cache',
    'content-security-policy': "frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  const etag = response.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"1-/);
  const text = await textOf(response);
  for (const line of ['Lò Thị Hòa', 'GIẤY KHEN', code, `${gateway.url}/certificates/${code}`, '12/QĐ-SGDĐT'])
    expect(text).toContain(line);

  const unchanged = await get(code, { 'if-none-match': `"x", W/${etag}` });
  expect([unchanged.status, (await unchanged.arrayBuffer()).byteLength]).toEqual([304, 0]);
  const head = await get(code, {}, 'HEAD');
  expect([head.status, head.headers.get('etag'), (await head.arrayBuffer()).byteLength]).toEqual([
    200,
    etag,
    0,
  ]);
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(10_000);
});

it('shows a correction at once, under the same code', async () => {
  const { code, award } = await issue('Quàng Thị Cúc');
  const etag = (await get(code)).headers.get('etag') ?? '';
  await gateway.say(awards, { ...award, certificates: [{ code, holder: 'Quàng Thị Cức' }], version: 2 });
  const corrected = await get(code, { 'if-none-match': etag });
  expect(corrected.status).toBe(200);
  expect(corrected.headers.get('etag')).toMatch(/^"2-/);
  expect(await textOf(corrected)).toContain('Quàng Thị Cức');
});

it('is 410 in the words of the rule at once when it is revoked, and back when it is restored', async () => {
  const { code, award } = await issue('Lường Văn Ơn');
  const etag = (await get(code)).headers.get('etag') ?? '';
  const decision = decisionHeader({ number: '3/QĐ-SGDĐT', signedOn: '2026-02-05' });
  const revocation: AwardState['revocation'] = { ground: 'FALSE_INFORMATION', decision, reason: 'Khai sai' };
  await gateway.say(awards, { ...award, status: 'REVOKED', revocation, version: 2 });
  for (const known of ['"other"', etag]) {
    const revoked = await get(code, { 'if-none-match': known });
    expect([revoked.status, revoked.headers.get('cache-control')]).toEqual([410, 'no-store']);
    expect(await revoked.json()).toEqual({
      code: 'REVOKED',
      message:
        'Quyết định tặng thưởng đã bị hủy bỏ, ngày 05 tháng 02 năm 2026. The decision that granted the award was revoked on 2026-02-05.',
      revokedOn: '2026-02-05',
    });
  }
  await gateway.say(awards, { ...award, revocation, version: 3 });
  expect((await get(code)).status).toBe(200);
});

it('of a prize names the competition, and each member on a certificate of their own', async () => {
  await gateway.say(competitions, competitionState('KHKT-2025', { name: 'Cuộc thi khoa học kỹ thuật' }));
  const holders = ['Lò Văn Bình', 'Quàng Thị Cúc'];
  const certificates = holders.map((holder) => ({ code: newCertificateCode(), holder }));
  await issue(holders.join(', '), {
    kind: 'PRIZE',
    form: null,
    competition: 'KHKT-2025',
    rank: rank('Nhất', 1),
    members: holders,
    certificates,
  });
  for (const { code, holder } of certificates) {
    const text = await textOf(await get(code));
    for (const line of ['GIẤY CHỨNG NHẬN', 'GIẢI NHẤT', 'Cuộc thi khoa học kỹ thuật', holder])
      expect(text).toContain(line);
    expect(text).not.toContain(holders.find((other) => other !== holder));
  }
});

it.each([
  ['mistyped', 400, 'BAD_USER_INPUT', async () => newCertificateCode().replace(/.$/, 'U')],
  ['unknown', 404, 'NOT_FOUND', async () => newCertificateCode()],
  ['of a draft', 404, 'NOT_FOUND', async () => (await issue('Nháp', { status: 'DRAFT' })).code],
  ['of a dropped draft', 404, 'NOT_FOUND', async () => (await issue('Bỏ', { status: 'DROPPED' })).code],
  ['of a name that cannot be printed', 503, 'SERVICE_UNAVAILABLE', async () => (await issue('Lý 中')).code],
] as const)('a code %s is %i', async (_, status, code, typed) => {
  const response = await get(await typed());
  expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  expect(response.headers.get('etag')).toBeNull();
  expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
  expect(await response.json()).toMatchObject({ code });
});
