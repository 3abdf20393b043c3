import { BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { RateRow } from './documents/rates.js';
import { gapOf, isPartial, rateKinds, rateOf, reportedUnits, statedOf } from './figures.js';
import type { Speech } from './words.js';

echarts.use([BarChart, ScatterChart, GridComponent, SVGRenderer]);

/** Colours that stand for those of the page, so that one drawing serves light and dark. */
const ink = { '#010101': 'var(--ink)', '#020202': 'var(--ink-soft)', '#030303': 'var(--rule)' };
const fills = {
  '#040404': 'var(--registered)',
  '#050505': 'var(--recognised)',
  '#060606': 'var(--target)',
  '#070707': 'var(--stated)',
  '#080808': 'var(--ground-soft)',
};
/** Height of a line of words above a bar. */
const LINE = 18;

/** Both widths of one drawing: a page shows the one that fits. */
export interface Drawing {
  narrow: string;
  wide: string;
  /** The same in words. */
  words: string;
}

/**
 * The titles as bars, registered and recognised each in a lane of its own; a target's mark stands only in the lane that
 * it is of, so no registered share is ever held against a target for recognised.
 */
export function titleBars(rows: readonly RateRow[], speech: Speech): Drawing {
  const { t, nameOf, number, percent, printed } = speech;
  const lanes = rows.flatMap((row) =>
    rateKinds.map((of) => {
      const computed = rateOf(row, of).percent;
      const stated = computed === null ? (statedOf(row, of)?.percent ?? null) : null;
      const value = computed ?? (stated === null ? null : Number(stated.replace(',', '.')));
      const target = row.targets.find((one) => one.of === of)?.percent ?? null;
      const figure =
        computed !== null
          ? percent(computed)
          : stated !== null
            ? t('chart.stated', { percent: printed(stated) })
            : t(`gap.${gapOf(row, of)}`);
      const part =
        value !== null && isPartial(row)
          ? ` (${t('rates.reportedShort', { reported: number(reportedUnits(row)), total: number(row.totalUnits) })} ${t('rates.communes')})`
          : '';
      const aim = target === null ? '' : `  ·  ${t('chart.target', { percent: `${number(target)} %` })}`;
      const name = `${nameOf(row.title)}, ${t(`kind.${of}`)}`;
      return { name, words: figure + part + aim, value, target, of, stated: computed === null };
    }),
  );
  const draw = (width: number, lines: 1 | 2) => {
    const top = lines * 10;
    const height = top + lanes.length * (30 + lines * LINE) + 22;
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', fontSize: 14 },
      grid: { left: 4, right: 12, top, bottom: 22 },
      xAxis: {
        min: 0,
        max: Math.max(100, ...lanes.map(({ value }) => Math.ceil(value ?? 0))),
        interval: 20,
        axisLabel: { color: '#020202', formatter: (value: number) => `${value} %`, hideOverlap: true },
        splitLine: { lineStyle: { color: '#030303' } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: lanes.map(({ name }, index) => `${index} ${name}`),
        axisLabel: { show: false },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: 14,
          showBackground: true,
          backgroundStyle: { color: '#080808' },
          data: lanes.map(({ value, of, stated, name, words }) => ({
            value: value ?? 0,
            itemStyle: {
              color: stated ? '#070707' : of === 'RECOGNISED' ? '#050505' : '#040404',
              borderRadius: [0, 2, 2, 0],
            },
            label: {
              show: true,
              position: [0, -2 - lines * LINE],
              color: '#010101',
              fontSize: 14,
              lineHeight: LINE,
              formatter: lines === 1 ? `${name}: ${words}` : `${name}:\n${words}`,
            },
          })),
        },
        {
          type: 'scatter',
          silent: true,
          symbol: 'rect',
          symbolSize: [4, 18],
          itemStyle: { color: '#060606', opacity: 1 },
          data: lanes.flatMap(({ target }, index) => (target === null ? [] : [[target, index]])),
        },
      ],
    });
    const svg = chart.renderToSVGString();
    chart.dispose();
    return themed(svg);
  };
  const words = lanes.map((lane) => `${lane.name}: ${lane.words}`).join('; ');
  return { narrow: draw(328, 2), wide: draw(720, 1), words };
}

/** The page's own colours and type; the words of a drawing stand beside it, so readers of screens skip it. */
function themed(svg: string): string {
  let themed = svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
    .replace(/(<svg[^>]*?) width="(\d+)" height="(\d+)"/, '$1 viewBox="0 0 $2 $3"')
    .replaceAll('font-family:inherit;', '')
    // Numbered through all drawings of the process: with them no page would be the same twice.
    .replace(/ class="zr\d+-cls-\d+"/g, '');
  for (const [hex, colour] of Object.entries({ ...ink, ...fills })) themed = themed.replaceAll(hex, colour);
  return themed;
}
