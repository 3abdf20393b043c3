// npm run bench:imports -- [--rows 20000] [--megabytes 2] [--format xlsx] [--dry] [--seed 7]
//
// Sends one file of subjects as a person does and tells how many rows a second are rehearsed and recorded, the greatest
// memory of the gateway meanwhile, and the slowest answer that it gave to a probe of its health. `--megabytes` fills a
// column that nobody reads until the file is about as large; `--dry` ends after the rehearsal.
import { Buffer } from 'node:buffer';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeXlsxStream } from 'hucre/xlsx';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000' },
    megabytes: { type: 'string', default: '0' },
    format: { type: 'string', default: 'xlsx' },
    dry: { type: 'boolean', default: false },
    seed: { type: 'string', default: '7' },
  },
});
const count = Number(values.rows);
await import('./install.mjs');
const { default: pg } = await import('pg');
const { startHouse } = await import('./house.mjs');
const { MOVEMENT, nameOf, randomOf } = await import('./data.mjs');
const { ask, launchMovement } = await import('./writing.mjs');

const COMMUNES = 20;
const PROBED_EVERY_MS = 20;
const headers = ['Mã xã', 'Số sổ hộ khẩu', 'Họ tên chủ hộ', 'Ghi chú'];

/** Rows commune by commune; notes of hexadecimal digits, of which a workbook packs two into a byte. */
function* rowsFor(communes) {
  const random = randomOf(Number(values.seed));
  const digits = Math.max(
    0,
    Math.round((Number(values.megabytes) * 1e6) / count) - (values.format === 'csv' ? 45 : 40),
  );
  const noteLength = values.format === 'csv' ? digits : Math.round(digits * 1.75);
  for (let index = 0; index < count; index++) {
    const commune = communes[Math.floor((index * communes.length) / count)];
    let note = '';
    while (note.length < noteLength) note += Math.floor(random() * 2 ** 32).toString(16);
    yield [commune, `HK-${index}`, nameOf(random), note.slice(0, noteLength)];
  }
}

async function fileFor(communes) {
  if (values.format === 'csv') {
    let text = `\ufeff${headers.join(',')}\r\n`;
    for (const row of rowsFor(communes)) text += `${row.join(',')}\r\n`;
    return Buffer.from(text);
  }
  const chunks = [];
  const rows = (async function* () {
    yield* rowsFor(communes);
  })();
  const columns = headers.map((header) => ({ header }));
  for await (const chunk of writeXlsxStream(rows, { name: 'Danh sách', columns })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Asks for the health of the gateway over and over; answers the milliseconds of each answer when it is stopped. */
function probe(url) {
  const took = [];
  let stopped = false;
  const probing = (async () => {
    while (!stopped) {
      const askedAt = performance.now();
      const { status } = await fetch(`${url}/health/live`);
      if (status !== 200) throw new Error(`the gateway answered ${status}`);
      took.push(performance.now() - askedAt);
      await sleep(PROBED_EVERY_MS);
    }
    return took.sort((a, b) => a - b);
  })();
  probing.catch(() => undefined);
  return () => {
    stopped = true;
    return probing;
  };
}

const number = (value) => Math.round(value).toLocaleString('en');

async function measureImport(house) {
  await launchMovement(house);
  const database = new pg.Client(house.databases.gateway);
  await database.connect();
  const { rows: units } = await database.query(
    `select code from read_model.unit where level = 'COMMUNE' and valid_to is null order by code limit ${COMMUNES}`,
  );
  await database.end();
  const body = await fileFor(units.map(({ code }) => code));
  const authorization = await house.authorization();
  const call = async (method, path, more = {}) => {
    const response = await fetch(`${house.url}/imports${path}`, {
      method,
      ...more,
      headers: { authorization, ...(more.body && { 'content-type': 'application/octet-stream' }) },
    });
    const told = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(told)}`);
    return told;
  };
  const question = `query ($id: ID!) { imports(id: $id) { nodes { status rows ready refused done fault { code } } } }`;
  /** Milliseconds at which each status was first seen, and how it ended. */
  const followed = async (id, startedAt) => {
    const seen = {};
    for (;;) {
      const { imports } = await ask(house, question, { id }, { authorization });
      const [told] = imports.nodes;
      seen[told.status] ??= performance.now() - startedAt;
      if (!['READING', 'CHECKING', 'RUNNING'].includes(told.status)) return { told, seen };
      await sleep(50);
    }
  };
  const phase = (what, milliseconds) =>
    console.log(
      `${what.padEnd(10)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${number((count * 1000) / milliseconds)} rows/s`,
    );

  await sleep(3_000);
  const before = house.memoryMb('gateway');
  house.forgetPeak('gateway');
  const stopProbing = probe(house.url);
  let startedAt = performance.now();
  const parameters = { kind: 'SUBJECTS', movement: MOVEMENT, title: 'LEARNING_FAMILY', period: '2025' };
  const { id } = await call('POST', `?${new URLSearchParams(parameters)}`, { body, duplex: 'half' });
  const sent = performance.now() - startedAt;
  const { told, seen } = await followed(id, startedAt);
  if (told.status !== 'CHECKED' || told.ready !== count) throw new Error(JSON.stringify(told));
  console.log(
    `${values.format}, ${number(count)} rows, ${(body.length / 1e6).toFixed(1)} MB, ${units.length} communes`,
  );
  phase('sent', sent);
  phase('read', seen.CHECKING - sent);
  phase('rehearsed', seen.CHECKED - seen.CHECKING);
  if (!values.dry) {
    startedAt = performance.now();
    await call('POST', `/${id}/run`);
    const ran = await followed(id, startedAt);
    if (ran.told.done !== count) throw new Error(JSON.stringify(ran.told));
    phase('recorded', ran.seen.DONE);
  }
  const took = await stopProbing();
  console.log(`gateway    ${number(before)} MB before, ${number(house.peakMb('gateway'))} MB at most`);
  console.log(
    `health     ${took.length} probes, p99 ${number(took[Math.floor(took.length * 0.99)])} ms, slowest ${number(took.at(-1))} ms`,
  );
}

const house = await startHouse();
try {
  await measureImport(house);
  console.log(
    `${cpus().length} x ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
} finally {
  await house.stop();
}
