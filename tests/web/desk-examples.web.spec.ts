import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { violations } from './browser.js';
import { askAs, deskOf, everyPlace, places, says } from './desk.js';
import { withSample } from './sample.js';

const { sample, inBrowser } = withSample('Examples of the desk are');

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

inBrowser.each(places)('the desk of examples in $language at $width px', (at) => {
  const { t, path, mark } = at;
  const name = `Vàng A Gương ${mark}`;
  const published = async () => {
    const { exemplars } = await askAs<{ exemplars: { nodes: { name: string; featured: boolean }[] } }>(
      sample.house.url,
      'editor',
      '{ exemplars(first: 100) { nodes { name featured } } }',
    );
    return exemplars.nodes.filter((one) => one.name === name);
  };

  it('nominates, and asks whether a person is a minor', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
    await page.goto(path('/desk/examples'));
    const form = page.locator('form', { has: page.locator('[name=intent][value=nominate]') });
    const field = (label: string) => form.getByLabel(label, { exact: true });
    await field(t('staff.examples.group')).selectOption('INDIVIDUAL');
    await field(t('staff.examples.name')).fill(name);
    await field(t('staff.examples.unit')).fill('11-THPT-LQD');
    await field(t('staff.examples.period')).fill('2024-2025');
    await field(t('staff.examples.headline')).fill('Người thầy của bản');
    await field(t('staff.examples.story')).fill('Thầy Gương mở lớp học buổi tối.');
    await press(page, t('staff.examples.nominateIt'));
    await says(page, t('staff.examples.needMinor'));
    expect(await field(t('staff.examples.story')).inputValue()).toContain('buổi tối');
    expect(await violations(page)).toEqual([]);
    await field(t('staff.examples.minor')).selectOption('no');
    await press(page, t('staff.examples.nominateIt'));
    await says(page, t('staff.done.nominated'));
    await page.context().close();
  });

  it('reviews, by another person than who nominated', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'reviewer', { at });
    await page.goto(path('/desk/examples?status=NOMINATED'));
    await page.getByRole('link', { name }).click();
    await press(page, t('staff.examples.startReview'));
    await says(page, t('staff.done.reviewStarted'));
    const verdict = page.getByLabel(t('staff.examples.verdict'), { exact: true });
    await verdict.selectOption('RETURN');
    await press(page, t('staff.examples.review'));
    await says(page, t('staff.examples.needNote'));
    await page.getByLabel(t('staff.examples.note'), { exact: true }).fill('Thêm số liệu');
    await press(page, t('staff.examples.review'));
    await says(page, t('staff.examples.statusOf.RETURNED'));
    const editor = await deskOf(sample.browser, sample.house.url, 'editor', { at });
    await editor.getByRole('link', { name: t('work.EXEMPLAR_TO_SUPPLEMENT', { count: 1 }) }).click();
    await editor.getByRole('link', { name }).click();
    await says(editor, `${t('staff.examples.note')}: Thêm số liệu`);
    await editor.getByLabel(t('staff.examples.story')).fill('Thầy Gương dạy 40 người biết chữ.');
    await press(editor, t('staff.examples.supplement'));
    await says(editor, t('staff.done.supplemented'));
    await editor.context().close();
    await page.reload();
    await verdict.selectOption('APPROVE');
    await press(page, t('staff.examples.review'));
    await says(page, t('staff.examples.statusOf.APPROVED'));
    await page.context().close();
  });

  it('publishes with a basis only, features, and withdraws', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
    await page.goto(path('/desk/examples?status=APPROVED'));
    await page.getByRole('link', { name }).click();
    await press(page, t('staff.examples.publish'));
    await says(page, t('staff.examples.needBasis'));
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(t('staff.examples.basisKind'), { exact: true }).selectOption('CONSENT');
    await page
      .getByLabel(t('staff.examples.statement'), { exact: true })
      .fill(`Ông ${name} đồng ý bằng văn bản`);
    await page.getByLabel(t('staff.examples.givenOn')).fill('2025-05-01');
    await press(page, t('staff.examples.publish'));
    await says(page, t('staff.done.examplePublished'));
    await eventually(async () => expect(await published()).toMatchObject([{ featured: false }]));
    await press(page, t('staff.examples.feature'));
    await says(page, t('staff.examples.isFeatured'));
    await eventually(async () => expect(await published()).toMatchObject([{ featured: true }]));
    await page.locator('summary', { hasText: t('staff.examples.withdraw') }).click();
    await page.getByLabel(t('staff.form.reason'), { exact: true }).fill('Rút lại sự đồng ý');
    await page.getByLabel(t('staff.examples.consentWithdrawn')).check();
    await press(page, t('staff.examples.withdraw'));
    await says(page, t('staff.done.exampleWithdrawn'));
    await eventually(async () => expect(await published()).toEqual([]));
    await page.context().close();
  });
});

inBrowser.each(everyPlace)('the desk of conferences in $language at $width px', (at) => {
  const { t, path, mark } = at;
  it('records a conference by names', async () => {
    const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
    const field = (label: string) => page.getByLabel(label, { exact: true });
    await page.goto(path('/desk/conferences'));
    await press(page, t('staff.conferences.holdIt'));
    await says(page, t('staff.form.required', { label: t('staff.conferences.name') }));
    await field(t('staff.conferences.name')).fill(`Hội nghị thử ${mark}`);
    await field(t('staff.conferences.heldOn')).fill('2025-04-25');
    await field(t('staff.conferences.period')).fill('2024-2025');
    const [person, group] = at.language === 'vi' ? ['cá nhân', 'tập thể'] : ['individual', 'collective'];
    await field(t('staff.conferences.honourees')).fill('Lò Văn Một;tổ;11-THPT-LQD');
    await press(page, t('staff.conferences.holdIt'));
    await says(page, t('staff.decisions.badKind', { kind: 'tổ' }));
    await field(t('staff.conferences.honourees')).fill(
      `Lò Văn Một;${person};11-THPT-LQD\nTổ Toán;${group};11-THPT-LQD`,
    );
    await press(page, t('staff.conferences.holdIt'));
    await says(page, t('staff.done.conference'));
    const held = page.locator('main li', { hasText: `Hội nghị thử ${mark}` });
    expect(await held.innerText()).toContain(t('staff.conferences.count', { count: 2 }));
    await page.context().close();
  });
});

inBrowser.each(everyPlace)('a published example in $language at $width px', (at) => {
  const { t, path, date } = at;
  it('says on which day which channel told of it', async () => {
    const on = `2026-05-0${everyPlace.indexOf(at) + 1}`;
    const { nominations } = await askAs<{ nominations: { nodes: { id: string }[] } }>(
      sample.house.url,
      'editor',
      '{ nominations(status: PUBLISHED, first: 1) { nodes { id } } }',
    );
    const page = await deskOf(sample.browser, sample.house.url, 'editor', { at });
    await page.goto(path(`/desk/examples/${nominations.nodes[0]?.id}`));
    await page.getByText(t('staff.channels.note')).click();
    const note = page.getByRole('button', { name: t('staff.channels.submit') });
    await note.click();
    for (const fault of [t('staff.channels.need'), t('staff.channels.needDay')]) await says(page, fault);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(t('staff.channels.channel'), { exact: true }).selectOption('FANPAGE');
    await page.getByLabel(t('staff.channels.on'), { exact: true }).fill(on);
    await note.click();
    await says(page, t('staff.done.announced'));
    await says(page, `${t('staff.channels.of.FANPAGE')}: ${date(on)}`);
    await page.context().close();
  });
});
