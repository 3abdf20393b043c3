import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Choices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { Place } from '../../documents/places.js';
import { byTitle } from '../../figures.js';
import { ask } from '../../gateway.server.js';
import { graphql, Page } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs } from '../change.server.js';
import { DeskMovements, Titles } from '../documents.js';
import { DeskForm, DeskHeading, FileChoice, Hidden } from '../form.js';
import { periodsOf } from '../periods.js';
import { Progress } from './documents.js';
import { isUnderWay, kindsOf } from './kinds.js';
import { ParameterFields } from './parameters.js';

const Imports = graphql(
  `
    query Imports($after: String) {
      imports(first: 20, after: $after) {
        nodes {
          ...Progress
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [Progress, Page],
);

/** Editions to send a table to. */
const OpenCompetitions = graphql(`
  query OpenCompetitions {
    competitions(first: 100) {
      nodes {
        code
        name
        nameEn
        status
      }
    }
  }
`);

const LARGEST_FILE = 50_000_000;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const { role, unit: own } = context.get(sessionContext);
  const mine = kindsOf(role);
  const kind = mine.find((one) => one === asked.get('kind')) ?? mine[0];
  if (!kind) throw data({ code: 'FORBIDDEN' }, { status: 403 });
  const isOfCompetition = kind === 'PROJECTS' || kind === 'PRIZES';
  const [{ imports }, { unit }, movements, titles, competitions] = await Promise.all([
    askAs(context, Imports, { after: asked.get('after') }),
    ask(context, Place, { code: own }),
    kind === 'SUBJECTS' ? askAs(context, DeskMovements, {}) : null,
    kind === 'BASELINES' ? askAs(context, Titles, {}) : null,
    isOfCompetition ? askAs(context, OpenCompetitions, {}) : null,
  ]);
  const launched = movements?.movements.nodes.filter(({ status }) => status === 'LAUNCHED') ?? [];
  const what = [
    ...launched.flatMap((movement) => movement.titles.map((title) => ({ title, movement }))),
    ...(titles?.titles.map((title) => ({ title, movement: null })) ?? []),
  ];
  const spans = launched.flatMap((movement) => periodsOf(movement, ['SPAN'], today()));
  return {
    imports,
    isLater: asked.has('after'),
    mine,
    kind,
    own,
    isCommune: unit?.level === 'COMMUNE',
    isSchool: role === 'school-staff',
    what: byTitle(what.map((one) => ({ ...one, value: `${one.movement?.code ?? ''}:${one.title.code}` }))),
    periods: [...new Set([...periodsOf({}, ['CALENDAR_YEAR', 'SCHOOL_YEAR'], today()), ...spans])],
    competitions: competitions?.competitions.nodes.filter(({ status }) => status !== 'PUBLISHED') ?? [],
  };
}
const today = () => new Date().toISOString().slice(0, 10);

export { action } from './send.server.js';

export default function ImportsPage() {
  const found = useLoaderData<typeof loader>();
  const { imports, isLater, mine, kind } = found;
  const { t, path, number, instant } = useSpeech();
  return (
    <>
      <DeskHeading title={t('staff.imports.title')} />
      <p className="lead">{t('staff.imports.lead')}</p>
      <Choices
        label={t('staff.imports.kind')}
        choices={mine.map((one) => ({
          to: path(`/desk/imports?${new URLSearchParams({ kind: one })}`),
          name: t(`staff.imports.kindOf.${one}`),
          chosen: one === kind,
        }))}
      />
      <h2>{t(`staff.imports.kindOf.${kind}`)}</h2>
      <p>
        {t(`staff.imports.columns.${kind}`)}{' '}
        <a href={path(`/desk/imports/templates/${kind.toLowerCase()}.xlsx`)} download>
          {t('staff.imports.template')}
        </a>
      </p>
      <DeskForm key={kind} intent="send" submit={t('staff.imports.send')} encType="multipart/form-data">
        <Hidden name="kind" value={kind} />
        <ParameterFields {...found} />
        <FileChoice
          name="file"
          label={t('staff.imports.file')}
          hint={t('staff.imports.fileHint')}
          accept=".xlsx,.csv"
          most={LARGEST_FILE}
          tooLarge={t('staff.imports.fault.TOO_LARGE')}
        />
      </DeskForm>
      <h2 id="mine">{t('staff.imports.mine')}</h2>
      {imports.nodes.length === 0 && <p className="empty">{t('staff.imports.none')}</p>}
      <ul className="plain">
        {imports.nodes.map((one) => (
          <li key={one.id}>
            <a href={path(`/desk/imports/${one.id}`)}>{one.fileName}</a>
            <em className="mark">{t(`staff.imports.statusOf.${one.status}`)}</em>
            <span className="hint">
              {[
                t(`staff.imports.kindOf.${one.kind}`),
                instant(one.createdAt),
                isUnderWay(one.status) || one.rows > 0
                  ? t('staff.imports.short', {
                      rows: number(one.rows),
                      done: number(one.done),
                      refused: number(one.refused),
                    })
                  : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {(isLater || imports.pageInfo.hasNextPage) && (
        <p className="onwards">
          {isLater && <a href={path('/desk/imports')}>{t('staff.imports.newest')}</a>}
          {imports.pageInfo.hasNextPage && (
            <a
              href={path(
                `/desk/imports?${new URLSearchParams({ kind, after: imports.pageInfo.endCursor ?? '' })}`,
              )}
            >
              {t('units.more')}
            </a>
          )}
        </p>
      )}
    </>
  );
}
