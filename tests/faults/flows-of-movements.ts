// What commune and department staff enter: rosters, tallies, baselines, targets, movements, units.
import { MOVEMENT, PERIOD, ROSTER, TALLY, decision, pick, title, type Flow } from './flow.js';

export const rosters: Flow = async ({ step, random, communes, unique }) => {
  const cell = { title: ROSTER, period: PERIOD, unit: pick(random, communes) };
  const keys = Array.from({ length: 1 + Math.floor(random() * 4) }, () => unique('dòng họ'));
  const via = random() < 0.5 ? 'graphql' : 'command';
  const subjects = keys.map((key) => ({ key, name: key }));
  await step('movements', 'RegisterSubjects', { movement: MOVEMENT, ...cell, subjects }, { via });
  const [first = '', ...others] = keys;
  await step(
    'movements',
    'RecogniseSubjects',
    { movement: MOVEMENT, ...cell, keys: [first], decision: decision(unique('QĐ')) },
    { via },
  );
  if (others.length > 0)
    await step('movements', 'WithdrawSubjects', { ...cell, keys: others.slice(0, 1), reason: 'Chuyển đi' });
  if (random() < 0.5)
    await step('movements', 'RevokeRecognition', { ...cell, keys: [first], reason: 'Nhầm người' });
};

export const tallies: Flow = async ({ step, random, communes, unique }) => {
  const cell = { title: TALLY, period: PERIOD, unit: pick(random, communes) };
  for (let n = 0; n < 3; n++)
    await step(
      'movements',
      'ReportTally',
      {
        movement: MOVEMENT,
        ...cell,
        registered: { value: 100 + Math.floor(random() * 5_000) },
        recognised: { value: Math.floor(random() * 100) },
        source: unique('Báo cáo'),
      },
      { via: n === 0 ? 'graphql' : 'command' },
    );
};

/** At communes of its own title, since another person's tally may be gone by then. */
export const figures: Flow = async ({ step, random, communes, unique }) => {
  await step('movements', 'SetTargets', {
    unit: pick(random, communes),
    period: PERIOD,
    source: unique('Kế hoạch'),
    targets: [{ title: ROSTER, percent: 50 + Math.floor(random() * 50), of: 'REGISTERED' }],
  });
  await step('movements', 'RecordBaselines', {
    title: pick(random, [ROSTER, TALLY]),
    period: PERIOD,
    asOf: '2025-06-30',
    sourceDocument: unique('Báo cáo'),
    baselines: [{ unit: pick(random, communes), value: { value: 20_000 + Math.floor(random() * 5_000) } }],
  });
};

export const movements: Flow = async ({ step, communes, random, unique }) => {
  const code = unique('PT')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '-');
  const of = `T${code.replace(/-/g, '_')}`.slice(0, 40);
  await step('movements', 'DraftMovement', {
    code,
    name: code,
    launchingAuthority: 'DEPARTMENT_DIRECTOR',
    launchedBy: '11',
    startsOn: '2025-01-01',
    titles: [title(of)],
  });
  await step('movements', 'LaunchMovement', { code });
  const [unit, other] = random() < 0.5 ? communes : [...communes].reverse();
  const cell = { title: of, period: PERIOD, unit };
  // Refused after its cell was made: nothing of it may stay.
  const twice = { key: 'hai lần', name: 'Hai lần' };
  const refused = { movement: code, ...cell, unit: other, subjects: [twice, twice] };
  await step('movements', 'RegisterSubjects', refused, { refused: true });
  await step('movements', 'ReportTally', { movement: code, ...cell, registered: { value: 9 }, source: 's' });
  await step('movements', 'ApproveReport', cell);
  await step('movements', 'WithdrawTally', { ...cell, reason: 'Báo nhầm' });
  await step('movements', 'CloseMovement', { code });
  await step('movements', 'ReopenMovement', { code, reason: 'Gia hạn' });
};

export const institutions: Flow = async ({ step, unique }) => {
  const code = unique('TH')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '-');
  await step('movements', 'RegisterInstitutions', {
    institutions: [{ code, name: `Trường ${code}`, parent: '11', kind: 'PRIMARY' }],
  });
};

let communesMade = 0;
/** The map itself changes, in a province whose rates nobody asks for. */
export const map: Flow = async ({ step, unique }) => {
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => String(90_000 + communesMade++));
  const named = (code: string | undefined) => ({ code, name: unique('Xã') });
  const on = (day: number) => ({ on: `2025-08-0${day}`, document: 'Nghị quyết' });
  for (const one of [a, b])
    await step('movements', 'CreateUnit', { ...named(one), level: 'COMMUNE', parent: '01', ...on(1) });
  await step('movements', 'RenameUnit', { unit: a, name: unique('Phường'), ...on(2) });
  await step('movements', 'MergeUnits', { units: [a, b], into: named(c), ...on(3) });
  await step('movements', 'SplitUnit', { unit: c, into: [named(d), named(e)], ...on(4) });
  await step('movements', 'MoveUnit', { unit: d, parent: '79', ...on(5) });
  await step('movements', 'CloseUnit', { unit: e, ...on(6) });
};
