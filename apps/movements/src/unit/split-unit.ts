import { isRefusal, refuse, SplitUnit as contract } from '@app/contracts';
import { Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { findChanging, lockMap, unitsBelow } from './change-unit.js';
import { saveUnits, type Changed } from './find-unit.js';
import { findInto } from './new-unit.js';
import type { Unit } from './unit.js';

export class SplitUnit extends CommandOf(contract) {}

/** One unit becomes several, new ones or ones that go on. What stood below it goes where the command says, never by a guess. */
@CommandHandler(SplitUnit)
export class SplitUnitHandler implements ICommandHandler<SplitUnit> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: SplitUnit) {
    const { on, document } = input;
    const act = { on, document };
    return this.outbox.transaction(context, async (tx) => {
      await lockMap(tx);
      const split = await findChanging(tx, input.unit, on, 'unit');
      if (isRefusal(split)) return split;
      if (split.level === 'COUNTRY')
        return refuse('UNIT_LEVEL', 'unit', { code: split.code, level: split.level });
      const shares = sharesOf(input.into);
      if (shares && 'refusal' in shares) return shares;
      const parts: { unit: Unit; isNew: boolean }[] = [];
      const left = new Map((await unitsBelow(tx, split.id, on)).map((unit) => [unit.code, unit]));
      const moved: Changed[] = [];
      for (const [index, part] of input.into.entries()) {
        const field = `into.${index}`;
        const into = await findInto(tx, part, { closing: [split], act, field });
        if (isRefusal(into)) return into;
        if (parts.some(({ unit }) => unit.code === into.unit.code))
          return refuse('SPLIT_PARTS', `${field}.code`);
        parts.push(into);
        for (const [at, code] of (part.units ?? []).entries()) {
          const below = left.get(code);
          if (!below) return refuse('UNIT_UNKNOWN', `${field}.units.${at}`, { code });
          const refused = below.refusesDay(on, 'on') ?? below.move(into.unit.id, act);
          if (refused) return refused;
          moved.push([below, 'UnitMoved']);
          left.delete(code);
        }
      }
      if (parts.length < 2) return refuse('SPLIT_PARTS', 'into');
      const [forgotten] = left.keys();
      if (forgotten) return refuse('UNIT_HAS_UNITS', 'into', { code: split.code, unit: forgotten });
      split.close(
        'SPLIT',
        act,
        parts.map(({ unit }) => unit.id),
        shares,
      );
      const opened = parts.filter(({ isNew }) => isNew).map(({ unit }): Changed => [unit, 'UnitOpened']);
      const events = [
        ...(await saveUnits(tx, { changed: [[split, 'UnitSplit']], opened })),
        ...(moved.length > 0 ? await saveUnits(tx, { changed: moved }) : []),
      ];
      const target = `${split.code} -> ${parts.map(({ unit }) => unit.code).join(' ')}`;
      return { value: { changed: parts.length }, events, target };
    });
  }
}

/** All or none, 100 % together; compared in whole hundredths. */
function sharesOf(parts: { share?: number | null }[]) {
  const given = parts.flatMap(({ share }) => share ?? []);
  if (given.length === 0) return null;
  const hundredths = given.reduce((sum, share) => sum + Math.round(share * 100), 0);
  return given.length === parts.length && hundredths === 10_000
    ? given
    : refuse(
        'SPLIT_SHARES',
        `into.${Math.max(
          parts.findIndex(({ share }) => !share),
          0,
        )}.share`,
      );
}
