// Above 300 lines: what is done here shares one house, which takes longer to start than most of its tests take.
import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { alive, askAs, deskOf, everyPlace, places, says, withoutScript } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('The rest of the desk is');

async function made(account: string, mutation: string, input: object): Promise<void> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const answer = await askAs<Record<string, { reason?: string }>>(
    sample.house.url,
    account,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ... on Refusal { reason message } } }`,
    { input },
  );
  expect(answer[mutation]?.reason).toBeUndefined();
}

inBrowser('the past of a unit that was closed since', () => {
  const CLOSED = '03151';
  beforeAll(async () => {
    for (const { mark } of everyPlace)
      await made('department-staff', 'registerSubjects', {
        ...{ movement: 'XHHT-2023-2030', unit: CLOSED, title: 'LEARNING_CLAN', period: '2025' },
        subjects: [{ key: `DH-${mark}`, name: `Dòng họ Lường ${mark}` }],
      });
    await made('administrator', 'closeUnit', { unit: CLOSED, on: '2026-03-01', document: 'NQ 1' });
  }, 60_000);

  it.each([...everyPlace, withoutScript])(
    'is corrected in the grid with the reason above it ($language at $width px, JavaScript: $javaScriptEnabled)',
    async (at) => {
      const { t, path, refusal, javaScriptEnabled: live } = at;
      const value = 10 + [...everyPlace, withoutScript].indexOf(at);
      const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
      await page.goto(path('/desk/tallies?movement=XHHT-2023-2030&period=2025&unit=11'));
      if (live) await page.waitForSelector('[data-live="true"]');
      await page.getByLabel(t('staff.tallies.source')).fill('Báo cáo 1/BC');
      const cell = page.locator(`[name="${CLOSED}/LEARNING_FAMILY/registered"]`);
      await cell.fill(String(value));
      const save = page.locator(`#row-${CLOSED} button`);
      await save.click();
      await says(page, refusal('REASON_REQUIRED', { code: CLOSED }));
      const reason = page.getByLabel(t('staff.tallies.reason'));
      expect(await reason.getAttribute('aria-invalid')).toBe('true');
      if (live) expect(await violations(page)).toEqual([]);
      expect(await cell.inputValue()).toBe(String(value));
      await reason.fill('Đếm lại');
      await save.click();
      await says(page, t(live ? 'staff.tallies.count.saved' : 'staff.done.tallies', { count: 1 }));
      await page.context().close();
      const { tallies } = await askAs<{ tallies: { nodes: { registered: { value: number } }[] } }>(
        sample.house.url,
        'department-staff',
        `{ tallies(unit: "${CLOSED}", title: "LEARNING_FAMILY", period: "2025") { nodes { registered { value } } } }`,
      );
      expect(tallies.nodes.map(({ registered }) => registered.value)).toContain(value);
    },
  );

  it.each(everyPlace)(
    'is corrected among the baselines, and what was typed stays ($language at $width px)',
    async (at) => {
      const { t, path, refusal } = at;
      const typed = String(40 + everyPlace.indexOf(at));
      const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
      await page.goto(path('/desk/baselines?title=LEARNING_CLAN&period=2025&unit=11'));
      await page.getByLabel(t('staff.baselines.asOf'), { exact: true }).fill('2025-12-31');
      await page.getByLabel(t('staff.baselines.source')).first().fill('Niên giám');
      const value = page.locator(`[name="value/${CLOSED}"]`);
      const reason = page.getByLabel(t('staff.form.closedReason'));
      await value.fill(typed);
      expect(await reason.count()).toBe(0);
      await page.getByRole('button', { name: t('staff.baselines.record') }).click();
      await says(page, refusal('REASON_REQUIRED', { code: CLOSED }));
      expect(await violations(page)).toEqual([]);
      expect(await value.inputValue()).toBe(typed);
      await reason.fill('Đếm lại');
      await page.getByRole('button', { name: t('staff.baselines.record') }).click();
      await says(page, t('staff.done.baselines', { count: 1 }));
      expect(await reason.count()).toBe(0);
      await page.context().close();
    },
  );

  it.each(everyPlace)('is corrected by recognition ($language at $width px)', async (at) => {
    const { t, path, mark, refusal } = at;
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
    const number = page.getByLabel(t('staff.decision.number'), { exact: true });
    const recognise = page.getByRole('button', { name: t('staff.roster.recogniseSelected') });
    await page.goto(path(`/desk/roster?title=LEARNING_CLAN&period=2025&unit=${CLOSED}`));
    await page.getByLabel(t('staff.form.pickThis', { name: `Dòng họ Lường ${mark}` })).check();
    await page.getByText(t('staff.roster.recognise')).click();
    await number.fill('9/QĐ-UBND');
    await page.getByLabel(t('staff.decision.signedOn')).fill('2025-12-01');
    await recognise.click();
    await says(page, refusal('REASON_REQUIRED', { code: CLOSED }));
    expect(await number.inputValue()).toBe('9/QĐ-UBND');
    await page.getByLabel(t('staff.form.closedReason')).fill('Bổ sung');
    await recognise.click();
    await says(page, t('staff.done.recognised', { count: 1 }));
    await page.context().close();
  });
});

