import { CodedError } from '@app/platform';

/**
 * Throws CONFLICT unless the aggregate still stands at the version that its editor saw; null: the editor does not mind.
 * Call it inside `outbox.transaction`, after the aggregate's row was locked and before a rule is asked: two editors of
 * the same version then cannot both succeed. `field` is the path of the version in the input.
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
