import type { ActionFunctionArgs } from 'react-router';
import { graphql, TitleName } from '../graphql.js';
import { askAs, atClosedReason, change, done, Sent, speechOf, type Fault } from './change.server.js';
import { Cells, Told } from './documents.js';
import { bareName, pastedRows } from './paste.js';
import { untilSeen } from './places.server.js';
import { parseCell } from './tallies/cells.js';

/** Targets set at this very unit. */
export const Targets = graphql(
  `
    query Targets($unit: UnitCode!, $period: Period!) {
      targets(unit: $unit, period: $period, first: 100) {
        nodes {
          of
          percent
          source
          version
          title {
            ...TitleName
          }
        }
      }
    }
  `,
  [TitleName],
);

const RecordBaselines = graphql(
  `
    mutation RecordBaselines($input: RecordBaselinesInput!) {
      recordBaselines(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const SetTargets = graphql(
  `
    mutation SetTargets($input: SetTargetsInput!) {
      setTargets(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const headings = [
  ['ma', 'don vi', 'xa', 'ten', 'unit', 'code'],
  ['tong so', 'so', 'value', 'baseline', 'total'],
] as const;

export async function action(asked: ActionFunctionArgs) {
  const sent = await Sent.of(asked.request);
  return sent.intent === 'target' ? setTarget(asked, sent) : recordBaselines(asked, sent);
}

async function setTarget({ request, context }: ActionFunctionArgs, sent: Sent) {
  const speech = speechOf(request);
  const { t } = speech;
  const [unit, title, period] = [sent.text('unit'), sent.text('title'), sent.text('period')];
  const percent = Number(sent.text('targets.0.percent').replace(',', '.'));
  const faults: Fault[] = [
    ...(percent > 0 && percent <= 100
      ? []
      : [{ field: 'targets.0.percent', message: t('staff.baselines.badPercent') }]),
    ...(sent.text('source') ? [] : [{ field: 'source', message: t('staff.baselines.needSource') }]),
  ];
  if (faults.length > 0) return sent.failed(faults);
  const of = sent.text('targets.0.of') === 'REGISTERED' ? ('REGISTERED' as const) : ('RECOGNISED' as const);
  const target = { title, of, percent, expectedVersion: Number(sent.text('version')) };
  const input = { unit, period, source: sent.text('source'), targets: [target] };
  const outcome = await change(context, request, SetTargets, { input }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'targets.0.percent');
  await untilSeen(async () => {
    const { targets } = await askAs(context, Targets, { unit, period });
    return targets.nodes.some((one) => one.title.code === title && one.of === of && one.percent === percent);
  });
  throw done(request, 'target');
}

/** Typed beside their units, or pasted. */
async function recordBaselines({ request, context }: ActionFunctionArgs, sent: Sent) {
  const speech = speechOf(request);
  const { t } = speech;
  const [unit, title, period] = [sent.text('unit'), sent.text('title'), sent.text('period')];
  const codes = sent.all('code');
  const faults: Fault[] = [];
  const values = new Map<string, { text: string; field: string }>();
  for (const code of codes) {
    const text = sent.text(`value/${code}`);
    if (text) values.set(code, { text, field: `value/${code}` });
  }
  const names = sent.all('name');
  for (const { line, cells } of pastedRows(sent.text('rows'), headings)) {
    const [place = '', text = ''] = cells;
    const at = codes.includes(place) ? codes.indexOf(place) : names.findIndex((name) => isNamed(name, place));
    const code = codes[at];
    if (!code)
      faults.push({
        field: 'rows',
        message: t('staff.form.inRow', { row: line, message: t('staff.baselines.noUnit', { place }) }),
      });
    else if (text) values.set(code, { text, field: 'rows' });
  }
  if (!sent.text('asOf')) faults.push({ field: 'asOf', message: t('staff.baselines.needDay') });
  if (!sent.text('sourceDocument'))
    faults.push({ field: 'sourceDocument', message: t('staff.baselines.needSource') });
  if (values.size === 0) faults.push({ field: 'rows', message: t('staff.baselines.nothing') });
  const baselines = [...values].flatMap(([code, { text, field }]) => {
    const value = parseCell(text);
    if (!value) faults.push({ field, message: `${code}: ${t('staff.tallies.fault.notNumber')}` });
    const origin = sent.text('origin') === 'DERIVED' ? ('DERIVED' as const) : ('PUBLISHED' as const);
    return value
      ? [{ unit: code, value, origin, expectedVersion: Number(sent.text(`version/${code}`)) }]
      : [];
  });
  if (faults.length > 0) return sent.failed(faults);
  const input = {
    title,
    period,
    asOf: sent.text('asOf'),
    sourceDocument: sent.text('sourceDocument'),
    final: sent.text('final') === 'yes',
    reason: sent.optional('closedReason'),
    baselines,
  };
  const outcome = await change(context, request, RecordBaselines, { input }, sent.key);
  if ('refused' in outcome) {
    const { refused } = outcome;
    const at = /^baselines\.(\d+)/.exec(refused.field ?? '')?.[1];
    const code = at === undefined ? undefined : baselines[Number(at)]?.unit;
    if (!code) return sent.refused(refused, speech, 'rows', atClosedReason);
    return sent.failed([
      { field: values.get(code)?.field ?? 'rows', message: `${code}: ${refused.message}` },
    ]);
  }
  const before = new Map(baselines.map((one) => [one.unit, one.expectedVersion]));
  await untilSeen(async () => {
    const asked = { unit, period, titles: [title] };
    const pages = await Promise.all([
      askAs(context, Cells, { ...asked, breakdown: false }),
      ...(codes.length > 1 ? [askAs(context, Cells, { ...asked, breakdown: true })] : []),
    ]);
    return pages
      .flatMap(({ registrationRates }) => registrationRates)
      .every((rate) => rate.version > (before.get(rate.unit.code) ?? -1));
  });
  throw done(request, 'baselines', { count: outcome.done.changed });
}

/** Whether the words are the name of the unit, with or without what kind of unit it is. */
const isNamed = (name: string, words: string) => {
  const [whole, asked] = [bareName(name), bareName(words)];
  return whole === asked || whole.replace(/^(xa|phuong|dac khu|tinh|thanh pho) /, '') === asked;
};
