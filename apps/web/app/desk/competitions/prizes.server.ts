import { graphql } from '../../graphql.js';
import { change, done } from '../change.server.js';
import { CompetitionTold } from './documents.js';
import { allEntries } from './entries.server.js';
import type { Task } from './task.server.js';

const AwardPrizes = graphql(
  `
    mutation AwardPrizes($input: AwardPrizesInput!) {
      awardPrizes(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

const RemovePrizes = graphql(
  `
    mutation RemovePrizes($input: AwardPrizesInput!) {
      removePrizes(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

/** Gives and takes back what differs between the list as it was sent and the prizes as they are. */
export async function savePrizes({ request, context, sent, speech, competition, seen }: Task) {
  const { t } = speech;
  const entries = (await allEntries(context, competition.code)).filter(({ status }) => status === 'ENTERED');
  const given = new Set(entries.flatMap((entry) => entry.prizes.map((rank) => `${entry.code}/${rank.code}`)));
  const wanted = new Set(
    entries.flatMap((entry) =>
      [...sent.all(`main/${entry.code}`), ...sent.all(`special/${entry.code}`)]
        .filter(Boolean)
        .map((rank) => `${entry.code}/${rank}`),
    ),
  );
  const prizeOf = (text: string) => ({
    entry: text.slice(0, text.lastIndexOf('/')),
    rank: text.slice(text.lastIndexOf('/') + 1),
  });
  const over = competition.ranks.filter(
    ({ code: rank, quota }) =>
      quota !== null && [...wanted].filter((one) => prizeOf(one).rank === rank).length > quota,
  );
  if (over.length > 0)
    return sent.failed(
      over.map(({ name, quota }) => ({
        field: 'submit',
        message: t('staff.competitions.overQuota', { name, quota: quota ?? 0 }),
      })),
    );
  const removed = [...given].filter((one) => !wanted.has(one)).map(prizeOf);
  const added = [...wanted].filter((one) => !given.has(one)).map(prizeOf);
  // Taken back first: an entry has one main prize at a time.
  let version = 0;
  if (removed.length > 0) {
    const input = { competition: competition.code, prizes: removed };
    const outcome = await change(context, request, RemovePrizes, { input }, `${sent.key}/remove`);
    if ('refused' in outcome) return sent.refused(outcome.refused, speech);
    version = outcome.done.version;
  }
  if (added.length > 0) {
    const input = { competition: competition.code, prizes: added };
    const outcome = await change(context, request, AwardPrizes, { input }, `${sent.key}/award`);
    if ('refused' in outcome) {
      const at = /^prizes\.(\d+)/.exec(outcome.refused.field ?? '')?.[1];
      const entry = at === undefined ? undefined : added[Number(at)]?.entry;
      return sent.failed([
        {
          field: entry ? `main/${entry}` : 'submit',
          message: entry ? `${entry}: ${outcome.refused.message}` : outcome.refused.message,
        },
      ]);
    }
    version = outcome.done.version;
  }
  await seen((now) => now.version >= version);
  throw done(request, 'prizes', { count: wanted.size });
}
