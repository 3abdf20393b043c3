import { z } from 'zod';
import { competitionKinds } from './competition-kinds.js';
import type { ImportKind } from './import-kind.js';
import { movementKinds } from './movement-kinds.js';
import { recipientKinds } from './recipient-kinds.js';

export const ImportKindName = z.enum(['SUBJECTS', 'BASELINES', 'PROJECTS', 'PRIZES', 'RECIPIENTS']);
export type ImportKindName = z.infer<typeof ImportKindName>;

/** Every kind of file, with its columns and the command that takes its rows. */
export const importKinds: Record<ImportKindName, ImportKind> = {
  ...movementKinds,
  ...competitionKinds,
  ...recipientKinds,
};
