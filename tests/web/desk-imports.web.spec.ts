import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { headers } from '../../apps/gateway/src/exports/export-words.js';
import { messageOf, words } from '../../apps/gateway/src/imports/import-words.js';
import { readWorkbook } from '../support/read-workbook.js';
import { workbook } from '../support/workbooks.js';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { alive, askAs, deskOf, everyPlace, places, says, withoutScript, type Place } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('Files that are sent and taken are');

const fileOf = (name: string, rows: Parameters<typeof workbook>[0]) => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: workbook(rows),
});
const clans = (prefix: string) => [
  ['DANH SÁCH DÒNG HỌ ĐĂNG KÝ'],
  ['STT', 'Tên', 'Mã định danh', 'Mã đơn vị'],
  [1, `Dòng họ Lò ${prefix}`, `${prefix}-1`, '03127'],
  [2, `Dòng họ Quàng ${prefix}`, `${prefix}-2`, '03127'],
  [3, null, `${prefix}-3`, '03127'],
  [4, `Dòng họ Cà ${prefix}`, `${prefix}-4`, '03166'],
];
async function send(page: Page, { t, path }: Place, file: ReturnType<typeof fileOf>): Promise<void> {
  await page.goto(path('/desk/imports'));
  await page
    .getByLabel(t('staff.imports.what'), { exact: true })
    .selectOption('XHHT-2023-2030:LEARNING_CLAN');
  await page.getByLabel(t('competitions.period'), { exact: true }).selectOption('2025');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: t('staff.imports.send') }).click();
  await page.waitForURL(/\/desk\/imports\/[0-9a-f-]{36}$/);
}
const registered = async (search: string) => {
  const { roster } = await askAs<{ roster: { totalCount: number } }>(
    sample.house.url,
    'commune-staff',
    `query ($search: String) {
       roster(unit: "03127", title: "LEARNING_CLAN", period: "2025", search: $search) { totalCount } }`,
    { search },
  );
  return roster.totalCount;
};

inBrowser.each(places)('a table that is sent in $language at $width px', (at) => {
  const { t, path, language, mark } = at;

  it('is rehearsed before anything is recorded, and says what is refused, where and why', async () => {
    const file = `dòng họ ${mark}.xlsx`;
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    await page
      .getByRole('navigation')
      .getByRole('link', { name: t('staff.menu.imports'), exact: true })
      .click();
    await alive(page);
    await page.getByRole('button', { name: t('staff.imports.send') }).click();
    for (const what of ['what', 'period', 'file'] as const) await says(page, t(`staff.imports.need.${what}`));
    expect(await violations(page)).toEqual([]);
    await send(page, at, fileOf(file, clans(mark)));
    await says(page, t('staff.imports.statusOf.CHECKED'));
    expect(await page.locator('h1').innerText()).toBe(file);
    // The columns are named as in the file that was sent.
    const refused = t('staff.imports.outcomeOf.REFUSED');
    const text = await page.locator('main table').innerText();
    expect(text).toMatch(new RegExp(`5\\s+${refused}\\s+Tên\\s+.*\\s+REQUIRED`));
    expect(text).toMatch(new RegExp(`6\\s+${refused}\\s+Mã đơn vị\\s+.*\\s+FORBIDDEN`));
    expect(await violations(page)).toEqual([]);
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: t('staff.imports.result', { format: 'xlsx' }) }).click(),
    ]);
    const rows = await readWorkbook(readFileSync(await sheet.path()));
    const { row, outcome, column, code, message, REFUSED } = words;
    expect(rows[0]?.cells.slice(0, 5)).toEqual(
      [row, outcome, column, code, message].map((of) => of[language]),
    );
    expect(rows[3]?.cells.slice(0, 2)).toEqual(['5', REFUSED[language]]);
    await page.getByRole('link', { name: `${t('staff.imports.outcomeOf.READY')} (2)` }).click();
    await page.waitForURL('**outcome=READY');
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await registered(`dong ho lo ${mark}`)).toBe(0);
    await page.getByRole('button', { name: t('staff.imports.run', { count: 2 }) }).click();
    // Without a reload: the stream of events tells the end.
    await says(page, t('staff.imports.statusSays.DONE'));
    await eventually(async () => expect(await registered(`dong ho lo ${mark}`)).toBe(1));
    await page.goto(path('/desk/imports'));
    const sent = page.locator('main li', { hasText: file });
    expect(await sent.innerText()).toContain(t('staff.imports.statusOf.DONE'));
    expect(await sent.innerText()).toContain(t('staff.imports.short', { rows: 4, done: 2, refused: 2 }));
    await page.context().close();
  });

  it('is given up with nothing recorded, and says why it cannot be read', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    await send(page, at, fileOf('bỏ.xlsx', clans(`${mark}Bỏ`)));
    await says(page, t('staff.imports.statusOf.CHECKED'));
    await page.getByRole('button', { name: t('staff.imports.giveUp') }).click();
    await says(page, t('staff.imports.statusOf.CANCELLED'));
    expect(await page.getByRole('button', { name: t('staff.imports.run', { count: 2 }) }).count()).toBe(0);
    expect(await registered(`dong ho lo ${mark}bo`)).toBe(0);
    const unreadable = [
      ['Cột lạ', 'Cột khác'],
      ['x', 'y'],
    ];
    await send(page, at, fileOf('sai.xlsx', unreadable));
    await says(page, t('staff.imports.statusOf.FAILED'));
    const [why] = messageOf({ code: 'HEADER_NOT_FOUND', column: null, params: {} }, language).split(';');
    await says(page, why ?? '');
    await page.context().close();
  });
});

