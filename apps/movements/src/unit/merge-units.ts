import { isRefusal, MergeUnits as contract, MOST_SUBJECTS, refuse } from '@app/contracts';
import { Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { openingBaselines } from '../figure/opening-baselines.js';
import { findChanging, lockMap, unitsBelow } from './change-unit.js';
import { saveUnits, type Changed } from './find-unit.js';
import { findInto } from './new-unit.js';
import type { Unit } from './unit.js';

export class MergeUnits extends CommandOf(contract) {}

/** Several units become one, new or one that goes on; what stood below them stands below it (rule 10). */
@CommandHandler(MergeUnits)
export class MergeUnitsHandler implements ICommandHandler<MergeUnits> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: MergeUnits) {
    const { on, document } = input;
    const act = { on, document };
    return this.outbox.transaction(context, async (tx) => {
      await lockMap(tx);
      const merged: Unit[] = [];
      for (const [index, code] of input.units.entries()) {
        const field = `units.${index}`;
        const unit = await findChanging(tx, code, on, field);
        if (isRefusal(unit)) return unit;
        const level = merged[0]?.level ?? unit.level;
        if (unit.level === 'COUNTRY' || unit.level !== level)
          return refuse('UNIT_LEVEL', field, { code, level: unit.level });
        if (merged.some(({ id }) => id === unit.id)) return refuse('UNIT_REPEATED', field, { code });
        merged.push(unit);
      }
      const [first, ...others] = merged;
      if (!first) return refuse('NO_SUBJECTS', 'units');
      const into = await findInto(tx, input.into, { closing: [first, ...others], act, field: 'into' });
      if (isRefusal(into)) return into;
      const moved: Changed[] = [];
      for (const unit of merged) {
        for (const below of await unitsBelow(tx, unit.id, on)) {
          const refused = below.refusesDay(on, 'on') ?? below.move(into.unit.id, act);
          if (refused) return refused;
          moved.push([below, 'UnitMoved']);
        }
        unit.close('MERGED', act, [into.unit.id]);
      }
      if (moved.length > MOST_SUBJECTS)
        return refuse('TOO_MANY_SUBJECTS', 'units', { most: MOST_SUBJECTS, count: moved.length });
      const closed = merged.map((unit): Changed => [unit, 'UnitMerged']);
      const opened: Changed[] = into.isNew ? [[into.unit, 'UnitOpened']] : [];
      // Before the units below, which stand under it from now on; after those that bore its code.
      const events = [
        ...(await saveUnits(tx, { changed: closed, opened })),
        ...(moved.length > 0 ? await saveUnits(tx, { changed: moved }) : []),
        ...(await openingBaselines(tx, merged, into.unit, act)),
      ];
      const target = `${input.units.join(' ')} -> ${into.unit.code}`;
      return { value: { changed: merged.length }, events, target };
    });
  }
}
