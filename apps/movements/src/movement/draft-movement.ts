import {
  DraftMovement as contract,
  happened,
  isRefusal,
  movements,
  refuse,
  titles,
  type InputOf,
  type Refusal,
} from '@app/contracts';
import { expectVersion, Outbox } from '@app/messaging';
import { CommandOf } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { In, type EntityManager } from 'typeorm';
import { findUnit } from '../unit/find-unit.js';
import { Unit } from '../unit/unit.js';
import { Movement } from './movement.js';
import { Title } from './title.js';

export class DraftMovement extends CommandOf(contract) {}
type TitleInput = InputOf<typeof contract>['titles'][number];

/** A draft with titles of its own or known ones; drafting the same code again replaces it until it is launched. */
@CommandHandler(DraftMovement)
export class DraftMovementHandler implements ICommandHandler<DraftMovement> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: DraftMovement) {
    return this.outbox.transaction(context, async (tx) => {
      const launchedBy = await findUnit(tx, input.launchedBy, { field: 'launchedBy' });
      if (isRefusal(launchedBy)) return launchedBy;
      if (input.startsOn && input.endsOn && input.endsOn < input.startsOn)
        return refuse('MOVEMENT_DATES', 'endsOn');
      const earlier = await tx.findOne(Movement, {
        where: { code: input.code },
        lock: { mode: 'pessimistic_write' },
      });
      expectVersion(earlier ?? { version: 0 }, input.expectedVersion);
      if (earlier && earlier.status !== 'DRAFT')
        return refuse('MOVEMENT_EXISTS', 'code', { movement: input.code });
      const defined = await defineTitles(tx, input.titles);
      if (isRefusal(defined)) return defined;
      const movement = Object.assign(new Movement(), {
        ...input,
        nameEn: input.nameEn ?? null,
        status: 'DRAFT',
        launchedById: launchedBy.id,
        legalBasis: input.legalBasis ?? [],
        startsOn: input.startsOn ?? null,
        endsOn: input.endsOn ?? null,
        titles: [...new Set(input.titles.map(({ code }) => code))],
        reason: null,
        version: (earlier?.version ?? 0) + 1,
      } satisfies Partial<Movement>);
      // Inserted where there was none: of two first drafts at once the second is not to overwrite what it has not seen.
      await (earlier ? tx.upsert(Movement, movement, ['code']) : tx.insert(Movement, movement));
      const events = [
        ...defined.map((title) => happened(titles, 'TitleDefined', title.state())),
        happened(movements, 'MovementDrafted', movement.state()),
      ];
      return { value: await movementAnswer(tx, movement), events, target: movement.code };
    });
  }
}

/** What a mutation about a movement answers: the movement with its titles and who launched it. */
export async function movementAnswer(tx: EntityManager, movement: Movement) {
  const [titlesOfIt, launchedBy] = [
    await tx.findBy(Title, { code: In(movement.titles) }),
    await tx.findOneByOrFail(Unit, { id: movement.launchedById }),
  ];
  return {
    movement: movement.state(),
    titles: titlesOfIt.map((title) => title.state()),
    launchedBy: launchedBy.state(),
  };
}

/** New titles among those named. A known one may be given without, or with the same, name and count. */
async function defineTitles(
  tx: EntityManager,
  inputs: TitleInput[],
): Promise<Title[] | { refusal: Refusal }> {
  const known = new Map(
    (await tx.findBy(Title, { code: In(inputs.map(({ code }) => code)) })).map((title) => [
      title.code,
      title,
    ]),
  );
  const defined: Title[] = [];
  for (const [index, { code, name, nameEn, counts, subjectKind, periodKind }] of inputs.entries()) {
    const field = `titles.${index}`;
    const title = known.get(code);
    if (title) {
      if ((name && name !== title.name) || (counts && counts !== title.counts))
        return refuse('TITLE_DIFFERS', field, { title: code });
      continue;
    }
    if (!name || !counts)
      return refuse('TITLE_INCOMPLETE', `${field}.${name ? 'counts' : 'name'}`, { title: code });
    const created = Object.assign(new Title(), {
      code,
      name,
      nameEn: nameEn ?? null,
      counts,
      subjectKind,
      periodKind,
      version: 1,
    });
    known.set(code, created);
    defined.push(created);
  }
  if (defined.length > 0) await tx.insert(Title, defined);
  return defined;
}