inBrowser.each(everyPlace)('the template in $language at $width px', (at) => {
  it('has the codes of the own units', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    await page.goto(at.path('/desk/imports'));
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: at.t('staff.imports.template') }).click(),
    ]);
    expect(template.suggestedFilename()).toBe('subjects.xlsx');
    const rows = await readWorkbook(readFileSync(await template.path()));
    expect(rows[0]?.cells).toEqual(expect.arrayContaining([`${words.unitCode[at.language]} (*)`]));
    await page.context().close();
  });
});

inBrowser('a table', () => {
  it('is sent, run and followed without JavaScript', async () => {
    const at = withoutScript;
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    /** Without scripts a page tells how it was when it was asked for. */
    const reloadedUntil = (said: string) =>
      eventually(async () => {
        await page.reload();
        expect(await page.locator('main').innerText()).toContain(said);
      });
    await send(page, at, fileOf('e.xlsx', clans(at.mark)));
    await reloadedUntil(at.t('staff.imports.statusOf.CHECKED'));
    await page.getByRole('button', { name: at.t('staff.imports.run', { count: 2 }) }).click();
    await reloadedUntil(at.t('staff.imports.statusSays.DONE'));
    await eventually(async () => expect(await registered(`dong ho lo ${at.mark}`)).toBe(1));
    await page.context().close();
  });

  it('is not taken from a foreign form, nor when it is larger than 50 MB', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff');
    await page.goto('/desk/imports');
    const formToken = await page.locator('input[name=formToken]').first().inputValue();
    const form = (token: string) => ({
      ...{ formToken: token, intent: 'send', kind: 'SUBJECTS', what: 'XHHT-2023-2030:LEARNING_CLAN' },
      ...{ period: '2025', file: fileOf('d.xlsx', clans('D')) },
    });
    const status = async (token: string, origin: string) =>
      (
        await page.request.post('/desk/imports', {
          multipart: form(token),
          headers: { origin },
          maxRedirects: 0,
        })
      ).status();
    expect(await status(formToken, 'https://elsewhere.example')).toBe(400);
    expect(await status('another', sample.house.url)).toBe(403);
    expect(await status(formToken, sample.house.url)).toBe(302);
    const large = { name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(50_000_001, 'a') };
    // By its path: so many bytes take the browser's debugger long.
    const path = join(sample.dataDir, large.name);
    writeFileSync(path, large.buffer);
    await page.locator('input[type=file]').setInputFiles(path);
    await says(page, 'Tệp lớn hơn 50 MB.');
    const answer = await page.request.post('/desk/imports', {
      multipart: { ...form(formToken), file: large },
      headers: { origin: sample.house.url },
    });
    expect([answer.status(), await answer.text()]).toEqual([
      400,
      expect.stringContaining('Tệp lớn hơn 50 MB.'),
    ]);
    expect(
      (
        await page.request.post('/desk/imports', {
          multipart: { ...form(formToken), file: { ...large, buffer: Buffer.alloc(50_200_000) } },
          headers: { origin: sample.house.url },
        })
      ).status(),
    ).toBe(413);
    await page.context().close();
  });

  it('is the business of its sender alone', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff');
    await page.goto('/desk/imports');
    const id = (await page.locator('ul.plain a').first().getAttribute('href')) ?? '';
    const other = await deskOf(sample.browser, sample.house.url, 'department-staff');
    for (const path of [id, `${id}/result.xlsx`, `${id}/events`])
      expect([path, (await other.request.get(path)).status()]).toEqual([path, 404]);
    const auditor = await deskOf(sample.browser, sample.house.url, 'auditor');
    expect((await auditor.request.get('/desk/imports')).status()).toBe(403);
    for (const one of [page, other, auditor]) await one.context().close();
  });
});

