import { useState } from 'react';
import {
  data,
  useActionData,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Exports } from '../../components.js';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, done, Sent, speechOf, type Failure } from '../change.server.js';
import { decisionOf } from '../decision.server.js';
import { AwardsTold } from '../documents.js';
import { Area, DecisionFields, DeskForm, DeskHeading, Hidden, Text } from '../form.js';
import { MOST_ROWS, pastedRows } from '../paste.js';
import { untilSeen } from '../places.server.js';
import { CompetitionTold, DeskCompetition, SubmitEntries } from './documents.js';
import { allEntries, entryHeadings, entryOf, type EntryNode } from './entries.server.js';

const WithdrawEntries = graphql(
  `
    mutation WithdrawEntries($competition: ID!, $entries: [String!]!, $reason: String!) {
      withdrawEntries(competition: $competition, entries: $entries, reason: $reason) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

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

const PublishResults = graphql(
  `
    mutation PublishResults($input: PublishResultsInput!) {
      publishResults(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

export async function loader({ params, context }: LoaderFunctionArgs) {
  const code = params.code ?? '';
  const [{ competition }, entries] = await Promise.all([
    askAs(context, DeskCompetition, { code }),
    allEntries(context, code),
  ]);
  if (!competition) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const { role, unit } = context.get(sessionContext);
  return { competition, entries, own: unit, mayWrite: role !== 'auditor' && competition.basis === 'ROSTER' };
}

interface PreviewRow {
  line: number;
  code: string;
  title: string;
  unit: string;
  members: string;
  refused: string | null;
  note: string | null;
  take: boolean;
}
interface Preview extends Failure {
  preview: PreviewRow[];
}
const isPreview = (value: unknown): value is Preview =>
  typeof value === 'object' && value !== null && 'preview' in value;

export async function action({ request, params, context }: ActionFunctionArgs) {
  const code = params.code ?? '';
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const { competition } = await askAs(context, DeskCompetition, { code });
  if (!competition) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const seen = (isSeen: (now: NonNullable<typeof competition>) => boolean) =>
    untilSeen(async () => {
      const { competition: now } = await askAs(context, DeskCompetition, { code });
      return now !== null && isSeen(now);
    });

  if (sent.intent === 'enter') {
    const members = sent.text('members').split('\n').join(';');
    const row = [
      sent.text('code'),
      sent.text('title'),
      sent.text('field'),
      sent.text('unit'),
      members,
      sent.text('supervisors').split('\n').join(';'),
    ];
    const { entry, refused } = entryOf({ line: 1, cells: row }, speech, [], competition.maxMembers);
    if (refused) {
      const field =
        (['code', 'title', 'unit', 'members'] as const).find((name) => !sent.text(name)) ?? 'members';
      return sent.failed([{ field, message: refused }]);
    }
    const outcome = await change(
      context,
      request,
      SubmitEntries,
      { input: { competition: code, entries: [entry] } },
      sent.key,
    );
    if ('refused' in outcome) {
      const { refused: no } = outcome;
      return sent.refused({ ...no, field: no.field?.replace(/^entries\.0\.?/, '') ?? null }, speech);
    }
    await seen(({ version }) => version >= outcome.done.version);
    throw done(request, 'entered', { count: 1 });
  }

  if (sent.intent === 'paste' || sent.intent === 'enterMany') {
    const pasted = pastedRows(sent.text('rows'), entryHeadings);
    if (pasted.length === 0)
      return sent.failed([{ field: 'rows', message: t('staff.form.nothingPasted') }], 'paste');
    if (pasted.length > MOST_ROWS)
      return sent.failed(
        [{ field: 'rows', message: t('staff.form.tooManyRows', { most: MOST_ROWS, count: pasted.length }) }],
        'paste',
      );
    const there = await allEntries(context, code);
    const seenCodes = new Map<string, number>();
    const rows = pasted.map((one) => {
      const row = entryOf(one, speech, there, competition.maxMembers);
      const before = seenCodes.get(row.entry.code);
      if (row.entry.code && before === undefined) seenCodes.set(row.entry.code, row.line);
      const refused =
        row.refused ?? (before === undefined ? null : t('staff.roster.twice', { line: before }));
      return { ...row, refused };
    });
    const wanted = sent.intent === 'paste' ? null : new Set(sent.all('take'));
    const preview = rows.map(({ line, entry, refused, note }): PreviewRow => ({
      line,
      code: entry.code,
      title: entry.title ?? '',
      unit: entry.unit,
      members: entry.members.map(({ name }) => name).join(', '),
      refused,
      note,
      take: wanted ? wanted.has(String(line)) : refused === null,
    }));
    const answer = (shown: PreviewRow[], faults: Failure['faults'], status: number) => {
      const preview: Preview = {
        preview: shown,
        intent: 'enterMany',
        key: sent.key.replace(/\/.*$/, ''),
        faults,
        values: { rows: [sent.text('rows')] },
      };
      return data(preview, { status });
    };
    if (!wanted) return answer(preview, [], 200);
    const chosen = rows.filter(({ line }) => wanted.has(String(line)));
    if (chosen.length === 0)
      return answer(preview, [{ field: 'submit', message: t('staff.form.nothingChosen') }], 400);
    const input = { competition: code, entries: chosen.map(({ entry }) => entry) };
    const outcome = await change(context, request, SubmitEntries, { input }, sent.key);
    if ('done' in outcome) {
      await seen(({ version }) => version >= outcome.done.version);
      throw done(request, 'entered', { count: chosen.length });
    }
    const { refused: no } = outcome;
    const at = /^entries\.(\d+)/.exec(no.field ?? '')?.[1];
    const line = at === undefined ? null : (chosen[Number(at)]?.line ?? null);
    return answer(
      preview.map((row) => (row.line === line ? { ...row, take: false, refused: no.message } : row)),
      [
        {
          field: line === null ? 'submit' : `take-${line}`,
          message: line === null ? no.message : t('staff.form.inRow', { row: line, message: no.message }),
        },
      ],
      400,
    );
  }

  if (sent.intent === 'withdraw') {
    const entries = sent.all('entry');
    const reason = sent.text('reason');
    if (entries.length === 0)
      return sent.failed([{ field: 'reason', message: t('staff.form.nothingChosen') }]);
    if (!reason) return sent.failed([{ field: 'reason', message: t('staff.form.needReason') }]);
    const outcome = await change(
      context,
      request,
      WithdrawEntries,
      { competition: code, entries, reason },
      sent.key,
    );
    if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'reason');
    await seen(({ version }) => version >= outcome.done.version);
    throw done(request, 'entriesWithdrawn', { count: entries.length });
  }

  if (sent.intent === 'prizes') {
    const entries = (await allEntries(context, code)).filter(({ status }) => status === 'ENTERED');
    const given = new Set(
      entries.flatMap((entry) => entry.prizes.map((rank) => `${entry.code}/${rank.code}`)),
    );
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
      const input = { competition: code, prizes: removed };
      const outcome = await change(context, request, RemovePrizes, { input }, `${sent.key}/remove`);
      if ('refused' in outcome) return sent.refused(outcome.refused, speech);
      version = outcome.done.version;
    }
    if (added.length > 0) {
      const input = { competition: code, prizes: added };
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

  const { decision, faults } = decisionOf(sent, speech);
  if (faults.length > 0) return sent.failed(faults);
  const input = { competition: code, decision, expectedVersion: Number(sent.text('version')) };
  const outcome = await change(context, request, PublishResults, { input }, sent.key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech);
  await seen(({ status }) => status === 'PUBLISHED');
  throw done(request, 'published', { count: outcome.done.awards.length });
}

export default function CompetitionDeskPage() {
  const { competition, entries, own, mayWrite } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period, date } = useSpeech();
  const answer: unknown = useActionData();
  const failed = (intent: string) => (answer as Partial<Failure> | undefined)?.intent === intent;
  const entered = entries.filter(({ status }) => status === 'ENTERED');
  const isOpen = mayWrite && competition.status !== 'PUBLISHED';
  return (
    <>
      <DeskHeading
        title={nameOf(competition)}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/competitions'), name: t('staff.competitions.title') },
        ]}
      />
      <p className="lead">
        {t(`staff.competitions.statusOf.${competition.status}`)} · {period(competition.period)} ·{' '}
        {t('competitions.entries', { count: entered.length })}
      </p>
      {competition.decision && (
        <p>
          {t('honours.decisionLine', {
            number: competition.decision.number,
            date: date(competition.decision.signedOn),
          })}{' '}
          <a href={path(`/competitions/${encodeURIComponent(competition.code)}`)}>
            {t('staff.competitions.public')}
          </a>
        </p>
      )}
      {competition.decision && <Exports file={`competitions/${encodeURIComponent(competition.code)}`} />}
      {isPreview(answer) && <EntriesPreview answer={answer} />}
      {isOpen && (
        <>
          <details className="panel" open={failed('enter')}>
            <summary>{t('staff.competitions.enterOne')}</summary>
            <DeskForm intent="enter" submit={t('staff.competitions.enterIt')}>
              <div className="fields">
                <Text name="code" label={t('staff.competitions.entryCode')} />
                <Text name="title" label={t('staff.competitions.entryTitle')} />
                <Text name="field" label={t('competitions.field')} optional />
                <Text name="unit" label={t('staff.competitions.entryUnit')} />
              </div>
              <Area
                name="members"
                label={t('competitions.members')}
                hint={t('staff.competitions.membersHint')}
                rows={3}
              />
              <Area
                name="supervisors"
                label={t('competitions.supervisors')}
                hint={t('staff.competitions.supervisorsHint')}
                rows={2}
              />
            </DeskForm>
          </details>
          <details className="panel" open={failed('paste')}>
            <summary>{t('staff.competitions.enterMany')}</summary>
            <DeskForm intent="paste" submit={t('staff.form.preview')}>
              <Area name="rows" label={t('staff.roster.rows')} hint={t('staff.competitions.rowsHint')} />
            </DeskForm>
          </details>
        </>
      )}
      {entered.length > 0 && (
        <Prizes key={competition.version} competition={competition} entries={entered} isOpen={isOpen} />
      )}
      {isOpen && entered.length > 0 && (
        <details className="panel" open={failed('withdraw')}>
          <summary>{t('staff.competitions.withdraw')}</summary>
          <DeskForm intent="withdraw" submit={t('staff.competitions.withdrawIt')}>
            {entered
              .filter(({ prizes }) => prizes.length === 0)
              .map((entry) => (
                <p className="tick" key={entry.id}>
                  <input
                    type="checkbox"
                    name="entry"
                    value={entry.code}
                    id={`withdraw-entry-${entry.code}`}
                  />
                  <label htmlFor={`withdraw-entry-${entry.code}`}>
                    {entry.code} – {entry.title ?? entry.members.join(', ')}
                  </label>
                </p>
              ))}
            <Text name="reason" label={t('staff.form.reason')} />
          </DeskForm>
        </details>
      )}
      {isOpen && <Publish competition={competition} entries={entered} own={own} />}
    </>
  );
}

