// Data as large as the country, or a part of it: the same seed makes the same rows. The figures of movements go into the
// service's tables and the read model alike; honours into the read model, which alone is asked for them.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import '../tests/support/typescript.mjs';

const { nameKey, searchKey, sortParts } = await import('../libs/names/src/names.ts');

/** At scale 1. */
const HOUSEHOLDS = 27_000_000;
const FAMILIES_OF_A_YEAR = 19_000_000;
/** Of the three other titles over five years. */
const OTHERS = 1_080_000;
const HONOURS = 2_000_000;

export const PERIODS = ['2021', '2022', '2023', '2024', '2025'];
export const MOVEMENT = 'BENCH';
export const TITLES = ['LEARNING_FAMILY', 'LEARNING_CLAN', 'LEARNING_COMMUNITY', 'LEARNING_UNIT'];
/** Below this scale figures are those of the last year: a bench of minutes says them all once more. */
const WHOLE_HISTORY_SCALE = 0.1;
/** Whether there are figures of earlier years. */
export const hasHistory = (scale, withRosters) => scale >= WHOLE_HISTORY_SCALE || !withRosters;
const CHUNK_BYTES = 1 << 18;
const OLD_MAP_MS = 300_000;

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = (text) => text.split(' ');
/** The most frequent come first, and are drawn more often. */
const families = words(
  'Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Lò Quàng Lường Tòng Vàng Giàng Sùng Mùa Cà Thào Điêu Đinh Đoàn Trịnh Mai Tô Hà Lâm Cao Chu Tạ Thái Phùng Vương Quách Lương',
);
const middles = words(
  'Văn Thị Minh Đức Hữu Ngọc Thanh Quang Xuân Thu Hồng Anh Công Đình Thế Gia Bảo Khánh Mạnh Tuấn Kim Mỹ Phương Thúy A Duy Nhật Hải Trọng Quốc',
);
const givens = words(
  'Anh Hà Hương Lan Hoa Mai Linh Trang Thảo Hiền Nga Dung Hòa Thủy Tâm Yến Loan Phượng Oanh Khoẻ Nhung Vân Huyền Quỳnh Ngân My Chi Ly Dũng Hùng Cường Tuấn Sơn Hải Long Nam Bình Phúc Lộc Thắng Toàn Trung Kiên Khoa Việt Duy Đạt Tùng Quân Páo Dế Chư Sính Nếnh Xuyến Ơn Ước Thơ Quý Đông Thịnh Vinh Khánh Tú Hưng Lâm Bách Phong Nghĩa Hiếu',
);
const often = (list, random) => list[Math.floor(random() ** 1.7 * list.length)];
export const nameOf = (random) =>
  [
    often(families, random),
    often(middles, random),
    ...(random() < 0.35 ? [often(middles, random)] : []),
    often(givens, random),
  ].join(' ');

const hex = (random, digits) => {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
};
const uuid = (random) => {
  const h = hex(random, 32);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
};
/** A whole number of which the mean is `mean`. */
const about = (mean, random) => Math.floor(mean * (0.8 + 0.4 * random()) + random());

const field = (value) => {
  if (value === null) return '\\N';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c])
    : text;
};

/** COPY into a table; rows are arrays in the order of the columns. */
async function copier(url, table, columns) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const stream = client.query(copyFrom(`copy ${table} (${columns}) from stdin`));
  let chunk = '';
  let rows = 0;
  const flush = async () => {
    const written = stream.write(chunk);
    chunk = '';
    if (!written) await once(stream, 'drain');
  };
  return {
    async row(values) {
      rows++;
      chunk += values.map(field).join('\t') + '\n';
      if (chunk.length > CHUNK_BYTES) await flush();
    },
    async end() {
      await flush();
      stream.end();
      await once(stream, 'finish');
      await client.end();
      return rows;
    },
  };
}

async function ask(url, statement, parameters) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, parameters)).rows;
  } finally {
    await client.end();
  }
}

const exactly = (value) => ({ value, certainty: 'EXACT' });
const decisionOf = (random, authority, unitId, year) => ({
  id: uuid(random),
  number: `${1 + Math.floor(random() * 4000)}/QĐ-${authority === 'COMMUNE_CHAIR' ? 'UBND' : 'SGDĐT'}`,
  signedOn: `${year}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`,
  authority,
  issuerId: unitId,
  signatory: null,
  position: null,
});

/** The units of before come after the start, province by province, and would disturb what is measured. */
async function oldMap(movements, gateway) {
  const one = async (url, statement) => Object.values((await ask(url, statement))[0])[0];
  for (const deadline = Date.now() + OLD_MAP_MS; ; await sleep(500)) {
    const loaded = await one(movements, 'select old_units_loaded from unit_map');
    const [here, there] = [
      await one(movements, 'select count(*) from unit'),
      await one(gateway, 'select count(*) from read_model.unit'),
    ];
    if (loaded && here === there) return;
    if (Date.now() > deadline) throw new Error(`of ${here} units the gateway has ${there}`);
  }
}

