import {
  AwardPrizes as awardContract,
  competitions,
  entries as entryTopic,
  happened,
  isRefusal,
  mostSubjects,
  refuse,
  RemovePrizes as removeContract,
  type InputOf,
} from '@app/contracts';
import { Outbox, saveAll } from '@app/messaging';
import { CommandOf, skips, type CommandContext } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Entry, prizeCount } from './entry.js';
import { entriesOf, entryOf, lockCompetition, saveCompetition } from './find-competition.js';

export class AwardPrizes extends CommandOf(awardContract) {}
export class RemovePrizes extends CommandOf(removeContract) {}

/** Gives prizes or takes them back, all or none, before publication; the edition is locked, so quotas hold whoever else awards. */
function changePrizes(
  outbox: Outbox,
  { competition: code, prizes }: InputOf<typeof awardContract>,
  context: CommandContext,
  doing: 'award' | 'remove',
) {
  return outbox.transaction(context, async (tx) => {
    const competition = await lockCompetition(tx, code);
    if (isRefusal(competition)) return competition;
    if (prizes.length === 0) return refuse('NO_SUBJECTS', 'prizes');
    const most = mostSubjects(context);
    if (prizes.length > most) return refuse('TOO_MANY_SUBJECTS', 'prizes', { most, count: prizes.length });
    const byCode = new Map((await entriesOf(tx, code)).map((entry) => [entry.code, entry]));
    const changed = new Set<Entry>();
    const versions = new Map([...byCode.values()].map((entry) => [entry, entry.version]));
    const given = new Map<string, number>();
    for (const rank of [...byCode.values()].flatMap((entry) => entry.prizes))
      given.set(rank, (given.get(rank) ?? 0) + 1);
    for (const [index, { entry: entryCode, rank: rankCode }] of prizes.entries()) {
      const entry = entryOf(byCode, entryCode, `prizes.${index}.entry`);
      if (isRefusal(entry) && skips(context, entry)) continue;
      if (isRefusal(entry)) return entry;
      const field = `prizes.${index}.rank`;
      const rank = competition.rank(rankCode, field);
      if (isRefusal(rank) && skips(context, rank)) continue;
      if (isRefusal(rank)) return rank;
      const refused =
        doing === 'award' ? entry.award(rank, competition.ranks, field) : entry.remove(rank, field);
      if (refused && skips(context, refused)) continue;
      if (refused) return refused;
      const count = (given.get(rank.code) ?? 0) + 1;
      const exceeded = doing === 'award' ? competition.refuseQuota(rank, count, field) : null;
      if (exceeded && skips(context, exceeded)) {
        entry.remove(rank, field);
        continue;
      }
      if (exceeded) return exceeded;
      given.set(rank.code, count);
      changed.add(entry);
    }
    if (context.skipped && changed.size === 0)
      return {
        value: { competition: competition.state(), entryCount: byCode.size },
        events: [],
        target: `${code}: 0`,
      };
    // Two prizes of one entry in one command are one change of it.
    for (const entry of changed) entry.version = (versions.get(entry) ?? 0) + 1;
    const type = competition.changed(prizeCount([...byCode.values()]));
    await saveAll(tx, Entry, [...changed]);
    await saveCompetition(tx, competition);
    const ofEach = doing === 'award' ? 'PrizeAwarded' : 'PrizeRemoved';
    return {
      value: { competition: competition.state(), entryCount: byCode.size },
      events: [
        ...[...changed].map((entry) => happened(entryTopic, ofEach, entry.state())),
        happened(competitions, type, competition.state()),
      ],
      target: `${code}: ${prizes.length}`,
    };
  });
}

@CommandHandler(AwardPrizes)
export class AwardPrizesHandler implements ICommandHandler<AwardPrizes> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: AwardPrizes) {
    return changePrizes(this.outbox, input, context, 'award');
  }
}

@CommandHandler(RemovePrizes)
export class RemovePrizesHandler implements ICommandHandler<RemovePrizes> {
  constructor(private readonly outbox: Outbox) {}

  execute({ input, context }: RemovePrizes) {
    return changePrizes(this.outbox, input, context, 'remove');
  }
}
