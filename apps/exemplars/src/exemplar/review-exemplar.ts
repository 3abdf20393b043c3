import { ReviewExemplar as reviewContract, StartReview as startContract } from '@app/contracts';
import { Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changeExemplar } from './change-exemplar.js';

export class StartReview extends CommandOf(startContract) {}
export class ReviewExemplar extends CommandOf(reviewContract) {}

@CommandHandler(StartReview)
export class StartReviewHandler implements ICommandHandler<StartReview> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: StartReview) {
    return changeExemplar(this.outbox, context, input, {
      type: 'ReviewStarted',
      take: (exemplar) => exemplar.startReview(),
    });
  }
}

const happenedBy = {
  APPROVE: 'ExemplarApproved',
  RETURN: 'ExemplarReturned',
  REJECT: 'ExemplarRejected',
} as const;

/** A reviewer's verdict; never the nominator's, whatever the role (rule 24). */
@CommandHandler(ReviewExemplar)
export class ReviewExemplarHandler implements ICommandHandler<ReviewExemplar> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: ReviewExemplar) {
    return changeExemplar(this.outbox, context, input, {
      type: happenedBy[input.verdict],
      take: (exemplar) => exemplar.review(input.verdict, input.note ?? null, context.actor),
    });
  }
}
