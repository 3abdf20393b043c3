// Above 300 lines: what is done here shares one house, which takes longer to start than most of its tests take.
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { askAs, deskOf, everyPlace, places, says, tabTo, withoutScript, type Place } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('The grid is');

/** Each language has a year of its own, so that it finds what it entered alone. */
const yearOf = ({ language }: Place) => (language === 'vi' ? '2025' : '2026');
const gridOf = (at: Place) => at.path(`/desk/tallies?movement=XHHT-2023-2030&period=${yearOf(at)}&unit=11`);

interface Reported {
  registered: { value: number; certainty: string } | null;
  recognised: { value: number; certainty: string } | null;
  source: string;
  status: string;
}
/** Everything ever reported for the unit, title and period. */
async function reported(unit: string, title: string, period: string): Promise<Reported[]> {
  const { tallies } = await askAs<{ tallies: { nodes: Reported[] } }>(
    sample.house.url,
    'department-staff',
    `query ($unit: UnitCode!, $title: TitleCode!, $period: Period!) { tallies(unit: $unit, title: $title, period: $period) {
      nodes { registered { value certainty } recognised { value certainty } source status } } }`,
    { unit, title, period },
  );
  return tallies.nodes;
}
const cell = (page: Page, unit: string, title: string, side: 'registered' | 'recognised') =>
  page.locator(`[name="${unit}/${title}/${side}"]`);
const status = (page: Page, unit: string) => page.locator(`#row-${unit}`).getAttribute('data-status');
const hasStatus = (page: Page, unit: string, wanted: string) =>
  eventually(async () => expect(await status(page, unit)).toBe(wanted));

async function openGrid(at: Place, source = 'Báo cáo 1/BC'): Promise<Page> {
  const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
  await page.goto(gridOf(at));
  await page.waitForSelector('[data-live="true"]');
  await page.getByLabel(at.t('staff.tallies.source')).fill(source);
  return page;
}

inBrowser.each(everyPlace)('the desk in $language at $width px', (at) => {
  const { t } = at;
  it('says what waits, once a movement, title and period, and leads to where it is done', async () => {
    // Of the present period, whichever that is.
    const missing = (count: number) => t('work.REPORT_MISSING', { count, title, period: '' });
    const title = at.language === 'vi' ? 'Gia đình học tập' : 'Learning Family';
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at });
    await page.getByRole('link', { name: missing(45) }).click();
    expect(await page.locator('h1').innerText()).toBe(t('staff.tallies.title'));
    expect(await page.locator('.grid tbody tr').count()).toBe(46);
    await page.context().close();
    const commune = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    await commune.getByRole('link', { name: missing(1) }).click();
    expect(await commune.locator('.grid tbody tr').count()).toBe(1);
    await commune.context().close();
  });
});