inBrowser('a list that is taken', () => {
  const taken = async (page: Page, at: string, format: string) => {
    await page.goto(at);
    const link = page.locator('.exports').getByRole('link', { name: format, exact: true });
    const answer = await page.request.get((await link.getAttribute('href')) ?? '', { maxRedirects: 0 });
    return { status: answer.status(), headers: answer.headers(), body: await answer.body() };
  };

  it.each(everyPlace)(
    'comes as a table or ready to print, in the language of the page ($language at $width px)',
    async (at) => {
      const { t, path, language } = at;
      const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
      const rates = await taken(page, path('/rates/11?period=2025'), t('exports.xlsx'));
      expect([rates.status, rates.headers['content-disposition']]).toEqual([
        200,
        'attachment; filename="rates-11-2025.xlsx"',
      ]);
      const rows = await readWorkbook(rates.body);
      expect(rows.length).toBeGreaterThan(8);
      expect(rows[0]?.cells).toContain(headers.registeredRate[language]);
      const list = path('/honours?period=2024-2025');
      const honours = await taken(page, list, t('exports.csv'));
      expect(honours.headers['content-type']).toContain('text/csv');
      expect(honours.body.toString()).toContain(headers.number[language]);
      const printed = await taken(page, list, t('exports.pdf'));
      expect(printed.body.subarray(0, 5).toString()).toBe('%PDF-');
      const roster = path('/desk/roster?title=LEARNING_CLAN&period=2025&unit=03127');
      const registrations = await readWorkbook((await taken(page, roster, t('exports.xlsx'))).body);
      expect(registrations[0]?.cells).toContain(headers.key[language]);
      expect(registrations.length).toBeGreaterThan(1);
      await page.context().close();
    },
  );

  it('asks who is not signed in to sign in, and gives nobody what their role may not see', async () => {
    const visitor = await (await sample.browser.newContext({ baseURL: sample.house.url })).newPage();
    const answer = await taken(visitor, '/rates/11?period=2025', 'Excel');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toContain('/auth/sign-in');
    await visitor.context().close();
    const page = await deskOf(sample.browser, sample.house.url, 'editor');
    const refused = await page.request.get(
      '/desk/exports/roster.xlsx?unit=03127&title=LEARNING_CLAN&period=2025',
    );
    expect(refused.status()).toBe(403);
    expect((await page.request.get('/desk/exports/imports.json')).status()).toBe(404);
    await page.context().close();
  });

  it('has no map of 34 tiles for provinces of before', async () => {
    const page = await (await sample.browser.newContext({ baseURL: sample.house.url })).newPage();
    await page.goto('/rates/VN?period=2025');
    expect(await page.locator('.tiles').count()).toBe(1);
    await page.goto('/rates/VN?period=2024');
    await says(page, '(63 tỉnh, thành phố)');
    expect(await page.locator('.tiles').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});