interface Edition {
  code: string;
  version: number;
  organiser: { code: string } | null;
  ranks: { code: string; name: string; order: number; quota: number | null; special: boolean }[];
}

/** One list of entries with their prizes: the first letters of a rank choose it, Tab goes on; quotas count as it is typed. */
function Prizes({
  competition,
  entries,
  isOpen,
}: {
  competition: Edition;
  entries: EntryNode[];
  isOpen: boolean;
}) {
  const { t, nameOf } = useSpeech();
  const [main, special] = [
    competition.ranks.filter((rank) => !rank.special),
    competition.ranks.filter((rank) => rank.special),
  ];
  const [given, setGiven] = useState(
    () => new Set(entries.flatMap((entry) => entry.prizes.map((rank) => `${entry.code}/${rank.code}`))),
  );
  const choose = (entry: string, rank: string, among: readonly { code: string }[]) => {
    const next = new Set(given);
    for (const one of among) next.delete(`${entry}/${one.code}`);
    if (rank) next.add(`${entry}/${rank}`);
    setGiven(next);
  };
  const countOf = (rank: string) => [...given].filter((one) => one.endsWith(`/${rank}`)).length;
  return (
    <DeskForm
      intent="prizes"
      className="desk-form wide"
      submit={isOpen ? t('staff.competitions.savePrizes') : undefined}
    >
      <h2 id="prizes">{t('staff.competitions.prizes')}</h2>
      <p className="hint">{isOpen && t('staff.competitions.prizesHint')}</p>
      <ul className="quotas" aria-live="polite">
        {competition.ranks.map(({ code, name, quota }) => (
          <li key={code} className={quota !== null && countOf(code) > quota ? 'fault' : undefined}>
            {name}: {countOf(code)}
            {quota !== null && ` / ${quota}`}
            {quota !== null && countOf(code) > quota && ` – ${t('staff.competitions.over')}`}
          </li>
        ))}
      </ul>
      <div className="scroll" role="region" aria-labelledby="prizes" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('staff.competitions.entryCode')}</th>
              <th scope="col">{t('staff.competitions.entryTitle')}</th>
              <th scope="col">{t('competitions.school')}</th>
              <th scope="col">{t('staff.competitions.prize')}</th>
              {special.length > 0 && <th scope="col">{t('competitions.special')}</th>}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => {
              const name = entry.title ?? entry.members.join(', ');
              return (
                <tr key={entry.id}>
                  <td>{entry.code}</td>
                  <th scope="row">
                    {name}
                    <span className="hint">{entry.members.join(', ')}</span>
                  </th>
                  <td>{nameOf(entry.unit)}</td>
                  <td>
                    {isOpen ? (
                      <select
                        id={`prizes-main/${entry.code}`}
                        name={`main/${entry.code}`}
                        aria-label={`${t('staff.competitions.prize')}: ${name}`}
                        value={main.find(({ code }) => given.has(`${entry.code}/${code}`))?.code ?? ''}
                        onChange={(event) => choose(entry.code, event.target.value, main)}
                      >
                        <option value="">–</option>
                        {main.map(({ code, name: rank }) => (
                          <option key={code} value={code}>
                            {rank}
                          </option>
                        ))}
                      </select>
                    ) : (
                      entry.prizes
                        .filter((rank) => !rank.special)
                        .map((rank) => rank.name)
                        .join(', ')
                    )}
                  </td>
                  {special.length > 0 && (
                    <td>
                      {special.map((rank) => (
                        <label key={rank.code} className="tick">
                          <input
                            type="checkbox"
                            name={`special/${entry.code}`}
                            value={rank.code}
                            disabled={!isOpen}
                            checked={given.has(`${entry.code}/${rank.code}`)}
                            onChange={(event) =>
                              choose(entry.code, event.target.checked ? rank.code : '', [rank])
                            }
                          />
                          {rank.name}
                          <span className="hidden"> {name}</span>
                        </label>
                      ))}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </DeskForm>
  );
}

/** Exactly what becomes public, before the decision that makes it so. */
function Publish({ competition, entries, own }: { competition: Edition; entries: EntryNode[]; own: string }) {
  const { t, nameOf } = useSpeech();
  const lines = competition.ranks.flatMap((rank) =>
    entries
      .filter(({ prizes }) => prizes.some(({ code }) => code === rank.code))
      .map((entry) => ({ rank, entry })),
  );
  return (
    <section>
      <h2 id="publish">{t('staff.competitions.publish')}</h2>
      {lines.length === 0 && <p className="empty">{t('staff.competitions.noPrizes')}</p>}
      {lines.length > 0 && (
        <>
          <p>
            {t('staff.competitions.becomesPublic', {
              count: lines.length,
              certificates: lines.reduce((sum, { entry }) => sum + entry.members.length, 0),
              without: entries.filter(({ prizes }) => prizes.length === 0).length,
            })}
          </p>
          <div className="scroll" role="region" aria-labelledby="publish" tabIndex={0}>
            <table className="publishing">
              <thead>
                <tr>
                  <th scope="col">{t('competitions.rank')}</th>
                  <th scope="col">{t('staff.competitions.entryTitle')}</th>
                  <th scope="col">{t('competitions.members')}</th>
                  <th scope="col">{t('competitions.school')}</th>
                  <th scope="col">{t('competitions.supervisors')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ rank, entry }) => (
                  <tr key={rank.code + entry.id}>
                    <td>{rank.name}</td>
                    <th scope="row">{entry.title ?? '–'}</th>
                    <td>{entry.members.join(', ')}</td>
                    <td>{nameOf(entry.unit)}</td>
                    <td>{entry.supervisors.join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <DeskForm intent="publish" submit={t('staff.competitions.publishIt')}>
            <Hidden name="version" value={competition.version} />
            <DecisionFields issuer={competition.organiser?.code ?? own} authority="DEPARTMENT_DIRECTOR" />
          </DeskForm>
        </>
      )}
    </section>
  );
}

function EntriesPreview({ answer }: { answer: Preview }) {
  const { t } = useSpeech();
  const { preview } = answer;
  const good = preview.filter(({ refused }) => refused === null).length;
  return (
    <>
      <h2 id="preview">{t('staff.form.previewOf', { count: preview.length })}</h2>
      <p>{t('staff.form.previewSays', { good, bad: preview.length - good })}</p>
      <DeskForm intent="enterMany" className="desk-form wide" submit={t('staff.competitions.enterChosen')}>
        <Hidden name="rows" value={answer.values.rows?.[0] ?? ''} />
        <div className="scroll" role="region" aria-labelledby="preview" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('staff.form.pick')}</th>
                <th scope="col">{t('staff.form.line')}</th>
                <th scope="col">{t('staff.competitions.entryCode')}</th>
                <th scope="col">{t('staff.competitions.entryTitle')}</th>
                <th scope="col">{t('competitions.school')}</th>
                <th scope="col">{t('competitions.members')}</th>
                <th scope="col">{t('staff.form.verdict')}</th>
              </tr>
            </thead>
            <tbody>
              {preview.map((row) => (
                <tr key={row.line} className={row.refused ? 'refused' : undefined}>
                  <td className="number">
                    <input
                      key={`${row.take} ${row.refused}`}
                      type="checkbox"
                      id={`enterMany-take-${row.line}`}
                      name="take"
                      value={row.line}
                      defaultChecked={row.take}
                      aria-label={t('staff.form.pickThis', {
                        name: row.title || row.code || String(row.line),
                      })}
                    />
                  </td>
                  <td className="number">{row.line}</td>
                  <td>{row.code}</td>
                  <td>{row.title}</td>
                  <td>{row.unit}</td>
                  <td>{row.members}</td>
                  <td className={row.refused ? 'fault' : 'hint'}>
                    {row.refused ?? row.note ?? t('staff.form.fine')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </DeskForm>
    </>
  );
}
