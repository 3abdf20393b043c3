// npm run bench -- --scale 0.01 [--only reading] [--seconds 3] [--seed 7]
//
// Fills the house with a part of the country (scale 1: all of it), measures every goal and, beside it in the same run,
// three peers that answer the same questions from tables rolled up for them. Several scales with commas: the growth
// from the first to the last is told. Only the ratios and the medians are claims: the machine is whatever it is.
// --only reading: without rosters, which nobody asks for, and without the measurements of writing.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.01' },
    seconds: { type: 'string', default: '2' },
    seed: { type: 'string', default: '7' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const scales = values.scale.split(',').map(Number);
const seconds = Number(values.seconds);
const readingAlone = values.only === 'reading';
if (
  !scales.every((scale) => scale > 0 && scale <= 1) ||
  !(seconds >= 1) ||
  (values.only !== undefined && !readingAlone)
) {
  console.error(
    'Usage: npm run bench -- [--scale 0.01[,0.1]] [--only reading] [--seconds 2] [--seed 7] [--json FILE]',
  );
  process.exit(2);
}
await import('./install.mjs');
const { startHouse } = await import('./house.mjs');
const { fill, hasHistory } = await import('./data.mjs');
const { number } = await import('./measure.mjs');
const { peers, throughTime } = await import('./questions.mjs');
const { measureDeepPages, measureFirst, measureReading, withPeers } = await import('./reading.mjs');
const { launchMovement, measureWriting } = await import('./writing.mjs');

const kinds = ['Q1', 'Q2', 'Q3', 'Q4'];
/** Goals of the product, by the names of the figures. Ratios are to PostGraphile, CPU in ms a computed request. */
const goals = {
  Q1: { computed: 10_000, repeated: 25_000, ratios: [5, 12], cpuMs: 0.15, growth: 1.3 },
  Q2: { computed: 400, repeated: 6_000, ratios: [4, 50], cpuMs: 3, growth: 1.3 },
  Q3: { computed: 2_200, repeated: 15_000, ratios: [3, 3], cpuMs: 0.6, growth: 1.5 },
  Q4: { computed: 1_000, repeated: 1_000, ratios: [15, 15], cpuMs: 1, growth: 5 },
};

const startedAt = Date.now();
const log = (line) => console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);
const table = [];
const tell = (what, figure, goal = '', ratio = '') => table.push({ what, figure, goal, ratio });

const lineOf = ({ perSecond, p50, p99, cpuMs, bytes }) =>
  `${number(perSecond)}/s, p50 ${p50} p99 ${p99} ms${cpuMs === null ? '' : `, CPU ${cpuMs.toFixed(2)} ms`}, ${(bytes / 1000).toFixed(1)} kB`;

function tellReading(ours) {
  for (const kind of kinds) {
    const { computed, repeated, compressed, ...theirs } = ours[kind];
    const goal = goals[kind];
    const beside = (figure) =>
      Object.entries(theirs)
        .map(([name, { perSecond }]) => `${number(figure.perSecond / perSecond)} x ${name}`)
        .join(', ');
    const goalOf = (rate, ratio, cpu) =>
      `${number(rate)}/s, ${ratio} x PostGraphile${cpu ? `, CPU ${cpu} ms` : ''}`;
    tell(
      `${kind} computed`,
      lineOf(computed),
      goalOf(goal.computed, goal.ratios[0], goal.cpuMs),
      beside(computed),
    );
    tell(`${kind} repeated`, lineOf(repeated), goalOf(goal.repeated, goal.ratios[1]), beside(repeated));
    if (compressed) tell(`${kind} repeated, gzip`, lineOf(compressed), '', beside(compressed));
  }
  for (const name of Object.keys(peers)) {
    const of = (kind) => ours[kind][name];
    tell(name, kinds.map((kind) => `${kind} ${lineOf(of(kind))}`).join('; '));
  }
}

const all = [];
const house = await startHouse();
try {
  log('the house is ready');
  await launchMovement(house);
  for (const [index, scale] of scales.entries()) {
    const counts = await fill(
      { movements: house.owners.movements, gateway: house.databases.gateway },
      scale,
      { seed: Number(values.seed), withRosters: !readingAlone, log },
    );
    const first = await measureFirst(house, { log });
    const last = index === scales.length - 1;
    const read = (beside) => measureReading(house, { seconds, log, beside });
    const reading = last ? await withPeers(house, read) : await read({});
    const deep = await measureDeepPages(house, { seconds });
    const past =
      last && hasHistory(scale, !readingAlone)
        ? await measureReading(house, { seconds, log, asked: throughTime, computedAlone: true })
        : {};
    const memory = house.memoryMb('gateway');
    const writing = last && !readingAlone ? await measureWriting(house, { seconds, log }) : [];
    all.push({ scale, counts, first, reading, deep, past, memory, writing });
  }
  const { first, reading, deep, past, memory, writing, counts } = all.at(-1);
  tellReading(reading);
  tell('Q3 asked for the first time', first);
  for (const [kind, { computed }] of Object.entries(past))
    tell(
      kind,
      `computed ${lineOf(computed)}`,
      kind.includes('AS_IS') ? `as ${kind.slice(0, 2)}` : '',
      `${number(computed.perSecond / reading[kind.slice(0, 2)].computed.perSecond)} x ${kind.slice(0, 2)} computed`,
    );
  if (deep)
    tell(
      'page 60 against page 1',
      `${deep.ratio.toFixed(2)} x (p50), ${deep.rate.toFixed(2)} x (rate)`,
      '1.5 x',
    );
  for (const { what, figure, goal, ratio } of writing) tell(what, figure, goal, ratio);
  tell('gateway memory after the reading', `${Math.round(memory)} MB`, 'at scale 1: 300 MB');
  for (const kind of all.length > 1 ? kinds : [])
    tell(
      `${kind} growth ${scales[0]} to ${scales.at(-1)}`,
      `${(all[0].reading[kind].computed.perSecond / reading[kind].computed.perSecond).toFixed(2)} x`,
      `0.01 to 1: ${goals[kind].growth} x`,
    );

  console.log(
    `\nScale ${scales.join(', ')}; seed ${values.seed}; ${Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  );
  console.log(
    `${cpus().length} x ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; load generator on the same machine\n`,
  );
  const width = (key) => Math.max(...table.map((row) => row[key].length), key.length);
  const columns = ['what', 'figure', 'goal', 'ratio'];
  for (const row of [Object.fromEntries(columns.map((key) => [key, key])), ...table])
    console.log(
      columns
        .map((key) => row[key].padEnd(key === 'ratio' ? 0 : width(key)))
        .join('  ')
        .trimEnd(),
    );
  if (values.json)
    writeFileSync(values.json, JSON.stringify({ at: new Date().toISOString(), values, all }, null, 1));
  log('done');
} finally {
  await house.stop();
}
