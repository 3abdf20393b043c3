// Above 300 lines: what is done here shares one house, which takes longer to start than most of its tests take.
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { askAs, deskOf, everyPlace, places, says, withoutScript, type Place } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('Rosters are');

/** Each place has a title of its own, so that it finds what it entered alone. */
const titleOf = ({ mark }: Place) =>
  ({ A: 'LEARNING_CLAN', B: 'LEARNING_COMMUNITY', D: 'LEARNING_FAMILY' })[mark] ?? 'LEARNING_UNIT';
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

interface Registration {
  name: string;
  key: string | null;
  status: string;
  reason: string | null;
  decisionNumber: string | null;
}
const registered = async (title: string) => {
  const { roster: found } = await askAs<{ roster: { nodes: Registration[] } }>(
    sample.house.url,
    'department-staff',
    `query ($title: TitleCode!) { roster(unit: "03127", title: $title, period: "2025") {
      nodes { name key status reason decisionNumber } } }`,
    { title },
  );
  return found.nodes;
};

inBrowser.each([...places, withoutScript])(
  'rosters in $language at $width px (JavaScript: $javaScriptEnabled)',
  (at) => {
    const { t, path, refusal, javaScriptEnabled } = at;
    const title = titleOf(at);
    const roster = path(`/desk/roster?title=${title}&period=2025&unit=03127`);
    const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

    it('take one, say at its field what is missing, and refuse the same key in the words of the gateway', async () => {
      const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
      await page.goto(roster);
      await page.getByText(t('staff.roster.one')).click();
      await field(page, t('staff.roster.name')).fill('Dòng họ Lò');
      await press(page, t('staff.roster.register'));
      await page
        .getByRole('alert')
        .getByRole('link', { name: t('staff.roster.needKey') })
        .click();
      if (javaScriptEnabled) {
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('register-key-of-subject');
        expect(await violations(page)).toEqual([]);
      }
      expect(await field(page, t('staff.roster.name')).inputValue()).toBe('Dòng họ Lò');
      await field(page, t('staff.roster.key')).fill('DH-01');
      await field(page, t('staff.roster.key')).press('Enter');
      await says(page, t('staff.done.registered', { count: 1 }));
      expect(await page.locator('tbody tr').innerText()).toMatch(
        new RegExp(`Dòng họ Lò\\s+DH-01\\s+${t('staff.roster.statusOf.REGISTERED')}`),
      );
      await page.getByText(t('staff.roster.one')).click();
      await field(page, t('staff.roster.key')).fill('dh-01');
      await field(page, t('staff.roster.name')).fill('Dòng họ khác');
      await press(page, t('staff.roster.register'));
      await says(page, refusal('ALREADY_REGISTERED', { subject: 'Dòng họ khác' }));
      await page.context().close();
    });

    it('take many after a preview of what would be refused', async () => {
      const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
      await page.goto(roster);
      await page.getByText(t('staff.roster.many')).click();
      await field(page, t('staff.roster.rows')).fill(
        [
          at.language === 'vi' ? 'Tên\tMã' : 'Name\tKey',
          'Dòng họ Quàng\tA-11',
          'Dòng họ Cà\tA-12',
          'Dòng họ Tòng\ta-11',
          'Dòng họ thiếu mã\t',
          'Dòng họ Lò\tdh-01',
        ].join('\n'),
      );
      await press(page, t('staff.form.preview'));
      await says(page, t('staff.form.previewSays', { good: 2, bad: 3 }));
      expect(await page.locator('table').first().locator('tbody td:last-child').allInnerTexts()).toEqual([
        t('staff.form.fine'),
        t('staff.form.fine'),
        t('staff.roster.twice', { line: 2 }),
        t('staff.roster.needKey'),
        t('staff.roster.there'),
      ]);
      expect(await registered(title)).toHaveLength(1);
      if (javaScriptEnabled) expect(await violations(page)).toEqual([]);
      // Whoever insists is told by the gateway, and nothing is recorded: all or none.
      await page
        .getByLabel(t('staff.form.pickThis', { name: 'Dòng họ Lò' }))
        .first()
        .check();
      await press(page, t('staff.roster.registerChosen'));
      await says(page, t('staff.form.inRow', { row: 6, message: '' }));
      await says(page, refusal('ALREADY_REGISTERED', { subject: 'Dòng họ Lò' }));
      expect(await registered(title)).toHaveLength(1);
      await press(page, t('staff.roster.registerChosen'));
      await says(page, t('staff.done.registered', { count: 2 }));
      expect((await registered(title)).map(({ key }) => key).sort()).toEqual(['A-11', 'A-12', 'DH-01']);
      await page.context().close();
    });

    it('are searched without diacritics, recognised by decision, and withdrawn with a reason', async () => {
      const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
      const clan = page.getByLabel(t('staff.form.pickThis', { name: 'Dòng họ Quàng' }));
      await page.goto(roster);
      await field(page, t('staff.roster.search')).fill('dong ho quang');
      await press(page, t('staff.roster.show'));
      await page.waitForURL('**search=dong**');
      expect(await page.locator('tbody tr').count()).toBe(1);
      await clan.check();
      await page.getByText(t('staff.roster.recognise')).click();
      await press(page, t('staff.roster.recogniseSelected'));
      await says(page, t('staff.decision.need.number'));
      expect(await clan.isChecked()).toBe(true);
      await field(page, t('staff.decision.number')).fill('9/QĐ-UBND');
      await field(page, t('staff.decision.signedOn')).fill('2025-12-01');
      await press(page, t('staff.roster.recogniseSelected'));
      await says(page, t('staff.done.recognised', { count: 1 }));
      await says(page, '9/QĐ-UBND');
      // Rule 8a: a recognised one is not withdrawn before recognition is revoked.
      await clan.check();
      await page.getByText(t('staff.roster.withdraw')).click();
      await field(page, t('staff.form.reason')).fill('Chuyển đi');
      await press(page, t('staff.roster.withdrawSelected'));
      await says(page, refusal('RECOGNISED'));
      expect(await field(page, t('staff.form.reason')).inputValue()).toBe('Chuyển đi');
      await press(page, t('staff.roster.revokeSelected'));
      await says(page, t('staff.done.recognitionRevoked', { count: 1 }));
      expect((await registered(title)).filter(({ reason }) => reason === 'Chuyển đi')).toMatchObject([
        { name: 'Dòng họ Quàng', status: 'REGISTERED', decisionNumber: null },
      ]);
      await page.context().close();
    });
  },
);

