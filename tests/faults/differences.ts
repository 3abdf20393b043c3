// Versions of aggregates by their key, and how two places differ in them.
export type Versions = Map<string, number>;
export const versionsIn = (rows: { key: string; version: number }[]): Versions =>
  new Map(rows.map(({ key, version }) => [key, Number(version)]));

/** At most four of many, for a message. */
export const some = (list: string[]) =>
  list.length > 4 ? `${list.slice(0, 4).join(', ')} and ${list.length - 4} more` : list.join(', ');

export function differences(what: string, left: Versions, right: Versions): string[] {
  const wrong = [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) => `${key} ${left.get(key) ?? 'none'}/${right.get(key) ?? 'none'}`);
  return wrong.length > 0 ? [`${what}: ${some(wrong)}`] : [];
}