/** Replaces what an earlier fill made; rosters are left out where nobody asks for them. Answers how many rows of each there are. */
export async function fill(
  { movements, gateway },
  scale,
  { seed = 7, withRosters = true, log = () => {} } = {},
) {
  const random = randomOf(seed);
  await oldMap(movements, gateway);
  const units = await ask(
    movements,
    `select id, code, parent_id, valid_from::text, valid_to::text from unit where level = 'COMMUNE' order by code, id`,
  );
  // Those of the period's last day: there were three times as many until 30 June 2025.
  const communes = new Map(
    PERIODS.map((period) => [
      period,
      units.filter(
        ({ valid_from, valid_to }) =>
          (valid_from ?? '') <= `${period}-12-31` && (valid_to ?? '9') >= `${period}-12-31`,
      ),
    ]),
  );
  await ask(movements, 'delete from registration; delete from tally; delete from baseline; delete from cell');
  await ask(
    gateway,
    'truncate read_model.registration, read_model.tally, read_model.baseline, read_model.cell, read_model.honour',
  );

  const [{ change }] = await ask(gateway, 'select change_no::int + 1 as change from read_model_change');
  const counts = await figures({ movements, gateway }, scale, random, communes, change, withRosters, log);
  counts.honours = await honours(gateway, scale, random, communes, change, log);
  // A new generation is read whole by every gateway process.
  await ask(gateway, 'update read_model_change set change_no = $1', [change]);
  await ask(gateway, 'update read_model_state set generation = generation + 1');
  for (const table of ['cell', 'registration', 'honour', 'baseline', 'tally', 'unit'])
    await ask(gateway, `vacuum analyze read_model.${table}`);
  return counts;
}

async function figures({ movements, gateway }, scale, random, communes, change, withRosters, log) {
  const ofCell =
    'id, unit_id, title, period, basis, as_of, registered, recognised, baseline, targets, stated, version';
  const ofRegistration =
    'id, unit_id, title, period, movement, key, name, status, registered_at, by_recognition, decision, reason, version';
  const ofBaseline =
    'id, unit_id, title, period, as_of, value, certainty, origin, source_document, final, recorded_at, version';
  const ofTally =
    'id, unit_id, title, period, movement, as_of, registered, recognised, stated, source, status, reason, reported_at, version';
  // The cells first: registrations refer to them.
  const cells = await copier(movements, 'cell', ofCell);
  const cellsRead = await copier(gateway, 'read_model.cell', `${ofCell}, change_no`);
  const both = async (table, columns) => {
    const [one, other] = [
      await copier(movements, table, columns),
      await copier(gateway, `read_model.${table}`, columns),
    ];
    return {
      row: (values) => Promise.all([one.row(values), other.row(values)]),
      end: async () => (await one.end(), other.end()),
    };
  };
  const baselines = await both('baseline', ofBaseline);
  const tallies = await both('tally', ofTally);
  const rosters = [];
  for (const period of hasHistory(scale, withRosters) ? PERIODS : PERIODS.slice(-1))
    for (const commune of communes.get(period))
      for (const title of TITLES) {
        const part = scale / communes.get(period).length;
        const family = title === 'LEARNING_FAMILY';
        const base = Math.max(1, about((family ? HOUSEHOLDS : OTHERS / 3 / 5 / 0.7) * part, random));
        const registered = Math.min(base, about((family ? FAMILIES_OF_A_YEAR : OTHERS / 15) * part, random));
        const recognised = Math.floor(registered * (0.7 + 0.25 * random()));
        // Families of one year alone are registered by name.
        const basis = registered === 0 ? null : family && period !== '2025' ? 'TALLY' : 'ROSTER';
        const asOf = basis && `${period}-11-30`;
        const baseline = {
          ...exactly(base),
          origin: 'PUBLISHED',
          asOf: `${period}-01-01`,
          sourceDocument: 'Niên giám thống kê',
          final: false,
        };
        const numbers = basis ? [exactly(registered), exactly(recognised)] : [null, null];
        const id = uuid(random);
        const cell = [id, commune.id, title, period, basis, asOf, ...numbers, baseline, [], [], 2];
        await cells.row(cell);
        await cellsRead.row([...cell, change]);
        if (basis === 'ROSTER') rosters.push({ id, commune, title, period, registered, recognised });
        await baselines.row([
          uuid(random),
          commune.id,
          title,
          period,
          baseline.asOf,
          base,
          'EXACT',
          'PUBLISHED',
          baseline.sourceDocument,
          false,
          `${period}-01-02T00:00:00Z`,
          1,
        ]);
        if (basis === 'TALLY')
          await tallies.row([
            uuid(random),
            commune.id,
            title,
            period,
            MOVEMENT,
            asOf,
            ...numbers,
            [],
            'Báo cáo của xã',
            'CURRENT',
            null,
            `${period}-12-01T00:00:00Z`,
            1,
          ]);
      }
  const counts = { cells: await cells.end() };
  await cellsRead.end();
  counts.baselines = await baselines.end();
  counts.tallies = await tallies.end();
  log(`${counts.cells} cells`);
  if (!withRosters) return counts;

  const truth = await copier(movements, 'registration', `${ofRegistration}, cell_id, key_digest`);
  const read = await copier(gateway, 'read_model.registration', ofRegistration);
  for (const { id, commune, title, period, registered, recognised } of rosters) {
    const decision = {
      number: `${Math.floor(random() * 900)}/QĐ-UBND`,
      signedOn: `${period}-11-20`,
      authority: 'COMMUNE_CHAIR',
      issuer: commune.code,
    };
    for (let n = 0; n < registered; n++) {
      const family = title === 'LEARNING_FAMILY';
      const key = family ? null : `${title} ${n}`;
      const row = [
        uuid(random),
        commune.id,
        title,
        period,
        MOVEMENT,
        key,
        family
          ? nameOf(random)
          : `${title === 'LEARNING_CLAN' ? 'Dòng họ' : 'Tập thể'} ${often(families, random)} ${n}`,
        n < recognised ? 'RECOGNISED' : 'REGISTERED',
        `${period}-03-01T00:00:00Z`,
        false,
        n < recognised ? decision : null,
        null,
        n < recognised ? 2 : 1,
      ];
      await truth.row([...row, id, key ? key.toUpperCase() : hex(random, 64)]);
      await read.row(row);
    }
  }
  counts.registrations = await truth.end();
  await read.end();
  log(`${counts.registrations} registrations`);
  return counts;
}

