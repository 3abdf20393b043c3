import { exemplars, WithdrawExemplar as contract } from '@app/contracts';
import { forgetEarlierStates, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeExemplar } from './change-exemplar.js';

export class WithdrawExemplar extends CommandOf(contract) {}

/**
 * Takes an example off every public answer. With withdrawn consent the person is erased (Law 91/2025/QH15): from the
 * row, the stored answers and what is still unsent here; by the event from the read model and, once the log is compacted,
 * from the topic. The reason is not kept then: it could name them. The audit has who did it and when, not to whom.
 */
@CommandHandler(WithdrawExemplar)
export class WithdrawExemplarHandler implements ICommandHandler<WithdrawExemplar> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: WithdrawExemplar) {
    if (!input.consentWithdrawn)
      return changeExemplar(this.outbox, context, input, {
        type: 'ExemplarWithdrawn',
        take: (exemplar) => exemplar.withdraw(input.reason),
      });
    return changeExemplar(this.outbox, context, input, {
      type: 'PersonErased',
      take: (exemplar) => exemplar.erase(),
      after: (exemplar, tx) =>
        forgetEarlierStates(tx, exemplars, exemplar.id, 'exemplar', { exemplar: exemplar.state() }),
    });
  }
}