inBrowser.each(everyPlace)('baselines, targets and movements in $language at $width px', (at) => {
  const { t, path, date, percent, mark } = at;
  const baselines = path(`/desk/baselines?title=${titleOf(at)}&period=2025&unit=11`);

  it('take baselines of many units at once, and keep what was typed where one is wrong', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
    await page.goto(baselines);
    const [value, paste] = [
      page.locator('[name="value/03166"]'),
      page.getByLabel(t('staff.baselines.paste')),
    ];
    const record = () => press(page, t('staff.baselines.record'));
    await value.fill('20');
    await paste.fill(
      `${at.language === 'vi' ? 'Đơn vị\tTổng số' : 'Unit\tBaseline'}\nBúng Lao\t31\nKhông Có\t5`,
    );
    await record();
    await says(
      page,
      t('staff.form.inRow', { row: 3, message: t('staff.baselines.noUnit', { place: 'Không Có' }) }),
    );
    await says(page, t('staff.baselines.needSource'));
    expect(await value.inputValue()).toBe('20');
    expect(await violations(page)).toEqual([]);
    await paste.fill('Búng Lao\t31');
    await page.getByLabel(t('staff.baselines.asOf'), { exact: true }).fill('2025-12-31');
    await page.getByLabel(t('staff.baselines.source')).first().fill('Niên giám 2025');
    await record();
    await says(page, t('staff.done.baselines', { count: 2 }));
    const row = page.locator('tbody tr', { hasText: 'Búng Lao' });
    expect(await row.innerText()).toContain('31');
    expect(await row.innerText()).toContain(`Niên giám 2025 (${date('2025-12-31')}`);
    await page.context().close();
  });

  it('set a target', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
    await page.goto(baselines);
    const most = page.getByLabel(t('staff.baselines.percent'), { exact: true });
    await most.fill('120');
    await press(page, t('staff.baselines.setTarget'));
    await says(page, t('staff.baselines.badPercent'));
    await most.fill(at.language === 'vi' ? '66,5' : '66.5');
    await page.getByLabel(t('staff.baselines.source')).last().fill(`Kế hoạch ${mark}`);
    await press(page, t('staff.baselines.setTarget'));
    await says(
      page,
      t('rates.targetLine', {
        percent: percent(66.5),
        kind: t('kind.RECOGNISED'),
        source: `Kế hoạch ${mark}`,
      }),
    );
    await page.context().close();
  });

  it('draft a movement, launch, close and reopen it', async () => {
    const code = `THU-${mark}`;
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
    await page.goto(path('/desk/movements'));
    const field = (label: string) => page.getByLabel(label, { exact: true });
    await field(t('staff.movements.code')).fill(code);
    await press(page, t('staff.movements.saveDraft'));
    await says(page, t('staff.movements.need.name'));
    await field(t('staff.movements.name')).fill(`Phong trào thử ${mark}`);
    await field(t('staff.movements.authority')).selectOption('DEPARTMENT_DIRECTOR');
    await field(t('staff.movements.newTitles')).fill(`THU_${mark}\tTrường thử ${mark}\ttrường học`);
    await press(page, t('staff.movements.saveDraft'));
    await says(page, t('staff.done.drafted'));
    await page
      .getByRole('link', { name: t('staff.movements.edit', { name: `Phong trào thử ${mark}` }) })
      .click();
    await field(t('staff.movements.name')).fill(`Phong trào thử lại ${mark}`);
    await press(page, t('staff.movements.saveDraft'));
    const section = page.locator('section', { hasText: `Phong trào thử lại ${mark}` });
    await section.getByText(t('staff.movements.statusOf.DRAFT'), { exact: true }).waitFor();
    await press(page, t('staff.movements.launch'));
    await says(page, t('staff.done.launched', { what: code }));
    await section.getByText(t('staff.movements.closing')).click();
    await section.getByRole('button', { name: t('staff.movements.close'), exact: true }).click();
    await says(page, t('staff.done.closed', { what: code }));
    await section.getByLabel(t('staff.form.reason'), { exact: true }).fill('Còn trường chưa đăng ký');
    await section.getByRole('button', { name: t('staff.movements.reopen') }).click();
    await says(page, t('staff.done.launched', { what: code }));
    await page.context().close();
  });
});