const FORMS = [
  'HUAN_CHUONG',
  'HUY_CHUONG',
  'DANH_HIEU_VINH_DU_NHA_NUOC',
  'GIAI_THUONG_NHA_NUOC',
  'KY_NIEM_CHUONG',
  'BANG_KHEN',
  'GIAY_KHEN',
];
/** What is given how often by whom; precedence as in the contracts. */
const KINDS = [
  { part: 0.5, kind: 'COMMENDATION', kindOrder: 0, form: 'GIAY_KHEN', authority: 'COMMUNE_CHAIR' },
  { part: 0.3, kind: 'COMMENDATION', kindOrder: 0, form: 'GIAY_KHEN', authority: 'DEPARTMENT_DIRECTOR' },
  { part: 0.15, kind: 'COMMENDATION', kindOrder: 0, form: 'BANG_KHEN', authority: 'PROVINCIAL_CHAIR' },
  { part: 0.05, kind: 'COMMENDATION', kindOrder: 0, form: 'BANG_KHEN', authority: 'MINISTER' },
];

async function honours(gateway, scale, random, communes, change, log) {
  const { precedenceOf } = await import('../libs/contracts/src/index.ts');
  const columns =
    'id, listed, kind, unit_id, period, subject_kind, form, authority, precedence, kind_order, own_order, subject_order, newest_first, given, middle, family, search_text, name_text, line, version, change_no';
  const table = await copier(gateway, 'read_model.honour', columns);
  const decisions = new Map();
  const total = Math.round(HONOURS * scale);
  for (let n = 0; n < total; n++) {
    const period = PERIODS[Math.floor(random() * PERIODS.length)];
    const ofPeriod = communes.get(period);
    const commune = ofPeriod[Math.floor(random() * ofPeriod.length)];
    let drawn = random();
    const given = KINDS.find(({ part }) => (drawn -= part) < 0) ?? KINDS[0];
    const issuer = given.authority === 'COMMUNE_CHAIR' ? commune.id : commune.parent_id;
    // A few decisions of each office a year.
    const which = `${issuer} ${given.authority} ${period} ${Math.floor(random() * (given.authority === 'COMMUNE_CHAIR' ? 2 : 12))}`;
    const decision = decisions.get(which) ?? decisionOf(random, given.authority, issuer, period);
    decisions.set(which, decision);
    const individual = random() < 0.85;
    const name = individual ? nameOf(random) : `Trường Tiểu học ${nameOf(random)}`;
    const parts = individual ? sortParts(name) : { given: name, middle: '', family: '' };
    const line = {
      name,
      position: individual ? 'Giáo viên' : null,
      posthumous: false,
      members: [],
      rank: null,
      achievement: 'Thành tích xuất sắc trong phong trào xây dựng xã hội học tập',
      decision,
      awardedOn: decision.signedOn,
    };
    await table.row([
      uuid(random),
      true,
      given.kind,
      commune.id,
      period,
      individual ? 'INDIVIDUAL' : 'COLLECTIVE',
      given.form,
      given.authority,
      precedenceOf[given.authority],
      given.kindOrder,
      FORMS.indexOf(given.form),
      individual ? 2 : 0,
      -Math.floor(Date.parse(decision.signedOn) / 86_400_000),
      parts.given,
      parts.middle,
      parts.family,
      searchKey(name),
      nameKey(name),
      line,
      2,
      change,
    ]);
  }
  const rows = await table.end();
  log(`${rows} honours`);
  return rows;
}
