import {
  AnnounceExemplar as announceContract,
  FeatureExemplar as featureContract,
  PublishExemplar as publishContract,
} from '@app/contracts';
import { Outbox } from '@app/messaging';
import { CommandOf, today } from '@app/platform';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuseRevoked } from '../heard.js';
import { PERSON_KEY_SECRET } from '../secret.js';
import { changeExemplar } from './change-exemplar.js';
import { takeSlug } from './slug.js';

export class PublishExemplar extends CommandOf(publishContract) {}
export class FeatureExemplar extends CommandOf(featureContract) {}
export class AnnounceExemplar extends CommandOf(announceContract) {}

/** Puts an approved example before the public, on a basis that fits it (rule 22) and on awards in force (rule 23). */
@CommandHandler(PublishExemplar)
export class PublishExemplarHandler implements ICommandHandler<PublishExemplar> {
  constructor(
    private readonly outbox: Outbox,
    @Inject(PERSON_KEY_SECRET) private readonly secret: string,
  ) {}

  execute({ input, context }: PublishExemplar) {
    return changeExemplar(this.outbox, context, input, {
      type: 'ExemplarPublished',
      take: async (exemplar, tx) => {
        const refused =
          exemplar.refusesPublication(input.basis, today()) ?? (await refuseRevoked(tx, exemplar.awards));
        if (refused) return refused;
        const slug = exemplar.slug ?? (await takeSlug(tx, exemplar.name ?? '', this.secret));
        exemplar.publish(input.basis, input.featured, slug, new Date(), today());
        return null;
      },
    });
  }
}

@CommandHandler(FeatureExemplar)
export class FeatureExemplarHandler implements ICommandHandler<FeatureExemplar> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: FeatureExemplar) {
    return changeExemplar(this.outbox, context, input, {
      type: 'ExemplarFeatured',
      take: (exemplar) => exemplar.feature(input.featured),
    });
  }
}

/** On which day a channel carried it; said again it replaces the day. */
@CommandHandler(AnnounceExemplar)
export class AnnounceExemplarHandler implements ICommandHandler<AnnounceExemplar> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: AnnounceExemplar) {
    return changeExemplar(this.outbox, context, input, {
      type: 'ExemplarAnnouncedOnChannel',
      take: (exemplar) => exemplar.announce(input.channel, input.on, today()),
    });
  }
}
