import {
  exemplars,
  happened,
  isRefusal,
  mapDay,
  NominateExemplar as nominateContract,
  refuse,
  SupplementExemplar as supplementContract,
  type Refusal,
} from '@app/contracts';
import { findUnit, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { withoutHtml } from '@app/stories';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { refuseAwards, refuseMovement } from '../heard.js';
import { changeExemplar } from './change-exemplar.js';
import { Exemplar } from './exemplar.js';

export class NominateExemplar extends CommandOf(nominateContract) {}
export class SupplementExemplar extends CommandOf(supplementContract) {}

/** The stories given, without HTML; what was not given is undefined. */
function storiesOf(given: Record<string, string | null | undefined>) {
  const stories: Record<string, string> = {};
  for (const [field, markdown] of Object.entries(given)) {
    if (!markdown) continue;
    const story = withoutHtml(markdown);
    if (story === null) return refuse('BAD_STORY', field);
    stories[field] = story;
  }
  return { stories };
}
const each = (awards: string[] | null | undefined) =>
  (awards ?? []).map((id, index) => ({ id, field: `awards.${index}` }));

/** Enters a nomination; who does it does not review it (rule 24). */
@CommandHandler(NominateExemplar)
export class NominateExemplarHandler implements ICommandHandler<NominateExemplar> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: NominateExemplar) {
    return this.outbox.transaction(context, async (tx) => {
      const unit = await findUnit(tx, input.unit, { day: mapDay(input.period) });
      if (isRefusal(unit)) return unit;
      const stated = Exemplar.minorOf(input.group, input.minor);
      if (isRefusal(stated)) return stated;
      const refused =
        (await refuseMovement(tx, input.movement)) ?? (await refuseAwards(tx, each(input.awards)));
      if (refused) return refused;
      const sanitised: { stories: Record<string, string> } | { refusal: Refusal } = storiesOf({
        story: input.story,
        storyEn: input.storyEn,
      });
      if (isRefusal(sanitised)) return sanitised;
      const exemplar = Object.assign(new Exemplar(), {
        id: uuid(),
        slug: null,
        name: input.name,
        position: input.position ?? null,
        group: input.group,
        unitId: unit.id,
        period: input.period,
        movement: input.movement ?? null,
        headline: input.headline,
        story: sanitised.stories.story ?? null,
        headlineEn: input.headlineEn ?? null,
        storyEn: sanitised.stories.storyEn ?? null,
        minor: stated.minor,
        awards: [...new Set(input.awards)],
        status: 'NOMINATED',
        featured: false,
        note: null,
        basis: null,
        basisStatement: null,
        basisGivenOn: null,
        representativeConsent: false,
        childConsent: false,
        childUnderSeven: false,
        nominatedBy: context.actor,
        awardChanged: false,
        channels: [],
        nominatedAt: new Date(),
        publishedAt: null,
        erased: false,
        version: 1,
      } satisfies Partial<Exemplar>);
      await tx.insert(Exemplar, exemplar);
      const state = exemplar.state();
      return {
        value: { exemplar: state },
        events: [happened(exemplars, 'ExemplarNominated', state)],
        target: exemplar.id,
      };
    });
  }
}

/** What a reviewer asked for; what is not given stays as it was. */
@CommandHandler(SupplementExemplar)
export class SupplementExemplarHandler implements ICommandHandler<SupplementExemplar> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: SupplementExemplar) {
    const { headline, awards } = input;
    return changeExemplar(this.outbox, context, input, {
      type: 'ExemplarSupplemented',
      // Awards are locked before examples, as where their revocation is heard.
      before: (tx) => refuseAwards(tx, each(awards)),
      take: (exemplar) => {
        const sanitised = storiesOf({ story: input.story });
        if (isRefusal(sanitised)) return sanitised;
        return exemplar.supplement({
          headline: headline ?? undefined,
          story: sanitised.stories.story,
          awards: awards ? [...new Set(awards)] : undefined,
        });
      },
    });
  }
}