inBrowser.each(places)(
  'what was won elsewhere, and numbers without names, in $language at $width px',
  (at) => {
    const { t, path, mark, refusal } = at;

    it('takes prizes of others with their source, and takes them off again with a reason', async () => {
      const winner = new RegExp(`Lò Thị Giỏi ${mark}`);
      const page = await deskOf(sample.browser, sample.house.url, 'committee', { at });
      const field = (label: string) => page.getByLabel(label, { exact: true });
      const record = page.getByRole('button', { name: t('staff.external.recordIt') });
      await page.goto(path('/desk/competitions'));
      await page.getByRole('link', { name: t('staff.external.title') }).click();
      await record.click();
      for (const label of [t('staff.external.competition'), t('staff.external.kind')])
        await says(page, t('staff.form.required', { label }));
      await says(page, t('staff.form.nothingPasted'));
      expect(await violations(page)).toEqual([]);
      await field(t('staff.external.competition')).fill(`Cuộc thi thử toàn quốc ${mark}`);
      await field(t('staff.external.organiserName')).fill('Bộ Giáo dục và Đào tạo');
      await field(t('staff.external.period')).fill('2024-2025');
      await field(t('staff.external.awardedOn')).fill('2025-03-20');
      await page.getByLabel(t('staff.external.decisionNumber')).fill(`512${mark}/QĐ-THU`);
      await field(t('staff.external.kind')).selectOption('PROJECT');
      const rows = field(t('staff.external.rows'));
      const heads = at.language === 'vi' ? 'giải;trường;thí sinh' : 'prize;school;winners';
      await rows.fill(`${heads}\nGiải Ba;11-THPT-KHONG;Lò Thị Giỏi ${mark}`);
      await record.click();
      await says(page, t('staff.form.inRow', { row: 2, message: '' }));
      await says(page, /11-THPT-KHONG/);
      expect(await rows.getAttribute('aria-invalid')).toBe('true');
      await rows.fill(`${heads}\nGiải Ba;11-THPT-LQD;Lò Thị Giỏi ${mark}`);
      await field(t('staff.external.awardedOn')).fill('2099-03-20');
      await record.click();
      await page
        .getByRole('alert')
        .getByRole('link', { name: refusal('BAD_DATE') })
        .click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('record-awardedOn');
      await field(t('staff.external.awardedOn')).fill('2025-03-20');
      await record.click();
      await says(page, t('staff.done.externalRecorded', { count: 1 }));
      const won = page.getByLabel(winner);
      expect(await page.locator('main').innerText()).toMatch(
        new RegExp(`Lò Thị Giỏi ${mark}.*Cuộc thi thử toàn quốc ${mark}.*512${mark}/QĐ-THU`),
      );
      await won.check();
      await page.getByRole('button', { name: t('staff.external.remove') }).click();
      await says(page, t('staff.form.needReason'));
      expect(await won.isChecked()).toBe(true);
      await page.getByLabel(t('staff.form.reason')).fill('Ghi nhầm');
      await page.getByRole('button', { name: t('staff.external.remove') }).click();
      await says(page, t('staff.done.externalRemoved', { count: 1 }));
      expect(await page.getByLabel(winner).count()).toBe(0);
      await page.context().close();
    });

    it('takes the numbers of a competition, and replaces them where that is asked for', async () => {
      const [code, name] = [`SO-LIEU-${mark}`, `Cuộc thi chỉ có số ${mark}`];
      const page = await deskOf(sample.browser, sample.house.url, 'committee', { at });
      await page.goto(path('/desk/competitions'));
      await page.getByRole('link', { name: t('staff.competitions.tally') }).click();
      const form = page.locator('form', { has: page.locator('input[name=intent][value=tally]') });
      const report = form.getByRole('button', { name: t('staff.competitions.tallyIt') });
      const fill = async (entries: string) => {
        const field = (label: string) => form.getByLabel(label, { exact: true });
        // React, when it takes a page over, gives a prefilled text area its first text again.
        await alive(page);
        await field(t('staff.competitions.code')).fill(code);
        await field(t('staff.competitions.name')).fill(name);
        await field(t('competitions.period')).fill('2025-2026');
        await field(t('staff.competitions.tallyEntries')).fill(entries);
        await field(t('staff.tallies.source')).fill('Báo cáo 9/BC-SGDĐT');
        await field(t('staff.competitions.ranks')).fill('NHAT;Giải Nhất;3\nNHI;Giải Nhì;5');
      };
      await fill('7');
      await report.click();
      await page.getByRole('alert').getByRole('link').click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('tally-ranks');
      expect(await violations(page)).toEqual([]);
      await fill('20');
      await report.click();
      await says(page, t('staff.done.competitionTally', { what: name }));
      await page.getByRole('link', { name: t('staff.competitions.tally') }).click();
      await fill('21');
      await report.click();
      await says(page, t('staff.competitions.tallyTaken', { code }));
      await form.getByLabel(t('staff.competitions.tallyReplace')).check();
      await report.click();
      await says(page, t('staff.done.competitionTally', { what: name }));
      await page.getByRole('link', { name }).click();
      await says(page, t('competitions.entries', { count: 21 }));
      await says(page, 'Báo cáo 9/BC-SGDĐT');
      await page.context().close();
    });

    it('takes the numbers of awards, each refusal at its field', async () => {
      const count = 33 + places.indexOf(at);
      const page = await deskOf(sample.browser, sample.house.url, 'council-secretary', { at });
      await page.goto(path('/desk/decisions'));
      await page.getByText(t('staff.awardTally.title')).click();
      const form = page.locator('form', { has: page.locator('input[name=intent][value=tally]') });
      const field = (label: string) => form.getByLabel(label, { exact: true });
      const report = form.getByRole('button', { name: t('staff.awardTally.report') });
      await report.click();
      await says(page, t('staff.form.required', { label: t('staff.awardTally.source') }));
      await says(page, t('staff.awardTally.noNumbers'));
      expect(await violations(page)).toEqual([]);
      await field(t('staff.awardTally.authority')).selectOption('COMMUNE_CHAIR');
      await field(t('staff.awardTally.form')).selectOption('BANG_KHEN');
      await field(t('staff.awardTally.period')).fill('2025');
      await field(t('staff.awardTally.achievement')).fill(`Xây dựng xã hội học tập ${mark}`);
      await field(t('staff.awardTally.source')).fill('Báo cáo 10/BC-SGDĐT');
      await field(t('staff.awardTally.individuals')).fill(String(count));
      await report.click();
      await page
        .getByRole('alert')
        .getByRole('link', { name: refusal('AUTHORITY_NOT_COMPETENT', { award: 'BANG_KHEN' }) })
        .click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('tally-authority');
      await field(t('staff.awardTally.authority')).selectOption('PROVINCIAL_CHAIR');
      await report.click();
      await says(page, t('staff.done.awardTally'));
      await page.context().close();
      const { honoursSummary } = await askAs<{ honoursSummary: { count: number }[] }>(
        sample.house.url,
        'council-secretary',
        '{ honoursSummary(unit: "11", period: "2025") { count form authority basis subjectKind } }',
      );
      // Those of both places, once both were here.
      const all = places.slice(0, places.indexOf(at) + 1).reduce((sum, _, before) => sum + 33 + before, 0);
      expect(honoursSummary).toContainEqual({
        ...{ count: all, form: 'BANG_KHEN', authority: 'PROVINCIAL_CHAIR' },
        ...{ basis: 'TALLY', subjectKind: 'INDIVIDUAL' },
      });
    });
  },
);

