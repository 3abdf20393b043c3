import type { AwardState } from '@app/contracts';
import type { DataSource } from 'typeorm';
import { stateOf } from './memory.js';

/** A certificate that was issued; its award may have been revoked since. */
export interface IssuedCertificate {
  award: AwardState;
  /** Name of the edition of a prize. */
  competition: string | null;
}

/** `code` in its spelling. Null: nobody was given it, or its decision is still a draft. */
export async function findCertificate(database: DataSource, code: string): Promise<IssuedCertificate | null> {
  const [row] = await database.query<{ award: Record<string, unknown>; competition: string | null }[]>(
    `select to_jsonb(a) as award, c.name as competition
     from read_model.award a left join read_model.competition c on c.code = a.competition
     where a.certificates @> $1::jsonb and a.status in ('PUBLISHED', 'REVOKED')`,
    [JSON.stringify([{ code }])],
  );
  return row ? { award: stateOf<AwardState>(row.award), competition: row.competition } : null;
}

/** Awards in force of a decision with certificates, at these units (null: at any), by `first` of them after `skip` in the order in which they were recorded. */
export async function findCertificatesOf(
  database: DataSource,
  decision: string,
  units: string[] | null,
  first: number,
  skip: number,
): Promise<IssuedCertificate[]> {
  const rows = await database.query<{ award: Record<string, unknown>; competition: string | null }[]>(
    `select to_jsonb(a) as award, c.name as competition
     from (select * from read_model.award where decision ->> 'id' = $1 and status <> 'DROPPED'
       and ($2::uuid[] is null or unit_id = any($2)) order by id limit $3 offset $4) a
     left join read_model.competition c on c.code = a.competition
     where a.status = 'PUBLISHED' order by a.id`,
    [decision, units, first, skip],
  );
  return rows.map(({ award, competition }) => ({ award: stateOf<AwardState>(award), competition }));
}
