import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { violations } from './browser.js';
import { deskOf, everyPlace, says } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample("The administrator's desk is");

/** A letter that nobody can apply, in the gateway's own database; answers how many lie there. */
async function buryLetter(key: string): Promise<number> {
  const { databases } = JSON.parse(readFileSync(join(sample.dataDir, 'instance.json'), 'utf8')) as {
    databases: Record<string, string>;
  };
  const client = new pg.Client(databases.gateway);
  await client.connect();
  await client.query(
    `insert into dead_letter (consumer, topic, key, value, headers, reason)
     values ('gateway', 'movements.units', $1, 'no event', '{}', 'lỗi gài sẵn')`,
    [key],
  );
  const { rows } = await client.query<{ letters: number }>(
    'select count(*)::integer as letters from dead_letter',
  );
  await client.end();
  return rows[0]?.letters ?? 0;
}

inBrowser.each(everyPlace)('at the desk in $language at $width px', (at) => {
  const { t, path, mark, refusal } = at;

  it('an administrator registers institutions, and keeps the rows where one is wrong', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'administrator', { at });
    await page.goto(path('/desk/institutions'));
    const rows = page.getByLabel(t('staff.roster.rows'), { exact: true });
    const register = page.getByRole('button', { name: t('staff.institutions.registerThem'), exact: true });
    const kind = t('staff.institutions.kindOf.LOWER_SECONDARY');
    const school = `11-THCS-${mark};Trường THCS Thử ${mark};${kind}`;
    await rows.fill(school);
    await register.click();
    await says(page, t('staff.form.inRow', { row: 1, message: t('staff.institutions.incomplete') }));
    expect(await violations(page)).toEqual([]);
    await rows.fill(`${school};03127\n11-THCS-X;Trường THCS X;LOWER_SECONDARY;99999`);
    await register.click();
    await says(page, t('staff.form.inRow', { row: 2, message: '' }));
    await says(page, refusal('UNIT_UNKNOWN', { code: '99999' }));
    await rows.fill(`${school};03127`);
    await register.click();
    await says(page, t('staff.done.institutions', { count: 1 }));
    await page.getByLabel(t('staff.institutions.search')).fill(`truong thcs thu ${mark.toLowerCase()}`);
    await page.getByRole('button', { name: t('units.search'), exact: true }).click();
    await says(page, t('staff.institutions.count', { count: 1 }));
    expect(await page.locator('tbody tr').innerText()).toContain(kind);
    await page.context().close();
  });

  it('an administrator sees what could not be applied, and replays it', async () => {
    const letters = await buryLetter(mark);
    const page = await deskOf(sample.browser, sample.house.url, 'administrator', { at });
    await page.getByRole('link', { name: t('staff.operations.letters', { count: letters }) }).click();
    await says(page, 'lỗi gài sẵn');
    await page.getByRole('button', { name: t('staff.operations.replay') }).click();
    await says(page, t('staff.done.replay'));
    // It ends while the page is looked at, and what is broken is told with its number of tries.
    await says(page, t('staff.operations.outcome', { healed: 0, left: letters }));
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('an auditor sees who did what, by command and by person, and finds nothing to change', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'auditor', { at });
    await page.goto(path('/desk/trail'));
    await says(page, 'LoadOldUnits');
    await page.getByLabel(t('staff.trail.action'), { exact: true }).fill('SetTargets');
    await page.getByRole('button', { name: t('staff.trail.show') }).click();
    await page.waitForURL('**action=SetTargets**');
    const commands = await page.locator('tbody th').allInnerTexts();
    expect(commands.length).toBeGreaterThan(0);
    expect(new Set(commands)).toEqual(new Set(['SetTargets']));
    expect(await page.locator('main form[method=post]').count()).toBe(0);
    await page.goto(path('/desk/operations'));
    await says(page, 'movements.units');
    expect(await page.getByRole('button', { name: t('staff.operations.replay') }).count()).toBe(0);
    await page.context().close();
  });
});
