import type { ResultOf } from 'gql.tada';
import { graphql, Page } from '../../graphql.js';
import { askAs, change } from '../change.server.js';
import { Titles, Told } from '../documents.js';
import { bareKey, bareName, pastedRows, type PastedRow } from '../paste.js';
import { faultsOfRows, Previewing } from '../preview.server.js';
import { cellOf, finish, type Task } from './task.server.js';

/** A page of the roster of a commune. */
export const Roster = graphql(
  `
    query Roster(
      $unit: UnitCode!
      $title: TitleCode!
      $period: Period!
      $status: RegistrationStatus
      $search: String
      $first: Int
      $after: String
    ) {
      roster(
        unit: $unit
        title: $title
        period: $period
        status: $status
        search: $search
        first: $first
        after: $after
      ) {
        nodes {
          id
          key
          name
          status
          registeredAt
          byRecognition
          decisionNumber
          reason
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [Page],
);

const RegisterSubjects = graphql(
  `
    mutation RegisterSubjects($input: RegisterSubjectsInput!) {
      registerSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const headings = [
  ['ma', 'so', 'key', 'ma ho', 'so ho khau'],
  ['ten', 'ho ten', 'ho va ten', 'name'],
] as const;

export async function registerOne(task: Task) {
  const { request, context, sent, speech } = task;
  const { t } = speech;
  const subject = { key: sent.text('key-of-subject'), name: sent.text('name') };
  const faults = [
    ...(subject.key ? [] : [{ field: 'key-of-subject', message: t('staff.roster.needKey') }]),
    ...(subject.name ? [] : [{ field: 'name', message: t('staff.roster.needName') }]),
  ];
  if (faults.length > 0) return sent.failed(faults);
  const input = { ...cellOf(sent), movement: sent.text('movement'), subjects: [subject] };
  const outcome = await change(context, request, RegisterSubjects, { input }, sent.key);
  if ('refused' in outcome)
    return sent.refused(outcome.refused, speech, 'submit', {
      'subjects.0.key': 'key-of-subject',
      'subjects.0.name': 'name',
      'subjects.0': 'key-of-subject',
    });
  throw await finish(task, 'registered', outcome.done);
}

/** Pasted rows are shown first; those that are ticked are registered then, all or none. */
export async function registerMany(task: Task) {
  const { request, context, sent, speech } = task;
  const rows = pastedRows(sent.text('rows'), headings);
  const faults = faultsOfRows(rows, speech);
  if (faults.length > 0) return sent.failed(faults, 'paste');
  const read = await readRows(task, rows);
  const wanted = sent.intent === 'paste' ? null : new Set(sent.all('take'));
  const shown = read.map(({ key, name, ...row }) => ({ ...row, name: name || key, cells: [key, name] }));
  const previewing = new Previewing(sent, 'registerMany', shown, wanted);
  if (!wanted) return previewing.shown();
  const chosen = read.filter(({ line }) => wanted.has(String(line)));
  if (chosen.length === 0)
    return previewing.shown([{ field: 'submit', message: speech.t('staff.form.nothingChosen') }]);
  const subjects = chosen.map(({ key, name }) => ({ key, name }));
  const input = { ...cellOf(sent), movement: sent.text('movement'), subjects };
  const outcome = await change(context, request, RegisterSubjects, { input }, sent.key);
  if ('refused' in outcome) return previewing.refused(outcome.refused, speech, 'subjects', chosen, 'submit');
  throw await finish(task, 'registered', outcome.done);
}

/** Of 100 rows each, that are compared with what was pasted. */
const MOST_PAGES = 20;

/** What can be told beforehand: gaps, keys twice, keys on the roster. Keys of households are secret: their names are only noted. */
async function readRows({ context, sent, speech: { t } }: Task, rows: PastedRow[]) {
  const cell = cellOf(sent);
  const { titles } = await askAs(context, Titles, {});
  const isHousehold = titles.find(({ code }) => code === cell.title)?.subjectKind === 'HOUSEHOLD';
  // As the movements service compares them.
  const bareOf = (key: string) => (isHousehold ? bareKey(key) : key.toLocaleUpperCase('vi'));
  const keys = new Set<string>();
  const names = new Set<string>();
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { roster }: ResultOf<typeof Roster> = await askAs(context, Roster, {
      ...cell,
      first: 100,
      after,
    });
    for (const one of roster.nodes) {
      if (one.status === 'WITHDRAWN') continue;
      if (one.key) keys.add(bareOf(one.key));
      names.add(bareName(one.name));
    }
    if (!roster.pageInfo.hasNextPage) break;
    after = roster.pageInfo.endCursor;
  }
  const seen = new Map<string, number>();
  return rows.map(({ line, cells: [key = '', name = ''] }) => {
    const bare = bareOf(key);
    const before = seen.get(bare);
    seen.set(bare, before ?? line);
    const refused = !bare
      ? t('staff.roster.needKey')
      : !name
        ? t('staff.roster.needName')
        : before !== undefined
          ? t('staff.roster.twice', { line: before })
          : keys.has(bare)
            ? t('staff.roster.there')
            : null;
    const note = !refused && names.has(bareName(name)) ? t('staff.roster.sameName') : null;
    return { line, key, name, refused, note };
  });
}
