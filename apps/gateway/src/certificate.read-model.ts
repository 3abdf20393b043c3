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
