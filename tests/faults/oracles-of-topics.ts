// What must hold of the topics by themselves: nothing that was not committed, and versions that rise (O2, O3).
import { some } from './differences.js';
import { services } from './ground.js';
import type { House } from './house.js';
import { isEvent, type Recorder } from './recorder.js';

/** O2: each event belongs to a committed change, and each version of an aggregate was said once. */
export async function onlyCommitted(
  house: House,
  { records }: Recorder,
  before: ReadonlySet<string>,
): Promise<string[]> {
  const committed = new Set<string>();
  for (const service of services) {
    const rows = await house.query<{ id: string }>(service, 'select correlation_id as id from audit');
    for (const { id } of rows) committed.add(id);
  }
  const spoken = new Map<string, string>();
  const [strange, twice]: string[][] = [[], []];
  for (const { id, topic, key, version, type, correlationId } of records.filter(isEvent)) {
    if (type === 'StateAnnounced' || before.has(id)) continue;
    if (!topic.endsWith('.audit') && !committed.has(correlationId))
      strange?.push(`${topic} ${key} ${version}`);
    const place = `${topic} ${key} ${version}`;
    if ((spoken.get(place) ?? id) !== id) twice?.push(place);
    spoken.set(place, id);
  }
  return [
    ...(strange?.length ? [`O2 said but not committed: ${some(strange)}`] : []),
    ...(twice?.length ? [`O5 two events of one version: ${some(twice)}`] : []),
  ];
}

/**
 * O3: of each aggregate the versions rise one by one, a repetition of what was said before is a duplicate; and its last
 * record, which a compacted log keeps, is the newest.
 */
export function rising({ records, sentPast }: Recorder): string[] {
  const last = new Map<string, number>();
  const kept = new Map<string, number>();
  const seen = new Set<string>();
  const erased = new Set<string>();
  const wrong: string[] = [];
  const ordered = [...records.filter(isEvent)].sort(
    (a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset,
  );
  for (const { topic, key, type } of ordered) if (type === 'PersonErased') erased.add(`${topic} ${key}`);
  for (const { topic, key, id, version, type } of ordered) {
    kept.set(`${topic} ${key}`, version);
    if (type === 'StateAnnounced' || seen.has(`${topic} ${id}`)) continue;
    seen.add(`${topic} ${id}`);
    const aggregate = `${topic} ${key}`;
    const before = last.get(aggregate) ?? 0;
    last.set(aggregate, Math.max(version, before));
    // What was not yet sent of a person who is erased is not sent any more, unless it was on its way already.
    if (!erased.has(aggregate) && version !== before + 1)
      wrong.push(`${aggregate}: ${version} after ${before}`);
  }
  for (const [aggregate, version] of kept)
    if (version < (last.get(aggregate) ?? 0) && !sentPast.has(aggregate))
      wrong.push(`${aggregate}: the last record is ${version}, the newest ${last.get(aggregate)}`);
  return wrong.length > 0 ? [`O3 ${some(wrong)}`] : [];
}
