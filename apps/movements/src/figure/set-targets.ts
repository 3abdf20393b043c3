import { cells, happened, isRefusal, refuse, SetTargets as contract, type DomainEvent } from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { findPlace, openCell, saveCell, TARGET_LEVELS } from './find-place.js';

export class SetTargets extends CommandOf(contract) {}

/** Targets of a unit, which hold for everything below it until a nearer one (such as Decision 387/QĐ-TTg for the country). */
@CommandHandler(SetTargets)
export class SetTargetsHandler implements ICommandHandler<SetTargets> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: SetTargets) {
    const { unit: code, period, source } = input;
    return this.outbox.transaction(context, async (tx) => {
      if (input.targets.length === 0) return refuse('NO_SUBJECTS', 'targets');
      const placed = [];
      for (const [index, target] of input.targets.entries()) {
        const field = `targets.${index}`;
        const place = await findPlace(
          tx,
          { unit: code, title: target.title, period },
          { levels: TARGET_LEVELS, titleField: `${field}.title` },
        );
        if (isRefusal(place)) return place;
        placed.push({ ...target, unitId: place.unit.id, field });
      }
      const events: DomainEvent[] = [];
      // Cells are always locked in the same order.
      const byTitle = [...Map.groupBy(placed, ({ title }) => title)].sort(([a], [b]) => a.localeCompare(b));
      for (const [title, targets] of byTitle) {
        const cell = await openCell(tx, targets[0]?.unitId ?? '', title, period);
        for (const { expectedVersion, field } of targets)
          expectVersion(cell, expectedVersion, `${field}.expectedVersion`);
        cell.setTargets(targets.map(({ percent, of }) => ({ percent, of, source })));
        await saveCell(tx, cell);
        events.push(happened(cells, 'TargetsSet', cell.state()));
      }
      const [only, another] = events;
      return {
        value: { changed: placed.length, version: another ? null : only?.state.version },
        events,
        target: `${code} ${period}`,
      };
    });
  }
}
