import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { Access } from '../access.js';
import type { RequestContext } from '../context.js';
import { stateOf } from '../memory.js';
import { list } from '../pages.js';
import { importKinds } from './kinds/import-kinds.js';
import { isId, type ImportJob, type ImportRow } from './import-store.js';
import { progressOf } from './import-view.js';
import { messageOf } from './import-words.js';
import { ImportConnection, ImportedRowConnection, ImportedRowPage, ImportPage } from './imports.schema.js';

/** How one's own imports go. They are sent, run and given up under /imports: see docs/imports.md. */
@Resolver()
export class ImportsResolver {
  constructor(
    private readonly database: DataSource,
    private readonly access: Access,
  ) {}

  @Query(() => ImportConnection, { description: "The asker's own imports, the newest first." })
  imports(@Args() { id, first, after }: ImportPage, @Context() context: RequestContext) {
    this.access.query('imports', context);
    const { where, parameters } = own(context);
    const listing = {
      from: 'import_job',
      where: `${where} and ($4::uuid is null or id = $4) and $5`,
      parameters: [...parameters, id && isId(id) ? id : null, id == null || isId(id)],
      order: ['id'],
      descending: true,
    };
    return list(this.database, listing, first, after, (row) => progressOf(jobOf(row), context.language));
  }

  @Query(() => ImportedRowConnection, {
    description:
      "Rows of one of the asker's own imports, in the order of the file; none where there is no such import.",
  })
  importRows(@Args() page: ImportedRowPage, @Context() context: RequestContext) {
    this.access.query('importRows', context);
    const { where, parameters } = own(context);
    const listing = {
      from: `(select r.number, r.outcome, r.refused, j.kind, j.layout from import_row r
        join import_job j on j.id = r.import_id where ${where} and j.id = $4) held`,
      where: '($5::text is null or outcome = $5)',
      parameters: [...parameters, isId(page.import) ? page.import : null, page.outcome ?? null],
      order: ['number'],
    };
    return list(this.database, listing, page.first, page.after, (row) => {
      const { number, outcome, refused, kind, layout } = row as unknown as ImportRow &
        Pick<ImportJob, 'kind' | 'layout'>;
      const column = importKinds[kind].columns.find(({ id }) => id === refused?.column);
      const written = column && layout?.headers[layout.places[column.id] ?? -1];
      return {
        number,
        outcome,
        column: written ?? column?.headers[context.language][0] ?? null,
        fault: refused && { code: refused.code, message: messageOf(refused, context.language) },
      };
    });
  }
}

/** In the role and unit in which it was sent. */
const own = ({ identity }: RequestContext) => ({
  where: 'actor = $1 and role = $2 and unit = $3',
  parameters: [identity?.subject, identity?.role, identity?.unit],
});

function jobOf(row: Record<string, unknown>): ImportJob {
  const job = stateOf<ImportJob>(row);
  const instant = (value: unknown) => (value === null ? null : new Date(value as string));
  return {
    ...job,
    aliveAt: instant(job.aliveAt) as Date,
    createdAt: instant(job.createdAt) as Date,
    phaseAt: instant(job.phaseAt),
    endedAt: instant(job.endedAt),
  };
}
