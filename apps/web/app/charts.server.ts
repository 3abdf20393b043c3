import { BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { gapOf, rateKinds, rateOf, statedOf } from './figures.js';
import type { RateRow } from './documents.js';
import type { Speech } from './words.js';

echarts.use([BarChart, ScatterChart, GridComponent, SVGRenderer]);

/** Colours that stand for those of the page, so that one drawing serves light and dark. */
const ink = { '#010101': 'var(--ink)', '#020202': 'var(--ink-soft)', '#030303': 'var(--rule)' };
const fills = { '#040404': 'var(--registered)', '#050505': 'var(--recognised)', '#060606': 'var(--target)', '#070707': 'var(--stated)' };
const LINE = 46;

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
  const { t, nameOf, percent } = speech;
  const lanes = rows.flatMap((row) =>
    rateKinds.map((of) => {
      const computed = rateOf(row, of).percent;
      const stated = computed === null ? (statedOf(row, of)?.percent ?? null) : null;
      const value = computed ?? (stated === null ? null : Number(stated.replace(',', '.')));
      const target = row.targets.find((one) => one.of === of)?.percent ?? null;
      const figure =
        computed !== null
          ? percent(computed)
          : value !== null
            ? t('chart.stated', { percent: percent(value) })
            : t(`gap.${gapOf(row, of)}`);
      const name = `${nameOf(row.title)}, ${t(`kind.${of}`)}`;
      return { name, figure, value, target, of, stated: computed === null };
    }),
  );
  const draw = (width: number) => {
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height: lanes.length * LINE + 26 });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', fontSize: 14 },
      grid: { left: 4, right: 12, top: 4, bottom: 22 },
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
          data: lanes.map(({ value, of, stated, name, figure, target }) => ({
            value: value ?? 0,
            itemStyle: {
              color: stated ? '#070707' : of === 'RECOGNISED' ? '#050505' : '#040404',
              borderRadius: [0, 2, 2, 0],
            },
            label: {
              show: true,
              position: [0, -19],
              color: '#010101',
              rich: { b: { fontWeight: 700, color: '#010101' }, t: { color: '#020202' } },
              formatter: `${name}: {b|${figure}}${target === null ? '' : `{t|  ·  ${t('chart.target', { percent: percent(target) })}}`}`,
            },
          })),
        },
        {
          type: 'scatter',
          silent: true,
          symbol: 'rect',
          symbolSize: [4, 24],
          itemStyle: { color: '#060606', opacity: 1 },
          data: lanes.flatMap(({ target }, index) => (target === null ? [] : [[target, index]])),
        },
      ],
    });
    const svg = chart.renderToSVGString();
    chart.dispose();
    return themed(svg);
  };
  const words = lanes
    .map(
      ({ name, figure, target }) =>
        `${name}: ${figure}${target === null ? '' : ` (${t('chart.target', { percent: percent(target) })})`}`,
    )
    .join('; ');
  return { narrow: draw(328), wide: draw(720), words };
}

/** The page's own colours and type; the words of a drawing stand beside it, so readers of screens skip it. */
function themed(svg: string): string {
  let themed = svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
    .replace(/(<svg[^>]*?) width="(\d+)" height="(\d+)"/, '$1 viewBox="0 0 $2 $3"')
    .replaceAll('font-family:inherit;', '');
  for (const [hex, colour] of Object.entries({ ...ink, ...fills })) themed = themed.replaceAll(hex, colour);
  return themed;
}
