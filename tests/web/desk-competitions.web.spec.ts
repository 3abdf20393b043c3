import { expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { alive, askAs, deskOf, places, says, tabTo } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('Competitions of the desk are');

interface Edition {
  status: string;
  entries: { nodes: { code: string; prizes: { code: string }[] }[] };
}

inBrowser.each(places)('the desk of a competition in $language at $width px', (at) => {
  const { t, path, mark, refusal } = at;
  const code = `THU-26${mark}`;
  const name = `Cuộc thi sáng tạo ${mark}`;
  const competition = async () => {
    const { competition: found } = await askAs<{ competition: Edition }>(
      sample.house.url,
      'committee',
      'query ($code: ID!) { competition(code: $code) { status entries { nodes { code prizes { code } } } } }',
      { code },
    );
    return found;
  };
  const prizes = async () =>
    Object.fromEntries(
      (await competition()).entries.nodes.map((entry) => [
        entry.code,
        entry.prizes.map((rank) => rank.code).join(),
      ]),
    );

  it('opens an edition with quotas, and keeps the form where something is missing', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'committee', { at });
    const openIt = page.getByRole('button', { name: t('staff.competitions.openIt'), exact: true });
    const field = (label: string) => page.getByLabel(label, { exact: true });
    const fillIn = async (called: string) => {
      await field(t('staff.competitions.name')).fill(called);
      await field(t('competitions.period')).fill('2025-2026');
    };
    await page.goto(path('/desk/competitions'));
    // React, when it takes a page over, gives a prefilled text area its first text again.
    await alive(page);
    await field(t('staff.competitions.code')).fill(code);
    await field(t('staff.competitions.ranks')).fill('NHAT;Giải Nhất;1\nNHI;Giải Nhì;2\nPHU;Giải ý tưởng;;x');
    await openIt.click();
    await says(page, t('staff.competitions.need.name'));
    expect(await field(t('staff.competitions.code')).inputValue()).toBe(code);
    await fillIn(name);
    await openIt.click();
    await says(page, t('staff.done.opened'));
    // Never over another one: the same code again is refused.
    await page.goto(path('/desk/competitions'));
    await field(t('staff.competitions.code')).fill(code);
    await fillIn('Cuộc thi khác');
    await openIt.click();
    await says(page, t('staff.competitions.codeTaken', { code }));
    await page.context().close();
  });

  it('takes one project, and many after a preview', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'committee', { at });
    await page.goto(path(`/desk/competitions/${code}`));
    const enterIt = page.getByRole('button', { name: t('staff.competitions.enterIt'), exact: true });
    await page.getByText(t('staff.competitions.enterOne'), { exact: true }).click();
    await page.getByLabel(t('staff.competitions.entryCode'), { exact: true }).fill('D1');
    await page.getByLabel(t('staff.competitions.entryTitle'), { exact: true }).fill('Máy lọc nước');
    await page.getByLabel(t('staff.competitions.entryUnit'), { exact: true }).fill('11-THPT-LQD');
    await enterIt.click();
    await says(page, t('staff.competitions.needMembers'));
    expect(await violations(page)).toEqual([]);
    await page
      .getByLabel(t('competitions.members'), { exact: true })
      .fill('Lò Văn Một (01/02/2008)\nLò Thị Hai');
    await enterIt.click();
    await says(page, t('staff.done.entered', { count: 1 }));
    await page.getByText(t('staff.competitions.enterMany')).click();
    await page
      .getByLabel(t('staff.roster.rows'), { exact: true })
      .fill(
        [
          at.language === 'vi'
            ? 'Mã\tTên dự án\tLĩnh vực\tTrường\tThành viên'
            : 'Code\tTitle\tField\tSchool\tMembers',
          'D2\tDự án hai\tVật lí\t11-THPT-LQD\tGiàng A Ba (3/4/2008), Vàng Thị Bốn',
          'D3\tDự án ba\tSinh học\t11-THPT-LQD\tLò Thị Hai',
          'D1\tTrùng mã\t\t11-THPT-LQD\tAi Đó',
          'D4\tKhông có trường\t\tKHONG-CO\tQuàng Văn Năm',
        ].join('\n'),
      );
    await page.getByRole('button', { name: t('staff.form.preview') }).click();
    await says(page, t('staff.form.previewSays', { good: 3, bad: 1 }));
    await says(page, t('staff.competitions.entryThere', { code: 'D1' }));
    await says(page, t('staff.competitions.sameStudent', { name: 'Lò Thị Hai' }));
    const chosen = page.getByRole('button', { name: t('staff.competitions.enterChosen') });
    await chosen.click();
    await says(page, t('staff.form.inRow', { row: 5, message: '' }));
    await says(page, refusal('UNIT_UNKNOWN', { code: 'KHONG-CO' }));
    expect(Object.keys(await prizes())).toEqual(['D1']);
    await chosen.click();
    await says(page, t('staff.done.entered', { count: 2 }));
    expect(Object.keys(await prizes())).toEqual(['D1', 'D2', 'D3']);
    await page.context().close();
  });

  it('gives prizes by keyboard against the quotas, and changes them before publication', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'committee', { at });
    await page.goto(path(`/desk/competitions/${code}`));
    await alive(page);
    await tabTo(page, '[name="main/D1"]');
    await page.keyboard.type('Giải Nhấ');
    await tabTo(page, '[name="main/D2"]');
    await page.keyboard.type('Giải Nhấ');
    await says(page, `Giải Nhất: 2 / 1 – ${t('staff.competitions.over')}`);
    await tabTo(page, '#prizes-submit');
    await page.keyboard.press('Enter');
    await says(page, t('staff.competitions.overQuota', { name: 'Giải Nhất', quota: 1 }));
    expect(await prizes()).toEqual({ D1: '', D2: '', D3: '' });
    await page.locator('[name="main/D2"]').focus();
    await page.keyboard.type('Giải Nhì');
    await tabTo(page, '[name="special/D2"]');
    await page.keyboard.press('Space');
    await tabTo(page, '#prizes-submit');
    await page.keyboard.press('Enter');
    await says(page, t('staff.done.prizes', { count: 3 }));
    expect(await prizes()).toEqual({ D1: 'NHAT', D2: 'NHI,PHU', D3: '' });
    await page.locator('[name="main/D1"]').selectOption('NHI');
    await page.locator('[name="main/D3"]').selectOption('NHAT');
    await page.getByRole('button', { name: t('staff.competitions.savePrizes') }).click();
    await says(page, t('staff.done.prizes', { count: 4 }));
    expect(await prizes()).toEqual({ D1: 'NHI', D2: 'NHI,PHU', D3: 'NHAT' });
    expect((await competition()).status).toBe('JUDGED');
    await page.context().close();
  });

  it('publishes by decision exactly what was shown before', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'committee', { at });
    await page.getByRole('link', { name: t('work.RESULTS_TO_PUBLISH', { count: 1 }) }).click();
    await page.getByRole('link', { name }).click();
    await says(page, t('staff.competitions.becomesPublic', { count: 4, certificates: 7, without: 0 }));
    const shown = await page
      .locator('.publishing tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => `${row.querySelector('td')?.textContent} ${row.querySelector('th')?.textContent}`),
      );
    const publishIt = page.getByRole('button', { name: t('staff.competitions.publishIt') });
    await publishIt.click();
    await says(page, t('staff.decision.need.number'));
    await page.getByLabel(t('staff.decision.number'), { exact: true }).fill(`77${mark}/QĐ-SGDĐT`);
    await page.getByLabel(t('staff.decision.signedOn')).fill('2026-03-01');
    await publishIt.click();
    await says(page, t('staff.done.published', { count: 4 }));
    expect(await page.getByRole('button', { name: t('staff.competitions.savePrizes') }).count()).toBe(0);
    await eventually(async () => {
      const { honours } = await askAs<{ honours: { nodes: { title: string }[] } }>(
        sample.house.url,
        'committee',
        'query ($code: ID!) { honours(filter: { competition: $code }) { nodes { title } } }',
        { code },
      );
      expect(honours.nodes).toHaveLength(shown.length);
      for (const { title } of honours.nodes) expect(shown.some((line) => line.startsWith(title))).toBe(true);
    });
    await page.context().close();
  });
});
