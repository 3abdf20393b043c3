import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { sessionContext } from '../context.js';
import { Place } from '../documents/places.js';
import { ask } from '../gateway.server.js';
import { graphql, Page, TitleName, UnitName } from '../graphql.js';
import { signOut } from '../session.server.js';
import { useSpeech } from '../words.js';
import vi from '../words/vi.json';
import { askAs } from './change.server.js';
import { Operations } from './documents.js';
import { useFrame } from './form.js';
import { pagesOf } from './menu.js';

/** What waits for the person who asks. */
const MyWork = graphql(
  `
    query MyWork($after: String) {
      myWork(first: 100, after: $after) {
        nodes {
          kind
          count
          period
          unit {
            ...UnitName
            level
            parent {
              code
            }
          }
          movement {
            code
            name
            nameEn
          }
          title {
            ...TitleName
          }
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [UnitName, TitleName, Page],
);

export async function loader({ context }: LoaderFunctionArgs) {
  const { unit: code, role } = context.get(sessionContext);
  const [{ unit }, work, operations] = await Promise.all([
    ask(context, Place, { code }),
    allWork(context),
    role === 'administrator' ? askAs(context, Operations, {}) : null,
  ]);
  return { unit, ...work, deadLetters: operations?.deadLetters.totalCount ?? 0 };
}

/** Most pages of 100 that are read: what waits is grouped, so a country's worth is a few lines. */
const MOST_PAGES = 5;
async function allWork(context: LoaderFunctionArgs['context']) {
  const items = [];
  let page = (await askAs(context, MyWork, {})).myWork;
  items.push(...page.nodes);
  for (let n = 1; n < MOST_PAGES && page.pageInfo.hasNextPage; n++) {
    page = (await askAs(context, MyWork, { after: page.pageInfo.endCursor })).myWork;
    items.push(...page.nodes);
  }
  return { items, total: page.totalCount };
}

/** The one button here signs out. */
export const action = ({ context }: ActionFunctionArgs) => signOut(context, context.get(sessionContext));

/** Of the units at which the same work waits. */
const MOST_NAMES = 6;
const isRole = (role: string): role is keyof typeof vi.role => role in vi.role;
type Item = ReturnType<typeof useLoaderData<typeof loader>>['items'][number];

/** Where the work is done. */
function placeOf({ kind, unit, movement, period }: Item, own: string): string {
  if (kind === 'REPORT_MISSING') {
    // A commune's row stands in the grid of its province, but for who works at the commune itself.
    const isRow = unit?.level === 'COMMUNE' && unit.code !== own;
    const place = (isRow ? unit.parent?.code : unit?.code) ?? own;
    const asked = { movement: movement?.code ?? '', period: period ?? '', unit: place };
    return `/desk/tallies?${new URLSearchParams(asked)}${isRow ? `#row-${unit.code}` : ''}`;
  }
  return places[kind];
}
const places: Record<Exclude<Item['kind'], 'REPORT_MISSING'>, string> = {
  EXEMPLAR_TO_REVIEW: '/desk/examples?status=NOMINATED',
  EXEMPLAR_TO_SUPPLEMENT: '/desk/examples?status=RETURNED',
  EXEMPLAR_TO_PUBLISH: '/desk/examples?status=APPROVED',
  EXEMPLAR_SUGGESTED: '/desk/examples',
  DUPLICATE_TO_DECIDE: '/desk/duplicates',
  DECISION_TO_PUBLISH: '/desk/decisions?status=DRAFT',
  RESULTS_TO_PUBLISH: '/desk/competitions',
};

export default function DeskHome() {
  const { unit, items, total, deadLetters } = useLoaderData<typeof loader>();
  const { name, role, unit: code, formToken } = useFrame();
  const { t, path, nameOf, period, number } = useSpeech();
  // One movement, title and period is one piece of work, however many units it waits at.
  const groups = [
    ...Map.groupBy(items, ({ kind, movement, title, period: of }) =>
      [kind, movement?.code, title?.code, of].join(' '),
    ).values(),
  ];
  return (
    <>
      <Heading title={t('desk.title')} />
      <p className="lead">{t('desk.hello', { name })}</p>
      <dl className="who">
        <dt>{t('desk.role')}</dt>
        <dd>{isRole(role) ? t(`role.${role}`) : role}</dd>
        <dt>{t('desk.unit')}</dt>
        <dd>
          {unit ? nameOf(unit) : code} ({code})
        </dd>
      </dl>
      <h2>{t('work.heading')}</h2>
      {items.length + deadLetters === 0 && <p className="empty">{t('work.none')}</p>}
      <ul className="work">
        {deadLetters > 0 && (
          <li>
            <a href={path('/desk/operations')}>{t('staff.operations.letters', { count: deadLetters })}</a>
          </li>
        )}
        {groups.map((group) => {
          const [first] = group as [Item];
          const count = group.reduce((sum, item) => sum + item.count, 0);
          const words = t(`work.${first.kind}`, {
            count,
            title: first.title ? nameOf(first.title) : '',
            period: first.period ? period(first.period) : '',
          });
          return (
            <li key={words}>
              <a href={path(placeOf(first, code).replace(group.length > 1 ? /#.*/ : /^$/, ''))}>{words}</a>
              <span className="hint">
                {' '}
                {group
                  .slice(0, MOST_NAMES)
                  .map((item) => (item.unit ? nameOf(item.unit) : ''))
                  .join(', ')}
                {group.length > MOST_NAMES &&
                  ` ${t('staff.form.andMore', { count: group.length - MOST_NAMES })}`}
              </span>
            </li>
          );
        })}
      </ul>
      {total > items.length && (
        <p>{t('staff.form.cut', { shown: number(items.length), total: number(total) })}</p>
      )}
      <h2>{t('staff.menu.label')}</h2>
      <ul className="onwards-list">
        {pagesOf(role).map(({ name: page, to }) => (
          <li key={page}>
            <a href={path(to)}>{t(`staff.menu.${page}`)}</a>
            <span className="hint"> {t(`staff.menuHint.${page}`)}</span>
          </li>
        ))}
        <li>
          <a href={path(`/rates/${code}`)}>{t('desk.rates')}</a>
        </li>
      </ul>
      <form method="post" action={path('/desk')}>
        <input type="hidden" name="formToken" value={formToken} />
        <button className="quiet">{t('desk.signOut')}</button>
      </form>
    </>
  );
}
