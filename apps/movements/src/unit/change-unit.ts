import {
  CloseUnit as closeContract,
  CreateUnit as createContract,
  dayBefore,
  isRefusal,
  MoveUnit as moveContract,
  refuse,
  RenameUnit as renameContract,
  type Refusal,
} from '@app/contracts';
import { Outbox } from '@app/messaging';
import { CommandOf, type CommandContext } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { findUnit, saveUnits } from './find-unit.js';
import { findParent, refuseCode } from './new-unit.js';
import { Unit, UnitMap, type Act } from './unit.js';

export class CreateUnit extends CommandOf(createContract) {}
export class RenameUnit extends CommandOf(renameContract) {}
export class MoveUnit extends CommandOf(moveContract) {}
export class CloseUnit extends CommandOf(closeContract) {}

/** Changes of the map are made one after the other: each rests on what the one before left. */
export async function lockMap(tx: EntityManager): Promise<void> {
  await tx.findOneOrFail(UnitMap, { where: { id: 'unit-map' }, lock: { mode: 'pessimistic_write' } });
}

/** The unit as it stood on the day before the change; or why it cannot change on that day. */
export async function findChanging(
  tx: EntityManager,
  code: string,
  on: string,
  field: string,
): Promise<Unit | { refusal: Refusal }> {
  const unit = await findUnit(tx, code, { day: dayBefore(on), field });
  if (isRefusal(unit)) return unit;
  return unit.refusesDay(on, 'on') ?? unit;
}

/** Units directly below that exist on the day or open later. */
export async function unitsBelow(tx: EntityManager, parentId: string, on: string): Promise<Unit[]> {
  const below = await tx.find(Unit, { where: { parentId }, order: { code: 'ASC' } });
  return below.filter(({ validTo }) => validTo === null || validTo >= on);
}

/** A province, district or commune that takes nobody's place. */
@CommandHandler(CreateUnit)
export class CreateUnitHandler implements ICommandHandler<CreateUnit> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: CreateUnit) {
    const { code, name, nameEn, level, parent, on, document } = input;
    return this.outbox.transaction(context, async (tx) => {
      await lockMap(tx);
      const above = await findParent(tx, parent, level, on, 'parent');
      if (isRefusal(above)) return above;
      const bad = await refuseCode(tx, { code, level, on }, 'code');
      if (bad) return bad;
      const unit = Unit.open({
        id: uuid(),
        code,
        name,
        nameEn: nameEn ?? null,
        level,
        parentId: above.id,
        validFrom: on,
        changes: [{ kind: 'CREATED', on, document, name: null, nameEn: null, parentId: null }],
      });
      const events = await saveUnits(tx, { opened: [[unit, 'UnitOpened']] });
      return { value: { changed: 1 }, events, target: code };
    });
  }
}

/** Changes one unit that goes on, or ends without a successor: the commands differ in the step alone. */
function changeUnit(
  outbox: Outbox,
  { unit: code, ...act }: { unit: string } & Act,
  context: CommandContext,
  type: string,
  step: (tx: EntityManager, unit: Unit) => Promise<{ refusal: Refusal } | null> | { refusal: Refusal } | null,
) {
  return outbox.transaction(context, async (tx) => {
    await lockMap(tx);
    const unit = await findChanging(tx, code, act.on, 'unit');
    if (isRefusal(unit)) return unit;
    if (unit.level === 'COUNTRY') return refuse('UNIT_LEVEL', 'unit', { code, level: unit.level });
    const refused = await step(tx, unit);
    if (refused) return refused;
    const events = await saveUnits(tx, { changed: [[unit, type]] });
    return { value: { changed: 1 }, events, target: code };
  });
}

@CommandHandler(RenameUnit)
export class RenameUnitHandler implements ICommandHandler<RenameUnit> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input: { unit, on, document, name, nameEn }, context }: RenameUnit) {
    const act = { on, document };
    return changeUnit(this.outbox, { unit, ...act }, context, 'UnitRenamed', (_, renamed) =>
      renamed.rename(name, nameEn ?? null, act),
    );
  }
}

@CommandHandler(MoveUnit)
export class MoveUnitHandler implements ICommandHandler<MoveUnit> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input: { unit, parent, on, document }, context }: MoveUnit) {
    const act = { on, document };
    return changeUnit(this.outbox, { unit, ...act }, context, 'UnitMoved', async (tx, moved) => {
      const above = await findParent(tx, parent, moved.level, on, 'parent');
      return isRefusal(above) ? above : moved.move(above.id, act);
    });
  }
}

@CommandHandler(CloseUnit)
export class CloseUnitHandler implements ICommandHandler<CloseUnit> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input: { unit, on, document }, context }: CloseUnit) {
    const act = { on, document };
    return changeUnit(this.outbox, { unit, ...act }, context, 'UnitClosed', async (tx, closed) => {
      const [left] = await unitsBelow(tx, closed.id, on);
      if (left) return refuse('UNIT_HAS_UNITS', 'unit', { code: closed.code, unit: left.code });
      closed.close('CLOSED', act);
      return null;
    });
  }
}
