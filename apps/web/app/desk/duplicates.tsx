import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Choices } from '../components.js';
import { sessionContext } from '../context.js';
import { graphql, Page, UnitName } from '../graphql.js';
import { useSpeech } from '../words.js';
import { askAs, change, done, Sent, speechOf } from './change.server.js';
import { Refused } from './documents.js';
import { DeskForm, DeskHeading, Hidden, Text } from './form.js';
import { untilSeen } from './places.server.js';

const Duplicates = graphql(
  `
    query Duplicates($status: DuplicateStatus, $after: String) {
      possibleDuplicates(status: $status, first: 20, after: $after) {
        nodes {
          id
          among
          status
          note
          version
          unit {
            ...UnitName
          }
          first {
            id
            name
            what
          }
          second {
            id
            name
            what
          }
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [UnitName, Page],
);

const DecideDuplicate = graphql(
  `
    mutation DecideDuplicate($input: DecideDuplicateInput!) {
      decideDuplicate(input: $input) {
        __typename
        ... on PossibleDuplicate {
          id
          status
          version
        }
        ...Refused
      }
    }
  `,
  [Refused],
);

const statuses = ['OPEN', 'SAME', 'DIFFERENT'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const status = statuses.find((one) => one === asked.get('status')) ?? 'OPEN';
  const { possibleDuplicates } = await askAs(context, Duplicates, { status, after: asked.get('after') });
  return { pairs: possibleDuplicates, status, mayDecide: context.get(sessionContext).role !== 'auditor' };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const id = sent.text('id');
  const same = sent.text('act') === 'same';
  const input = { id, same, note: sent.optional('note'), expectedVersion: Number(sent.text('version')) };
  const outcome = await change(
    context,
    request,
    DecideDuplicate,
    { input },
    `${sent.key}/${sent.text('act')}`,
  );
  if ('refused' in outcome) return sent.refused(outcome.refused, speechOf(request), 'note');
  await untilSeen(async () => {
    const { possibleDuplicates } = await askAs(context, Duplicates, { status: 'OPEN' });
    return possibleDuplicates.nodes.every((pair) => pair.id !== id);
  });
  throw done(request, same ? 'same' : 'different');
}

export default function DuplicatesPage() {
  const { pairs, status, mayDecide } = useLoaderData<typeof loader>();
  const { t, path, nameOf } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.duplicates.title')} />
      <p className="lead">{t('staff.duplicates.lead')}</p>
      <Choices
        label={t('staff.roster.status')}
        choices={statuses.map((one) => ({
          to: path(`/desk/duplicates?status=${one}`),
          name: t(`staff.duplicates.statusOf.${one}`),
          chosen: one === status,
        }))}
      />
      {pairs.nodes.length === 0 && <p className="empty">{t('staff.duplicates.none')}</p>}
      {pairs.nodes.map((pair) => (
        <section key={pair.id} aria-labelledby={`pair-${pair.id}`}>
          <h2 id={`pair-${pair.id}`}>
            {pair.first.name} <span className="hint">{nameOf(pair.unit)}</span>
          </h2>
          <div className="sides">
            {[pair.first, pair.second].map((one, at) => (
              <div key={one.id}>
                <h3>{t(at === 0 ? 'staff.duplicates.first' : 'staff.duplicates.second')}</h3>
                <p>
                  <b>{one.name}</b>
                </p>
                <p>{one.what}</p>
              </div>
            ))}
          </div>
          {pair.note && <p className="hint">{pair.note}</p>}
          {mayDecide && pair.status === 'OPEN' && (
            <DeskForm
              intent={`decide-${pair.id}`}
              buttons={
                <>
                  <button name="act" value="different">
                    {t('staff.duplicates.different')}
                  </button>
                  <button name="act" value="same" className="quiet">
                    {t('staff.duplicates.same')}
                  </button>
                </>
              }
            >
              <Hidden name="id" value={pair.id} />
              <Hidden name="version" value={pair.version} />
              <Text
                name="note"
                label={t('staff.duplicates.note')}
                hint={t('staff.duplicates.noteHint')}
                optional
              />
            </DeskForm>
          )}
        </section>
      ))}
      {pairs.pageInfo.hasNextPage && (
        <p>
          <a
            href={path(
              `/desk/duplicates?${new URLSearchParams({ status, after: pairs.pageInfo.endCursor ?? '' })}`,
            )}
          >
            {t('units.more')}
          </a>
        </p>
      )}
    </>
  );
}
