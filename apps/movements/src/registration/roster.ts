import { mostSubjects, refuse, type Refusal, type SubjectKind } from '@app/contracts';
import { skips, type CommandContext } from '@app/platform';
import { randomUUIDv7 } from 'node:crypto';
import { Any, Raw, type EntityManager } from 'typeorm';
import type { Cell } from '../figure/cell.js';
import { Registration } from './registration.js';
import { subjectKey } from './subject-key.js';

export interface Subject {
  key: string;
  name: string;
  /** Where its key stands in the input, if the list given here is not that of the input. */
  field?: string;
}

/** NO_SUBJECTS or TOO_MANY_SUBJECTS, before anything is looked up. */
export function refuseCount(
  count: number,
  field: string,
  context: Pick<CommandContext, 'rehearsal'> = {},
): { refusal: Refusal } | null {
  if (count === 0) return refuse('NO_SUBJECTS', field);
  const most = mostSubjects(context);
  return count > most ? refuse('TOO_MANY_SUBJECTS', field, { most, count }) : null;
}

/** New rows for subjects none of which is on the roster, else ALREADY_REGISTERED with the first that is (rule 1), or BAD_KEY, unless the command leaves refused items out. The cell is locked. */
export async function newRegistrations(
  tx: EntityManager,
  cell: Cell,
  subjects: Subject[],
  options: { kind: SubjectKind; secret: string; movement: string; context?: CommandContext },
): Promise<Registration[] | { refusal: Refusal }> {
  const { context } = options;
  const keys = subjects.map(({ key }) => subjectKey(options.kind, key, options.secret));
  const held = await findByDigests(
    tx,
    cell,
    keys.map(({ digest }) => digest),
  );
  const taken = new Set(held.map(({ keyDigest }) => keyDigest));
  const registeredAt = new Date();
  const ids = idsInOrder(subjects.length);
  const rows: Registration[] = [];
  for (const [index, { name, field = `subjects.${index}.key` }] of subjects.entries()) {
    const { digest, clear } = keys[index] as (typeof keys)[number];
    const refused =
      digest === ''
        ? refuse('BAD_KEY', field, { subject: name })
        : taken.has(digest)
          ? refuse('ALREADY_REGISTERED', field, { subject: name })
          : context?.skipped
            ? cell.refusesMore(rows.length + 1, field)
            : null;
    if (refused && context && skips(context, refused)) continue;
    if (refused) return refused;
    taken.add(digest);
    rows.push(
      Object.assign(new Registration(), {
        id: ids[rows.length] as string,
        cellId: cell.id,
        unitId: cell.unitId,
        title: cell.title,
        period: cell.period,
        movement: options.movement,
        key: clear,
        keyDigest: digest,
        name,
        status: 'REGISTERED',
        registeredAt,
        byRecognition: false,
        decision: null,
        reason: null,
        version: 1,
      } satisfies Partial<Registration>),
    );
  }
  return rows;
}

/** A roster shows those registered together as they were given, by their ids. `v7` of uuid, which keeps an order too, takes 11 times as long. */
const idsInOrder = (count: number): string[] => Array.from({ length: count }, () => randomUUIDv7()).sort();

/** Written out: a plan that is kept for any status reads the whole table, since the index holds only those that stand. */
const standing = Raw((status) => `${status} <> 'WITHDRAWN'`);

export const findByDigests = (tx: EntityManager, cell: Cell, digests: string[]): Promise<Registration[]> =>
  tx.findBy(Registration, { cellId: cell.id, keyDigest: Any(digests), status: standing });

/** The registrations named by id or key, each with its field; or NOT_REGISTERED with the first that is not there. */
export async function namedRegistrations(
  tx: EntityManager,
  cell: Cell,
  named: { ids?: string[] | null; keys?: string[] | null },
  options: { kind: SubjectKind; secret: string },
): Promise<{ row: Registration; field: string }[] | { refusal: Refusal }> {
  const ids = named.ids ?? [];
  const digests = (named.keys ?? []).map((key) => subjectKey(options.kind, key, options.secret).digest);
  const byId = new Map(
    (await tx.findBy(Registration, { cellId: cell.id, id: Any(ids), status: standing })).map((row) => [
      row.id,
      row,
    ]),
  );
  const byDigest = new Map((await findByDigests(tx, cell, digests)).map((row) => [row.keyDigest, row]));
  const found = new Map<string, { row: Registration; field: string }>();
  const wanted = [
    ...ids.map((id, index) => ({ row: byId.get(id), field: `ids.${index}`, subject: id })),
    ...digests.map((digest, index) => ({
      row: byDigest.get(digest),
      field: `keys.${index}`,
      subject: (named.keys ?? [])[index] ?? '',
    })),
  ];
  for (const { row, field, subject } of wanted) {
    if (!row) return refuse('NOT_REGISTERED', field, { subject });
    if (!found.has(row.id)) found.set(row.id, { row, field });
  }
  return [...found.values()];
}

/** One statement for any number of rows: an insert of a thousand is 3 times as fast as through the entity manager. */
export async function insertRegistrations(tx: EntityManager, rows: Registration[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  await tx.query(
    `insert into registration (id, key, key_digest, name, cell_id, unit_id, title, period, movement, status,
       registered_at, by_recognition, decision, reason, version)
     select id, key, key_digest, name, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, $14
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as given(id, key, key_digest, name)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ key }) => key),
      rows.map(({ keyDigest }) => keyDigest),
      rows.map(({ name }) => name),
      first.cellId,
      first.unitId,
      first.title,
      first.period,
      first.movement,
      first.status,
      first.registeredAt,
      first.byRecognition,
      first.decision && JSON.stringify(first.decision),
      first.version,
    ],
  );
}

/** What a change of existing registrations can touch. */
export async function updateRegistrations(tx: EntityManager, rows: Registration[]): Promise<void> {
  await tx.query(
    `update registration set status = given.status, decision = given.decision, reason = given.reason, version = given.version
     from jsonb_to_recordset($1::jsonb) as given(id uuid, status text, decision jsonb, reason text, version int)
     where registration.id = given.id`,
    [
      JSON.stringify(
        rows.map(({ id, status, decision, reason, version }) => ({ id, status, decision, reason, version })),
      ),
    ],
  );
}