inBrowser.each([...places, withoutScript])(
  'a nomination in $language at $width px (JavaScript: $javaScriptEnabled)',
  (at) => {
    const { t, path, mark, javaScriptEnabled: live } = at;
    const [name, number] = [`Quàng Văn Mẫu ${mark}`, `71${mark}/QĐ-THU`];
    const formOf = (page: Page) =>
      page.locator('form', { has: page.locator('input[name=intent][value=nominate]') });

    it('rests on awards chosen from the list of honours', async () => {
      await made('council-secretary', 'recordCommendations', {
        decision: { number, signedOn: '2025-05-20', authority: 'DEPARTMENT_DIRECTOR', issuer: '11' },
        ...{ form: 'GIAY_KHEN', period: '2024-2025', publish: true },
        recipients: [
          {
            ...{ kind: 'INDIVIDUAL', name, unit: '11-THPT-LQD', position: 'Giáo viên' },
            ...{ achievement: 'Dạy giỏi', minor: false, birthDate: '1980-02-01' },
          },
        ],
      });
      await eventually(async () => {
        const { honours } = await askAs<{ honours: { totalCount: number } }>(
          sample.house.url,
          'editor',
          'query ($search: String) { honours(filter: { search: $search }) { totalCount } }',
          { search: name },
        );
        expect(honours.totalCount).toBe(1);
      });
      const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
      await page.goto(path('/desk/examples'));
      const form = formOf(page);
      const field = (label: string) => form.getByLabel(label, { exact: true });
      const find = form.getByRole('button', { name: t('staff.examples.findAwards') });
      const nominate = form.getByRole('button', { name: t('staff.examples.nominateIt') });
      const award = form.getByLabel(new RegExp(`${name}.*${number}`));
      await find.click();
      await says(page, t('staff.examples.needHonour'));
      await field(t('staff.examples.group')).selectOption('INDIVIDUAL');
      await field(t('staff.examples.name')).fill(name);
      await field(t('staff.examples.unit')).fill('11-KHONG-CO');
      await find.click();
      await says(page, t('staff.fault.NOT_FOUND'));
      await field(t('staff.examples.unit')).fill('11-THPT-LQD');
      await find.click();
      await says(page, t('staff.examples.pickAwards'));
      if (live) expect(await violations(page)).toEqual([]);
      await award.check();
      // Another search and a form that is not complete keep what was chosen.
      await form.getByLabel(t('staff.examples.honour')).fill('không ai cả');
      await find.click();
      await says(page, t('staff.examples.pickAwards'));
      await nominate.click();
      await says(page, t('staff.form.required', { label: t('staff.examples.period') }));
      expect(await award.isChecked()).toBe(true);
      await field(t('staff.examples.minor')).selectOption('no');
      await field(t('staff.examples.period')).fill('2024-2025');
      await field(t('staff.examples.headline')).fill('Người thầy của bản');
      await field(t('staff.examples.story')).fill('Dạy 40 người biết chữ.');
      await nominate.click();
      await says(page, t('staff.done.nominated'));
      await says(page, new RegExp(`${t('form.GIAY_KHEN')}.*: Dạy giỏi`));
      await page.context().close();
    });

    it('is sent by Enter from its own fields', async () => {
      const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
      await page.goto(path('/desk/examples'));
      const nominee = formOf(page).getByLabel(t('staff.examples.name'), { exact: true });
      if (live) await alive(page);
      await nominee.fill('Vàng A Mẫu');
      await nominee.press('Enter');
      await says(page, t('staff.form.required', { label: t('staff.examples.period') }));
      if (live) {
        // The search of awards has a field of its own.
        await formOf(page).getByLabel(t('staff.examples.honour')).press('Enter');
        await says(page, t('staff.examples.noAwards'));
      }
      await page.context().close();
    });
  },
);

