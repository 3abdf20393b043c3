import { CodedError } from '@app/platform';

/**
 * Throws CONFLICT unless the aggregate still stands at the version that its editor saw; null: the editor does not mind.
 * Call it after the aggregate's row was locked.
 */
export function expectVersion(
  { version }: { version: number },
  expected: number | null | undefined,
  field = 'expectedVersion',
): void {
  if (expected === null || expected === undefined || expected === version) return;
  throw new CodedError(
    'CONFLICT',
    `It is at version ${version}, not at ${expected}: look at it again`,
    field,
  );
}
