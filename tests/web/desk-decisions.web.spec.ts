import { expect, it } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { askAs, deskOf, everyPlace, places, says } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('Decisions of the desk are');

const honoured = async (search: string) => {
  const { honours } = await askAs<{ honours: { totalCount: number } }>(
    sample.house.url,
    'council-secretary',
    'query ($search: String) { honours(filter: { search: $search }) { totalCount } }',
    { search },
  );
  return honours.totalCount;
};

inBrowser.each(places)('the desk of decisions in $language at $width px', (at) => {
  const { t, path, date, mark, refusal, language } = at;
  const draft = `21${mark}/QĐ-THU`;
  const teacher = `Lò Văn Thử ${mark}`;
  const [head, person, group] =
    language === 'vi'
      ? ['Họ tên\tĐối tượng\tĐơn vị\tChức vụ\tThành tích\tNgày sinh', 'Cá nhân', 'Tập thể']
      : ['Name\tKind\tUnit\tPosition\tAchievement\tBirth date', 'Individual', 'Collective'];
  const rows = [
    head,
    `${teacher}\t${person}\t11-THPT-LQD\tGiáo viên\tDạy giỏi\t1/2/1980`,
    `Tổ Toán ${mark}\t${group}\t11-THPT-LQD\t\tĐổi mới dạy học\t`,
    `${teacher}\t${person}\t11-THPT-LQD\tGiáo viên\tDạy giỏi\t01/02/1980`,
    `Quàng Thị Không ${mark}\t${person}\t\t\tTốt\t`,
  ];
  const labelled = (page: Page, label: string) => page.getByLabel(label, { exact: true });
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  async function fillIn(page: Page, number: string, lines: (string | undefined)[]): Promise<void> {
    await page.goto(path('/desk/decisions/new'));
    await labelled(page, t('staff.decisions.what')).selectOption('FORM:GIAY_KHEN');
    await labelled(page, t('competitions.period')).fill('2024-2025');
    await labelled(page, t('staff.decision.number')).fill(number);
    await labelled(page, t('staff.decision.signedOn')).fill('2025-05-20');
    await labelled(page, t('staff.decisions.recipients')).fill(lines.join('\n'));
  }

  it('records a draft after a preview of what would be refused', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await page.goto(path('/desk/decisions/new'));
    await press(page, t('staff.form.preview'));
    for (const fault of [
      t('staff.decision.need.number'),
      t('staff.competitions.need.period'),
      t('staff.decisions.needRecipients'),
    ])
      await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await fillIn(page, draft, rows);
    await press(page, t('staff.form.preview'));
    await says(page, t('staff.form.previewSays', { good: 2, bad: 2 }));
    await says(page, t('staff.decisions.samePerson', { line: 2 }));
    await says(page, t('staff.decisions.needUnit'));
    expect(await violations(page)).toEqual([]);
    await press(page, t('staff.decisions.saveDraft'));
    await says(page, t('staff.done.recorded', { count: 2 }));
    expect(await honoured(teacher)).toBe(0);
    await page.context().close();
  });

  it('says in the words of the law why an authority may not grant a form, at its field', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await fillIn(page, `22${mark}/QĐ-THU`, rows.slice(0, 2));
    await labelled(page, t('staff.decisions.what')).selectOption('FORM:BANG_KHEN');
    await press(page, t('staff.form.preview'));
    await press(page, t('staff.decisions.publishNow'));
    await says(page, refusal('AUTHORITY_NOT_COMPETENT', { award: 'BANG_KHEN' }));
    await says(page, /77-80/);
    expect(await labelled(page, t('staff.decision.number')).inputValue()).toBe(`22${mark}/QĐ-THU`);
    await page.context().close();
  });

  it('publishes the draft, prints certificates one by one and all in one file', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await page.getByRole('link', { name: t('work.DECISION_TO_PUBLISH', { count: 1 }) }).click();
    await page.getByRole('link', { name: draft }).click();
    await says(page, t('staff.decisions.draftSays', { count: 2 }));
    await press(page, t('staff.decisions.publish'));
    await says(page, t('staff.done.awarded', { count: 2 }));
    await eventually(async () => expect(await honoured(teacher)).toBe(1));
    const link = page.getByRole('link', { name: t('staff.decisions.print', { holder: teacher }) });
    const one = await fetch(sample.house.url + (await link.getAttribute('href')));
    expect([one.status, one.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: t('staff.decisions.allInOne') }).click(),
    ]);
    const file = await getDocument({
      data: new Uint8Array(readFileSync(await download.path())),
      verbosity: 0,
    }).promise;
    const texts = await Promise.all(
      [1, 2].map(async (number) => {
        const { items } = await (await file.getPage(number)).getTextContent();
        return items.map((item) => ('str' in item ? item.str : '')).join('');
      }),
    );
    expect(file.numPages).toBe(2);
    for (const holder of [teacher, `Tổ Toán ${mark}`]) expect(texts.join()).toContain(holder);
    await page.context().close();
  });

  it('shows two of one name side by side and notes what a person decides', async () => {
    const name = `Vì Văn Trùng ${mark}`;
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await fillIn(page, `23${mark}/QĐ-THU`, [
      `${name};${person};11-THPT-LQD;Nhân viên;Phục vụ tốt;1/1/1980`,
      `${name};${person};11-THPT-LQD;Giáo viên;Dạy giỏi;`,
    ]);
    await press(page, t('staff.form.preview'));
    await press(page, t('staff.decisions.saveDraft'));
    await says(page, t('staff.done.recorded', { count: 2 }));
    const decision = page.url();
    // Rule 18: of one name, a person decides before the draft is published.
    await press(page, t('staff.decisions.publish'));
    await says(page, refusal('DUPLICATE_UNDECIDED', { count: 1 }));
    await page.goto(path('/desk'));
    await page.getByRole('link', { name: t('work.DUPLICATE_TO_DECIDE', { count: 1 }) }).click();
    await says(page, t('staff.duplicates.first'));
    expect(await page.locator('.sides > div').first().innerText()).toContain(name);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(t('staff.duplicates.note')).fill('Hai hồ sơ khác nhau');
    await press(page, t('staff.duplicates.different'));
    await says(page, t('staff.done.different'));
    await page.goto(decision);
    await press(page, t('staff.decisions.publish'));
    await says(page, t('staff.done.awarded', { count: 2 }));
    await page.context().close();
  });

  it('revokes with the words that the public will see, and restores', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await page.goto(path(`/desk/decisions?${new URLSearchParams({ number: draft })}`));
    await page.getByRole('link', { name: draft }).click();
    const pdf = page.getByRole('link', { name: t('staff.decisions.print', { holder: teacher }) });
    const [, code = ''] = /\/certificates\/(.+)\.pdf$/.exec((await pdf.getAttribute('href')) ?? '') ?? [];
    const revoking = page.locator('details', { has: page.locator('[name=intent][value=revoke]') });
    await page.getByText(t('staff.decisions.revoke'), { exact: true }).click();
    await revoking.getByRole('button', { name: t('staff.decisions.look') }).click();
    await says(page, t('staff.decisions.needGround'));
    expect(await violations(page)).toEqual([]);
    await revoking.getByLabel(teacher).check();
    await revoking.getByLabel(t('staff.decisions.ground'), { exact: true }).selectOption('FALSE_INFORMATION');
    await revoking.getByLabel(t('staff.form.reason')).fill('Khai sai thành tích');
    await revoking.getByLabel(t('staff.decision.number'), { exact: true }).fill(`24${mark}/QĐ-THU`);
    await revoking.getByLabel(t('staff.decision.signedOn')).fill('2025-06-20');
    await revoking.getByRole('button', { name: t('staff.decisions.look') }).click();
    await says(page, t('staff.decisions.statement.revoke'));
    await says(page, date('2025-06-20'));
    expect(await honoured(teacher)).toBe(1);
    expect(await violations(page)).toEqual([]);
    await press(page, t('staff.decisions.do.revoke'));
    await says(page, t('staff.done.revoked', { count: 1 }));
    await eventually(async () => expect(await honoured(teacher)).toBe(0));
    const check = await sample.browser.newPage();
    await check.goto(sample.house.url + path(`/certificates/${code}`));
    expect(await check.locator('.verdict').innerText()).toContain(t('certificate.REVOKED'));
    await check.close();
    expect((await fetch(`${sample.house.url}/certificates/${code}.pdf`)).status).toBe(410);
    const restoring = page.locator('details', { has: page.locator('[name=intent][value=restore]') });
    await page.getByText(t('staff.decisions.restore'), { exact: true }).click();
    await restoring.getByLabel(teacher).check();
    await restoring.getByLabel(t('staff.form.reason')).fill('Xác minh lại');
    await restoring.getByLabel(t('staff.decision.number'), { exact: true }).fill(`25${mark}/QĐ-THU`);
    await restoring.getByLabel(t('staff.decision.signedOn')).fill('2025-07-20');
    await restoring.getByRole('button', { name: t('staff.decisions.look') }).click();
    await says(page, t('staff.decisions.statement.restore'));
    await press(page, t('staff.decisions.do.restore'));
    await says(page, t('staff.done.restored', { count: 1 }));
    await eventually(async () => expect(await honoured(teacher)).toBe(1));
    await page.context().close();
  });

  it('gives the file of a decision to nobody who may not see its awards', async () => {
    const { decisions } = await askAs<{ decisions: { nodes: { id: string }[] } }>(
      sample.house.url,
      'council-secretary',
      'query ($number: String) { decisions(number: $number) { nodes { id } } }',
      { number: draft },
    );
    const id = decisions.nodes[0]?.id;
    expect((await fetch(`${sample.house.url}/decisions/${id}/certificates.pdf`)).status).toBe(401);
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    const answer = await page.request.get(path(`/desk/decisions/${id}/certificates`));
    expect(answer.status()).toBe(403);
    await page.context().close();
  });
});

