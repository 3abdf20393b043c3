import { DecideDuplicate as contract, duplicates, happened, refuse } from '@app/contracts';
import { expectVersion, Outbox, saveAll } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Not } from 'typeorm';
import { Duplicate } from '../duplicate.js';

export class DecideDuplicate extends CommandOf(contract) {}

/** A person's word on two recipients or two students of one name; it can be changed by deciding again. */
@CommandHandler(DecideDuplicate)
export class DecideDuplicateHandler implements ICommandHandler<DecideDuplicate> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: DecideDuplicate) {
    const { id, same, note, expectedVersion } = input;
    return this.outbox.transaction(context, async (tx) => {
      const pair = await tx.findOne(Duplicate, {
        where: { id, status: Not('DROPPED') },
        lock: { mode: 'pessimistic_write' },
      });
      if (!pair) return refuse('DUPLICATE_UNKNOWN', 'id');
      expectVersion(pair, expectedVersion);
      Object.assign(pair, {
        status: same ? 'SAME' : 'DIFFERENT',
        note: note ?? null,
        version: pair.version + 1,
      } satisfies Partial<Duplicate>);
      await saveAll(tx, Duplicate, [pair]);
      return {
        value: { duplicate: pair.state() },
        events: [happened(duplicates, 'DuplicateDecided', pair.state())],
        target: `${pair.among} ${id}: ${pair.status}`,
      };
    });
  }
}