inBrowser.each(places)('the grid in $language at $width px', (at) => {
  const { t, path, refusal } = at;
  const year = yearOf(at);
  const [waiting, saved] = [t('staff.tallies.offline'), t('staff.tallies.count.saved', { count: 1 })];

  it('takes the tallies of a commune by keyboard alone', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'commune-staff', { at });
    await tabTo(page, `.desk-menu a[href="${path('/desk/tallies')}"]`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${path('/desk/tallies')}`);
    await page.waitForSelector('[data-live="true"]');
    await tabTo(page, `a[href*="period=${year}"]`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**period=${year}**`);
    await page.waitForSelector('[data-live="true"]');
    await tabTo(page, '[name=source]');
    await page.keyboard.type('Báo cáo 7/BC-UBND');
    await tabTo(page, '[data-row="0"][data-column="0"]');
    const numbers = ['1200', '1400', '31', '20', '15', '15', '12', '>10'];
    for (const [number, typed] of numbers.entries()) {
      await page.keyboard.type(typed);
      if (number < numbers.length - 1) await page.keyboard.press(number % 2 ? 'Tab' : 'ArrowRight');
    }
    await page.keyboard.press('Enter');
    await hasStatus(page, '03127', 'refused');
    await says(page, t('staff.tallies.fault.recognisedAbove'));
    expect(await violations(page)).toEqual([]);
    for (let back = 0; back < 6; back++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('900');
    await page.keyboard.press('Enter');
    await hasStatus(page, '03127', 'saved');
    await says(page, saved);
    expect(await violations(page)).toEqual([]);
    const exact = (value: number) => ({ value, certainty: 'EXACT' });
    await eventually(async () =>
      expect(await reported('03127', 'LEARNING_FAMILY', year)).toMatchObject([
        { registered: exact(1200), recognised: exact(900), source: 'Báo cáo 7/BC-UBND', status: 'CURRENT' },
      ]),
    );
    await eventually(async () =>
      expect(await reported('03127', 'LEARNING_UNIT', year)).toMatchObject([
        { registered: exact(12), recognised: { value: 10, certainty: 'AT_LEAST' } },
      ]),
    );
    await page.context().close();
  });

  it('is moved in by arrows and Enter, and a cell is taken back by Escape', async () => {
    const page = await openGrid(at);
    const focused = () =>
      page.evaluate(() => {
        const { row, column } = (document.activeElement as HTMLElement).dataset;
        return `${row},${column}`;
      });
    await page.locator('[data-row="5"][data-column="2"]').click();
    for (const [key, where] of [
      ['ArrowDown', '6,2'],
      ['Enter', '7,2'],
      ['Shift+Enter', '6,2'],
      ['ArrowUp', '5,2'],
      ['ArrowRight', '5,3'],
      ['ArrowLeft', '5,2'],
      ['Tab', '5,3'],
    ] as const) {
      await page.keyboard.press(key);
      expect([key, await focused()]).toEqual([key, where]);
    }
    await page.keyboard.type('12');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-row="5"][data-column="3"]').inputValue()).toBe('');
    await page.context().close();
  });

  it('checks each cell as it is typed and says in words what is wrong, at the cell', async () => {
    const page = await openGrid(at);
    await cell(page, '03166', 'LEARNING_CLAN', 'registered').fill('5');
    await cell(page, '03166', 'LEARNING_CLAN', 'recognised').fill('6');
    const wrong = cell(page, '03166', 'LEARNING_CLAN', 'recognised');
    expect(await wrong.getAttribute('aria-invalid')).toBe('true');
    const error = page.locator(`[id="${await wrong.getAttribute('aria-describedby')}"]`);
    expect(await error.innerText()).toBe(t('staff.tallies.fault.recognisedAbove'));
    await cell(page, '03166', 'LEARNING_FAMILY', 'registered').fill('nhiều');
    expect(await page.locator('#row-03166').innerText()).toContain(t('staff.tallies.fault.notNumber'));
    await page.keyboard.press('ArrowDown');
    expect(await status(page, '03166')).toBe('refused');
    expect(await violations(page)).toEqual([]);
    expect(await reported('03166', 'LEARNING_CLAN', year)).toEqual([]);
    await page.context().close();
  });

  it('shows the words of the gateway at the cell, and lets it be corrected', async () => {
    await askAs(
      sample.house.url,
      'department-staff',
      `mutation { recordBaselines(input: { title: "LEARNING_CLAN", period: "${year}", asOf: "2025-01-01", final: true,
        sourceDocument: "Chốt", baselines: [{ unit: "03172", value: { value: 10 } }] }) { __typename } }`,
    );
    const page = await openGrid(at);
    await cell(page, '03172', 'LEARNING_CLAN', 'registered').fill('11');
    await page.keyboard.press('Enter');
    await hasStatus(page, '03172', 'refused');
    expect(await page.locator('#row-03172').innerText()).toMatch(
      refusal('EXCEEDS_BASELINE', { count: 11, baseline: 10 }),
    );
    await cell(page, '03172', 'LEARNING_CLAN', 'registered').fill('10');
    await page.keyboard.press('Enter');
    await hasStatus(page, '03172', 'saved');
    await page.context().close();
  });

  it('takes a block from Excel and saves its rows one by one', async () => {
    const page = await openGrid(at);
    const units = await page
      .locator('.grid tbody tr')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.unit ?? ''));
    const from = units.indexOf('03175') >= 0 ? units.indexOf('03175') : 20;
    const three = units.slice(from, from + 3);
    await page.locator(`[data-row="${from}"][data-column="0"]`).focus();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '1.100\t1.000\t7\r\n1.200\t1.100\t8\r\n1.300\t1.200\t9\r\n');
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    for (const unit of three) await hasStatus(page, unit, 'saved');
    await eventually(async () => {
      const [last] = await reported(three[2] ?? '', 'LEARNING_FAMILY', year);
      expect(last).toMatchObject({ registered: { value: 1300 }, recognised: { value: 1200 } });
    });
    await eventually(async () =>
      expect(await reported(three[0] ?? '', 'LEARNING_CLAN', year)).toMatchObject([
        { registered: { value: 7 } },
      ]),
    );
    await page.context().close();
  });

  it('loses nothing when the line breaks in the middle of typing', async () => {
    const page = await openGrid(at, 'Báo cáo đứt mạng');
    const rows = ['03194', '03202', '03203'];
    const typed = async (unit: string, value: string) => {
      await cell(page, unit, 'LEARNING_COMMUNITY', 'registered').fill(value);
      await page.keyboard.press('Tab');
    };
    await page.context().setOffline(true);
    for (const [number, unit] of rows.entries()) {
      await typed(unit, `${number + 21}`);
      await page.keyboard.press('Enter');
    }
    for (const unit of rows) await hasStatus(page, unit, 'waiting');
    await says(page, waiting);
    await page.context().setOffline(false);
    for (const unit of rows) await hasStatus(page, unit, 'saved');
    for (const [number, unit] of rows.entries())
      await eventually(async () =>
        expect(await reported(unit, 'LEARNING_COMMUNITY', year)).toMatchObject([
          { registered: { value: number + 21 } },
        ]),
      );
    await page.context().close();
  });

  it('writes nothing twice when the answer is lost and the page is closed', async () => {
    const page = await openGrid(at, 'Báo cáo mất trả lời');
    const unit = '03208';
    let arrived = 0;
    await page.route('**/desk/tallies/row', async (route) => {
      await route.fetch();
      arrived++;
      await route.abort();
    });
    await cell(page, unit, 'LEARNING_CLAN', 'registered').fill('33');
    await page.keyboard.press('Enter');
    await eventually(async () => expect(arrived).toBeGreaterThan(0));
    await cell(page, '03214', 'LEARNING_CLAN', 'registered').fill('44');
    await page.unroute('**/desk/tallies/row');
    await page.goto(path('/desk'));
    await page.goto(gridOf(at));
    await hasStatus(page, unit, 'saved');
    // What was never sent is still where it was typed.
    expect(await cell(page, '03214', 'LEARNING_CLAN', 'registered').inputValue()).toBe('44');
    expect(await status(page, '03214')).toBe('typed');
    expect(await reported('03214', 'LEARNING_CLAN', year)).toEqual([]);
    await eventually(async () => expect(await reported(unit, 'LEARNING_CLAN', year)).toHaveLength(1));
    await page.context().close();
  });

  it('overwrites nobody', async () => {
    const page = await openGrid(at);
    const unit = '03217';
    await askAs(
      sample.house.url,
      'department-staff',
      `mutation { reportTally(input: { unit: "${unit}", title: "LEARNING_CLAN", period: "${year}", movement: "XHHT-2023-2030",
        source: "Người khác", registered: { value: 90 } }) { __typename } }`,
    );
    await cell(page, unit, 'LEARNING_CLAN', 'registered').fill('80');
    await page.keyboard.press('Enter');
    await hasStatus(page, unit, 'refused');
    expect(await page.locator(`#row-${unit}`).innerText()).toContain(t('staff.fault.CONFLICT'));
    await page.locator(`#row-${unit} button`).click();
    await hasStatus(page, unit, 'saved');
    await eventually(async () => expect(await reported(unit, 'LEARNING_CLAN', year)).toHaveLength(2));
    await page.context().close();
  });
});