/** A published decision of one award. */
async function published(number: string, name: string): Promise<void> {
  await askAs(
    sample.house.url,
    'council-secretary',
    `mutation ($input: RecordCommendationsInput!) { recordCommendations(input: $input) { __typename } }`,
    {
      input: {
        decision: { number, signedOn: '2025-05-20', authority: 'DEPARTMENT_DIRECTOR', issuer: '11' },
        ...{ form: 'GIAY_KHEN', period: '2024-2025', publish: true },
        recipients: [
          {
            ...{ kind: 'INDIVIDUAL', name, unit: '11-THPT-LQD', position: 'Giáo viên' },
            ...{ achievement: 'Dạy giỏi', minor: false, birthDate: '1980-02-01' },
          },
        ],
      },
    },
  );
}

inBrowser.each(everyPlace)('a published award in $language at $width px', (at) => {
  const { t, path, mark } = at;
  it('is corrected by another decision and with a reason, and the public sees the right name', async () => {
    const [number, wrong, right] = [`41${mark}/QĐ-THU`, `Lò Văn Sai ${mark}`, `Lò Văn Đúng ${mark}`];
    await published(number, wrong);
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await eventually(async () => {
      await page.goto(path(`/desk/decisions?${new URLSearchParams({ number })}`));
      expect(await page.locator('main').innerText()).toContain(number);
    });
    await page.getByRole('link', { name: number }).click();
    await page.getByRole('link', { name: t('staff.corrections.of', { name: wrong }) }).click();
    const correct = page.getByRole('button', { name: t('staff.corrections.submit') });
    await correct.click();
    for (const fault of [
      t('staff.corrections.nothing'),
      t('staff.form.needReason'),
      t('staff.decision.need.number'),
    ])
      await says(page, fault);
    expect(await violations(page)).toEqual([]);
    const form = page.url().slice(sample.house.url.length);
    await page.getByLabel(t('honours.recipient'), { exact: true }).fill(right);
    await page.getByLabel(t('staff.form.reason'), { exact: true }).fill('In sai tên');
    await page.getByLabel(t('staff.decision.number'), { exact: true }).fill(`42${mark}/QĐ-THU`);
    await page.getByLabel(t('staff.decision.signedOn')).fill('2025-06-20');
    await correct.click();
    await says(page, t('staff.done.corrected'));
    await says(page, right);
    await eventually(async () => expect(await honoured(right)).toBe(1));
    expect(await honoured(wrong)).toBe(0);
    await page.context().close();
    const auditor = await deskOf(sample.browser, sample.house.url, 'auditor', { at });
    expect((await auditor.request.get(form)).status()).toBe(403);
    await auditor.context().close();
  });
});
