import { CodedError } from '@app/platform';
import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

export const MOST_PER_PAGE = 100;
const DEFAULT_PER_PAGE = 50;

/** `first` as asked, at most 100; an explicit null is 50; what is no count is BAD_USER_INPUT. */
export function pageSize(first: number | null): number {
  if (first === null) return DEFAULT_PER_PAGE;
  if (first < 0) throw new CodedError('BAD_USER_INPUT', 'first must not be negative', 'first');
  return Math.min(first, MOST_PER_PAGE);
}

/** A cursor carries the sort keys of the last row, so that any page costs the same. */
export const cursorOf = (keys: readonly string[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** The keys of a cursor of ours; anything else is BAD_USER_INPUT. */
export function keysOf(cursor: string | null | undefined, count: number): string[] | null {
  if (!cursor) return null;
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isText = (key: unknown): key is string => typeof key === 'string';
    if (Array.isArray(keys) && keys.length === count && keys.every(isText)) return keys;
  } catch {
    // Told below.
  }
  throw notACursor();
}
const notACursor = () => new CodedError('BAD_USER_INPUT', 'after is not a cursor of this list', 'after');

export interface Page<Node> {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

/** A page from rows of which one more than asked was read. */
export function pageOf<Row, Node>(
  rows: Row[],
  size: number,
  totalCount: number,
  cursor: (row: Row) => string,
  node: (row: Row) => Node,
): Page<Node> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    nodes: shown.map(node),
    pageInfo: { hasNextPage: rows.length > size, endCursor: last ? cursor(last) : null },
    totalCount,
  };
}

const vietnamese = new Intl.Collator('vi');
const inOrder = (a: readonly string[], b: readonly string[]): number => {
  for (const [index, key] of a.entries()) {
    const other = b[index] ?? '';
    const order = vietnamese.compare(key, other) || Number(key > other) - Number(key < other);
    if (order !== 0) return order;
  }
  return 0;
};

/** A page of rows in memory, in the Vietnamese order of their keys. `order` are keys that are unique together. */
export function pageInMemory<Row, Node>(
  rows: Row[],
  order: ((row: Row) => string)[],
  first: number | null,
  after: string | null | undefined,
  node: (row: Row) => Node,
): Page<Node> {
  const size = pageSize(first);
  const sorted = rows
    .map((row) => ({ row, keys: order.map((key) => key(row)) }))
    .sort((a, b) => inOrder(a.keys, b.keys));
  const seen = keysOf(after, order.length);
  const beyond = seen ? sorted.filter(({ keys }) => inOrder(keys, seen) > 0) : sorted;
  return pageOf(
    beyond.slice(0, size + 1),
    size,
    rows.length,
    ({ keys }) => cursorOf(keys),
    ({ row }) => node(row),
  );
}

/** Rows of the read model page by page, with their total, in one statement. `order` are columns that are unique together. */
export interface Listing {
  from: string;
  where: string;
  parameters: unknown[];
  order: string[];
  /** The last of the order first. */
  descending?: boolean;
  /** How many keys of the order an index holds, where it does not hold all of them: a page begins there in the index. */
  indexed?: number;
  /** Whether all rows are counted, which costs more than the page; they are unless it is false. */
  counted?: boolean;
}
interface Queries {
  query<Rows>(statement: string, parameters: unknown[]): Promise<Rows>;
}

export async function list<Node>(
  database: Queries,
  listing: Listing,
  first: number | null,
  after: string | null | undefined,
  node: (row: Record<string, unknown>) => Node,
): Promise<Page<Node>> {
  const [page] = await listOfEach(database, [''], listing, first, after, node);
  return page as Page<Node>;
}

/** The same page of the rows of several parents, in their order and in one statement: `where` may say `parent.key`. */
export async function listOfEach<Node>(
  database: Queries,
  parents: readonly string[],
  { from, where, parameters, order, descending = false, indexed = 0, counted = true }: Listing,
  first: number | null,
  after: string | null | undefined,
  node: (row: Record<string, unknown>, parent: number) => Node,
): Promise<Page<Node>[]> {
  const size = pageSize(first);
  const keys = keysOf(after, order.length);
  const than = descending ? '<' : '>';
  const beyond = (comparison: string, columns: string[]) =>
    `and (${columns.join(', ')}) ${comparison} (${columns.map((_, index) => `$${parameters.length + index + 1}`).join(', ')})`;
  const rest = [
    keys && indexed ? beyond(`${than}=`, order.slice(0, indexed)) : '',
    keys ? beyond(than, order) : '',
  ];
  const sorted = order.map((column) => `${column} ${descending ? 'desc' : 'asc'}`).join(', ');
  const total = counted ? `(select count(*)::int from ${from} where ${where})` : '0';
  const statement = `select ${total} as total,
       coalesce((select json_agg(page) from (
         select * from ${from} where ${where} ${rest.join(' ')} order by ${sorted} limit ${size + 1}) page), '[]') as rows
     from unnest($${parameters.length + (keys?.length ?? 0) + 1}::text[]) with ordinality as parent(key, n) order by n`;
  const answers = await database
    .query<{ total: number; rows: Record<string, unknown>[] }[]>(statement, [
      ...parameters,
      ...(keys ?? []),
      parents,
    ])
    .catch((error: Error & { code?: string }) => {
      // The keys of a cursor that was tampered with do not fit the columns: data exceptions of PostgreSQL.
      throw keys && /^(22|42)/.test(error.code ?? '') ? notACursor() : error;
    });
  const cursor = (row: Record<string, unknown>) => cursorOf(order.map((column) => String(row[column])));
  return answers.map(({ rows, total }, parent) =>
    pageOf(rows, size, total, cursor, (row) => node(row, parent)),
  );
}

/** Whether the answer is asked for the field at the path below this one, through fragments too. */
export function selects(info: GraphQLResolveInfo, ...path: string[]): boolean {
  const within = (set: SelectionSetNode | undefined, [name, ...below]: string[]): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.name.value === name && (below.length === 0 || within(selection.selectionSet, below));
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
      return within(fragment?.selectionSet, [name ?? '', ...below]);
    }) ?? false;
  return info.fieldNodes.some(({ selectionSet }) => within(selectionSet, path));
}