inBrowser('the grid without JavaScript', () => {
  it('is a plain form: a wrong row comes back as it was typed', async () => {
    const { t, path } = withoutScript;
    const page = await deskOf(sample.browser, sample.house.url, 'department-staff', { at: withoutScript });
    await page.goto(path('/desk/tallies?movement=XHHT-2023-2030&period=2026&unit=11'));
    const unit = '03214';
    await cell(page, unit, 'LEARNING_CLAN', 'registered').fill('8');
    await cell(page, unit, 'LEARNING_CLAN', 'recognised').fill('9');
    const save = () => page.locator(`#row-${unit} button`).click();
    await save();
    expect(await page.locator('.error-summary').innerText()).toContain(t('staff.tallies.noSource'));
    await page.getByLabel(t('staff.tallies.source')).fill('Báo cáo không script');
    await save();
    expect(await page.locator('.error-summary a').innerText()).toBe(t('staff.tallies.fault.recognisedAbove'));
    expect(await cell(page, unit, 'LEARNING_CLAN', 'recognised').inputValue()).toBe('9');
    await cell(page, unit, 'LEARNING_CLAN', 'recognised').fill('7');
    await save();
    await says(page, t('staff.done.tallies', { count: 1 }));
    await eventually(async () =>
      expect(await reported(unit, 'LEARNING_CLAN', '2026')).toMatchObject([
        { registered: { value: 8 }, recognised: { value: 7 }, source: 'Báo cáo không script' },
      ]),
    );
    await page.context().close();
  });
});