inBrowser.each(places)('approved reports in $language at $width px', (at) => {
  const { t, path, number, refusal } = at;
  const title = titleOf(at);
  const [was, now] = title === 'LEARNING_CLAN' ? [712, 800] : [1270, 1300];
  const report = path(`/desk/reports/report?unit=11&title=${title}&period=2025`);

  it('are approved with k of n, corrected with a reason, and printed as they were', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
    await page.goto(path('/desk/reports?period=2025'));
    await page.locator(`tbody a[href$="${report.replace(/.*\?/, '?')}"]`).click();
    await says(page, t('staff.reports.notYetLong'));
    await press(page, t('staff.reports.approve'));
    await says(page, refusal('CHILDREN_NOT_APPROVED', { approved: 0, total: 45 }));
    expect(await violations(page)).toEqual([]);
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('approve-acceptPartial');
    await page.keyboard.press('Space');
    await press(page, t('staff.reports.approve'));
    await says(page, t('staff.done.approved', { count: 1 }));
    await says(page, t('staff.reports.below', { approved: 0, total: 45 }));
    const partial = page.getByLabel(t('staff.reports.acceptPartial'));
    await partial.check();
    await press(page, t('staff.reports.approveAgain'));
    await says(page, refusal('REPORT_UNCHANGED', { version: 1 }));

    const { reportTally } = await askAs<{ reportTally: { reason?: string } }>(
      sample.house.url,
      'department-staff',
      'mutation ($input: ReportTallyInput!) { reportTally(input: $input) { ... on Refusal { reason } } }',
      {
        input: {
          ...{ movement: 'XHHT-2023-2030', title, period: '2025', unit: '11' },
          ...{ asOf: '2025-12-31', registered: { value: now }, source: 'Báo cáo thử', reason: 'Đếm lại' },
        },
      },
    );
    expect(reportTally.reason).toBeUndefined();
    await eventually(async () => {
      await page.goto(report);
      expect(await page.locator('#now ~ .figures').innerText()).toContain(number(now));
    });
    await partial.check();
    await press(page, t('staff.reports.approveAgain'));
    await says(page, refusal('REPORT_APPROVED', { version: 1 }));
    await page.getByLabel(t('staff.reports.reason'), { exact: true }).fill('Đếm lại');
    await press(page, t('staff.reports.approveAgain'));
    await says(page, t('staff.done.approved', { count: 2 }));
    expect(await page.locator('#approved ~ .figures').innerText()).toContain(number(now));
    await page.getByRole('link', { name: t('staff.reports.versionName', { version: 1 }) }).click();
    await says(page, t('staff.reports.isReplaced'));
    expect(await page.locator('#approved ~ .figures').innerText()).toContain(number(was));
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText(t('staff.reports.isReplaced')).isVisible()).toBe(true);
    for (const hidden of ['.desk-menu', 'header.site', '.choices'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    await page.context().close();
  });
});

inBrowser.each(everyPlace)('the statutory tables in $language at $width px', (at) => {
  const { t, path, period } = at;
  it('say what they count, as files too, and what they do not', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
    await page.goto(path('/desk/statutory?period=2024-2025&unit=11'));
    const minister = new RegExp(
      `${t('form.BANG_KHEN')}\\s+${t('authority.MINISTER')}\\s+${t('staff.statutory.untold')}\\s+.*\\s+7\\s+0\\s+29\\s+36`,
    );
    await says(page, minister);
    for (const number of ['0601', '0603'])
      for (const format of ['xlsx', 'csv']) {
        const link = page.locator(`a[href*="statutory/${number}.${format}"]`);
        const file = await page.request.get((await link.getAttribute('href')) ?? '');
        expect([number, format, file.status()]).toEqual([number, format, 200]);
        expect(file.headers()['content-disposition']).toContain(`${number}-11-2024-2025.${format}`);
      }
    await page.getByRole('link', { name: period('2025'), exact: true }).click();
    await says(page, t('staff.statutory.none'));
    await page
      .getByRole('link', { name: period('2024-2025') })
      .last()
      .click();
    await says(page, minister);
    await page.context().close();
  });
});
