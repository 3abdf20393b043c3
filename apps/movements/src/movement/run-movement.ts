import {
  CloseMovement as closeContract,
  happened,
  LaunchMovement as launchContract,
  movements,
  refuse,
  ReopenMovement as reopenContract,
  type Refusal,
} from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf, type CommandContext } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { movementAnswer } from './draft-movement.js';
import { Movement } from './movement.js';

export class LaunchMovement extends CommandOf(launchContract) {}
export class CloseMovement extends CommandOf(closeContract) {}
export class ReopenMovement extends CommandOf(reopenContract) {}

/** Takes the movement one step along its course: the three commands differ in the step alone. */
const step = (
  outbox: Outbox,
  context: CommandContext,
  { code, expectedVersion }: { code: string; expectedVersion?: number | null },
  type: string,
  take: (movement: Movement) => { refusal: Refusal } | null,
) =>
  outbox.transaction(context, async (tx) => {
    const movement = await tx.findOne(Movement, { where: { code }, lock: { mode: 'pessimistic_write' } });
    if (!movement) return refuse('MOVEMENT_UNKNOWN', 'code', { movement: code });
    expectVersion(movement, expectedVersion);
    const refused = take(movement);
    if (refused) return refused;
    await tx.upsert(Movement, movement, ['code']);
    const events = [happened(movements, type, movement.state())];
    return { value: await movementAnswer(tx, movement), events, target: code };
  });

@CommandHandler(LaunchMovement)
export class LaunchMovementHandler implements ICommandHandler<LaunchMovement> {
  constructor(private readonly outbox: Outbox) {}
  execute({ input, context }: LaunchMovement) {
    return step(this.outbox, context, input, 'MovementLaunched', (movement) => movement.launch());
  }
}

@CommandHandler(CloseMovement)
export class CloseMovementHandler implements ICommandHandler<CloseMovement> {
  constructor(private readonly outbox: Outbox) {}
  execute({ input, context }: CloseMovement) {
    return step(this.outbox, context, input, 'MovementClosed', (movement) => movement.close());
  }
}

@CommandHandler(ReopenMovement)
export class ReopenMovementHandler implements ICommandHandler<ReopenMovement> {
  constructor(private readonly outbox: Outbox) {}
  execute({ input, context }: ReopenMovement) {
    return step(this.outbox, context, input, 'MovementReopened', (movement) => movement.reopen(input.reason));
  }
}