inBrowser.each(places)('a nomination that was returned, in $language at $width px', (at) => {
  const { t, path, mark } = at;
  it('keeps what is typed before scripts come, and chooses its awards anew', async () => {
    const found = async () => {
      const { nominations } = await askAs<{
        nominations: { nodes: { id: string; version: number; status: string; honours: object[] }[] };
      }>(
        sample.house.url,
        'editor',
        'query ($search: String) { nominations(search: $search) { nodes { id version status honours { id } } } }',
        { search: `Quàng Văn Mẫu ${mark}` },
      );
      return nominations.nodes[0];
    };
    const { id, version } = (await found()) ?? {};
    const returned = { id, verdict: 'RETURN', note: 'Thêm số liệu', expectedVersion: version };
    await made('reviewer', 'reviewExemplar', returned);
    await eventually(async () => expect((await found())?.status).toBe('RETURNED'));

    const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
    let come: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (come = resolve));
    await page.route('**/assets/*.js', async (route) => {
      await late;
      await route.continue();
    });
    await page.goto(path(`/desk/examples/${id}`), { waitUntil: 'commit' });
    const headline = page.getByLabel(t('staff.examples.headline'));
    const story = page.getByLabel(t('staff.examples.story'));
    const award = page.getByLabel(new RegExp(`${t('form.GIAY_KHEN')}.*Dạy giỏi`));
    await headline.fill('Tiêu đề gõ sớm');
    await story.fill('Câu chuyện gõ sớm.');
    come();
    await alive(page);
    expect([await headline.inputValue(), await story.inputValue()]).toEqual([
      'Tiêu đề gõ sớm',
      'Câu chuyện gõ sớm.',
    ]);
    expect(await award.isChecked()).toBe(true);
    await page.getByRole('button', { name: t('staff.examples.findAwards') }).click();
    await says(page, t('staff.examples.pickAwards'));
    expect(await story.inputValue()).toBe('Câu chuyện gõ sớm.');
    expect(await violations(page)).toEqual([]);
    await award.uncheck();
    await headline.press('Enter');
    await says(page, t('staff.done.supplemented'));
    expect(await page.locator('main').innerText()).toContain('Câu chuyện gõ sớm.');
    await eventually(async () => expect((await found())?.honours).toEqual([]));
    await page.context().close();
  });
});
