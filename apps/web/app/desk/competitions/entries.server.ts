import type { ResultOf } from 'gql.tada';
import type { RouterContextProvider } from 'react-router';
import type { InputOf } from '../../graphql.js';
import type { Speech } from '../../words.js';
import { askAs } from '../change.server.js';
import { bareName, dayOf, namesOf, type PastedRow } from '../paste.js';
import { DeskEntries } from './documents.js';

export type EntryInput = InputOf<'EntryInput'>;
export type EntryNode = ResultOf<typeof DeskEntries>['entries']['nodes'][number];
export const entryHeadings = [
  ['ma', 'code'],
  ['ten', 'du an', 'de tai', 'title'],
  ['linh vuc', 'field'],
  ['truong', 'don vi', 'unit', 'school'],
  ['thanh vien', 'hoc sinh', 'members'],
  ['huong dan', 'nguoi huong dan', 'giao vien', 'supervisors'],
] as const;

/** Most pages of 100 entries of one competition. */
const MOST_PAGES = 10;
export async function allEntries(
  context: Readonly<RouterContextProvider>,
  competition: string,
): Promise<EntryNode[]> {
  const nodes: EntryNode[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { entries }: ResultOf<typeof DeskEntries> = await askAs(context, DeskEntries, {
      competition,
      after,
    });
    nodes.push(...entries.nodes);
    if (!entries.pageInfo.hasNextPage) break;
    after = entries.pageInfo.endCursor;
  }
  return nodes;
}

/** 'Lò Văn A (01/02/2008)' is a name and a birth date; undefined: the date is none. */
export function memberOf(text: string): { name: string; birthDate: string | null } | undefined {
  const [, name = text, date = ''] = /^(.*?)\s*[(\t]\s*([\d/.-]+)\)?$/.exec(text) ?? [];
  const birthDate = dayOf(date);
  return birthDate === undefined ? undefined : { name: name.trim(), birthDate };
}

/** An entry as it was pasted, and what would be refused about it; `there`: what is entered already. */
export function entryOf(
  { line, cells: [code = '', title = '', field = '', unit = '', members = '', supervisors = ''] }: PastedRow,
  { t }: Speech,
  there: readonly EntryNode[],
  maxMembers: number | null,
): { line: number; entry: EntryInput; refused: string | null; note: string | null } {
  const people = namesOf(members).map(memberOf);
  const entry: EntryInput = {
    code,
    title: title || null,
    field: field || null,
    unit,
    kind: 'PROJECT',
    members: people.filter((one) => one !== undefined),
    supervisors: namesOf(supervisors),
  };
  const entered = there.filter(({ status }) => status === 'ENTERED');
  const known = new Set(entered.flatMap((one) => one.members.map(bareName)));
  const refused = !code
    ? t('staff.competitions.need.code')
    : !title
      ? t('staff.competitions.needTitle')
      : !unit
        ? t('staff.competitions.needUnit')
        : people.length === 0
          ? t('staff.competitions.needMembers')
          : people.includes(undefined)
            ? t('staff.competitions.badBirthDate')
            : maxMembers !== null && people.length > maxMembers
              ? t('staff.competitions.tooManyMembers', { most: maxMembers })
              : there.some((one) => one.code === code)
                ? t('staff.competitions.entryThere', { code })
                : null;
  const same = entry.members.find(({ name }) => known.has(bareName(name)));
  const note = same && !refused ? t('staff.competitions.sameStudent', { name: same.name }) : null;
  return { line, entry, refused, note };
}
