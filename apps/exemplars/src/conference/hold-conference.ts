import {
  conferences,
  happened,
  HoldConference as contract,
  honourees,
  isRefusal,
  mapDay,
  refuse,
  type ConferenceState,
  type InputOf,
  type Refusal,
} from '@app/contracts';
import { findUnit, findUnits, Outbox, type FoundUnit } from '@app/messaging';
import { nameKey } from '@app/names';
import { CommandOf, today } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { refuseCounts } from '../counts.js';
import { refuseAwards } from '../heard.js';
import { Conference, Honouree } from './conference.js';

export class HoldConference extends CommandOf(contract) {}
type Input = InputOf<typeof contract>;

const MOST_HONOUREES = 1_000;

/** Records that a conference was held, with those honoured there by name, or their numbers with a source (rule 19a). */
@CommandHandler(HoldConference)
export class HoldConferenceHandler implements ICommandHandler<HoldConference> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: HoldConference) {
    const { name, heldOn, period } = input;
    const named = input.honourees ?? [];
    const day = mapDay(period);
    return this.outbox.transaction(context, async (tx) => {
      const unit = await findUnit(tx, input.unit, { day });
      if (isRefusal(unit)) return unit;
      const reported = tallyOf(input);
      if (isRefusal(reported)) return reported;
      if (heldOn > today()) return refuse('BAD_DATE', 'heldOn', { date: heldOn });
      if (named.length > MOST_HONOUREES)
        return refuse('TOO_MANY_SUBJECTS', 'honourees', { most: MOST_HONOUREES, count: named.length });
      const unitsOf = await findUnits(
        tx,
        named.map(({ unit: code }, index) => ({ code, field: `honourees.${index}.unit` })),
        day,
      );
      if (isRefusal(unitsOf)) return unitsOf;
      const refused =
        refuseRepeated(named, unitsOf) ??
        (await refuseAwards(
          tx,
          named.flatMap(({ award }, index) =>
            award ? [{ id: award, field: `honourees.${index}.award` }] : [],
          ),
        ));
      if (refused) return refused;
      const key = { nameKey: nameKey(name), heldOn, unitId: unit.id };
      if (await tx.existsBy(Conference, key)) return refuse('CONFERENCE_EXISTS', 'name', { name, heldOn });
      const { tally } = reported;
      const conference = Object.assign(new Conference(), {
        id: uuid(),
        name,
        ...key,
        period,
        honourees: tally ? tally.collectives + tally.individuals : named.length,
        tally,
        version: 1,
      } satisfies Partial<Conference>);
      const honoured = named.map((one, index) =>
        Object.assign(new Honouree(), {
          id: uuid(),
          conferenceId: conference.id,
          conference: name,
          heldOn,
          period,
          name: one.name,
          subjectKind: one.kind,
          unitId: (unitsOf[index] as FoundUnit).id,
          award: one.award ?? null,
          version: 1,
        } satisfies Partial<Honouree>),
      );
      await tx.insert(Conference, conference);
      await tx.insert(Honouree, honoured);
      return {
        value: { conference: conference.state() },
        events: [
          happened(conferences, 'ConferenceHeld', conference.state()),
          ...honoured.map((one) => happened(honourees, 'HonoureeHonoured', one.state())),
        ],
        target: `${input.unit} ${heldOn}: ${conference.honourees}`,
      };
    });
  }
}

/** Names or numbers, never both; numbers have a source. */
function tallyOf(input: Input): { tally: ConferenceState['tally'] } | { refusal: Refusal } {
  const { collectives, individuals } = input;
  const named = (input.honourees ?? []).length > 0;
  const counted = typeof collectives === 'number' || typeof individuals === 'number';
  if (named && counted)
    return refuse('TALLY_OR_NAMES', typeof collectives === 'number' ? 'collectives' : 'individuals');
  if (named) return { tally: null };
  const counts = { collectives: collectives ?? 0, individuals: individuals ?? 0 };
  const bad = refuseCounts(counts);
  if (bad) return bad;
  if (counts.collectives + counts.individuals === 0) return refuse('NOTHING_REPORTED', 'honourees');
  return input.source ? { tally: { ...counts, source: input.source } } : refuse('SOURCE_REQUIRED', 'source');
}

/** The same name at the same unit (rule 18). */
function refuseRepeated(named: { name: string }[], units: FoundUnit[]) {
  const seen = new Set<string>();
  for (const [index, { name }] of named.entries()) {
    const key = `${nameKey(name)} ${units[index]?.id}`;
    if (seen.has(key)) return refuse('DUPLICATE_RECIPIENT', `honourees.${index}.name`, { name });
    seen.add(key);
  }
  return null;
}
