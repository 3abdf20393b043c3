import {
  data,
  redirect,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Choices } from '../../components.js';
import { sessionContext } from '../../context.js';
import { Place } from '../../documents/places.js';
import { byTitle } from '../../figures.js';
import { ask } from '../../gateway.server.js';
import { graphql, Page } from '../../graphql.js';
import { FileTooLarge, uploadContext } from '../../upload.server.js';
import { useSpeech } from '../../words.js';
import enumWords from '../../words/vi.json';
import { askAs, Sent, speechOf, type Fault } from '../change.server.js';
import { DeskMovements, Titles } from '../documents.js';
import { askGateway, errorOf } from '../files.server.js';
import { Choice, DecisionFields, DeskForm, DeskHeading, FileChoice, Hidden, Text, Tick } from '../form.js';
import { periodsOf } from '../periods.js';
import { Progress } from './documents.js';
import { isUnderWay, kindsOf, type ImportKind } from './kinds.js';

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

/** Names of the gateway's parameters that stand as they are in the form, by kind; those of the first list are needed. */
const parameters: Record<ImportKind, { needed: string[]; others: string[] }> = {
  SUBJECTS: { needed: ['what', 'period'], others: ['unit'] },
  BASELINES: { needed: ['what', 'period'], others: ['asOf', 'sourceDocument', 'final'] },
  PROJECTS: { needed: ['competition'], others: ['unit'] },
  PRIZES: { needed: ['competition'], others: [] },
  RECIPIENTS: {
    needed: ['what', 'period', 'decision.authority', 'decision.issuer'],
    others: ['type', 'publish', 'achievement'],
  },
};
/** Where the form has another name than the gateway. */
const gatewayNames: Record<string, string> = {
  'decision.authority': 'authority',
  'decision.issuer': 'issuer',
  'decision.number': 'decisionNumber',
  'decision.signedOn': 'signedOn',
  'decision.signatory': 'signatory',
  'decision.position': 'signatoryPosition',
};
const formNames: Record<string, string> = {
  ...Object.fromEntries(Object.entries(gatewayNames).map(([form, gateway]) => [gateway, form])),
  ...{ movement: 'what', title: 'what', form: 'what', emulationTitle: 'what' },
};
const told = ['FORBIDDEN', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'UNAUTHENTICATED'] as const;

/** The file flows through to the gateway, which reads and rehearses it; the page of the import tells how it goes. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { fields, file } = context.get(uploadContext);
  const sent = Sent.with(fields);
  const { t, path } = speechOf(request);
  const kind = kindsOf(context.get(sessionContext).role).find((one) => one === sent.text('kind'));
  if (!kind) throw data({ code: 'FORBIDDEN' }, { status: 403 });
  const refuse = (faults: Fault[]) => {
    file?.bytes.resume();
    return sent.failed(faults);
  };
  const { needed, others } = parameters[kind];
  const faults = needed
    .filter((name) => !sent.text(name))
    .map((name) => ({
      field: name,
      message: t(`staff.imports.need.${name.replace('decision.', '') as 'what'}`),
    }));
  if (!file) faults.push({ field: 'file', message: t('staff.imports.need.file') });
  if (!file || faults.length > 0) return refuse(faults);

  const query = new URLSearchParams({ kind, fileName: file.name });
  const decision = kind === 'RECIPIENTS' ? Object.keys(gatewayNames) : [];
  for (const name of [...needed, ...others, ...decision])
    if (name !== 'what' && sent.text(name)) query.set(gatewayNames[name] ?? name, sent.text(name));
  const [first = '', second = ''] = sent.text('what').split(':');
  if (kind === 'SUBJECTS') query.set('movement', first);
  if (kind === 'SUBJECTS' || kind === 'BASELINES') query.set('title', second);
  if (kind === 'RECIPIENTS') query.set(first === 'TITLE' ? 'emulationTitle' : 'form', second);

  const answer = await askGateway(context, request, `/imports?${query}`, {
    method: 'POST',
    body: file.bytes,
  }).catch(() => null);
  if (file.bytes.errored instanceof FileTooLarge || answer?.status === 413)
    return refuse([{ field: 'file', message: t('staff.imports.fault.TOO_LARGE') }]);
  if (!answer) return refuse([{ field: 'submit', message: t('staff.imports.fault.SERVICE_UNAVAILABLE') }]);
  const said = await errorOf(answer);
  if (answer.status === 202) throw redirect(path(`/desk/imports/${(said as unknown as { id: string }).id}`));
  const field = formNames[said.field ?? ''] ?? said.field ?? 'file';
  const known = told.find((code) => code === said.code);
  return refuse([
    known
      ? { field: 'submit', message: t(`staff.imports.fault.${known}`) }
      : {
          field: sent.has(field) ? field : 'file',
          message: `${t('staff.fault.BAD_USER_INPUT')} (${said.message})`,
        },
  ]);
}

export default function ImportsPage() {
  const { imports, isLater, mine, kind } = useLoaderData<typeof loader>();
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
        <ParameterFields />
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

const types = ['PHONG_TRAO', 'CONG_TRANG', 'DOT_XUAT', 'NIEN_HAN', 'CONG_HIEN', 'DOI_NGOAI'] as const;
const forms = Object.keys(enumWords.form) as (keyof typeof enumWords.form)[];
const titleNames = Object.keys(enumWords.emulationTitle) as (keyof typeof enumWords.emulationTitle)[];

/** What holds for every row of the file; what may differ stands in a column instead. */
function ParameterFields() {
  const found = useLoaderData<typeof loader>();
  const { kind, own, what, periods, competitions } = found;
  const { t, nameOf, period } = useSpeech();
  const isOfTitle = kind === 'SUBJECTS' || kind === 'BASELINES';
  const isOfCompetition = kind === 'PROJECTS' || kind === 'PRIZES';
  return (
    <>
      <div className="fields">
        {isOfTitle && (
          <Choice
            name="what"
            label={t('staff.imports.what')}
            empty={t('staff.form.choose')}
            options={what.map(({ value, title, movement }) => ({
              value,
              label: movement ? `${nameOf(title)} – ${nameOf(movement)}` : nameOf(title),
            }))}
          />
        )}
        {isOfCompetition && (
          <Choice
            name="competition"
            label={t('staff.imports.competition')}
            empty={t('staff.form.choose')}
            options={competitions.map((one) => ({ value: one.code, label: `${nameOf(one)} (${one.code})` }))}
          />
        )}
        {kind === 'RECIPIENTS' && (
          <Choice
            name="what"
            label={t('staff.decisions.what')}
            empty={t('staff.form.choose')}
            options={[
              ...forms.map((one) => ({ value: `FORM:${one}`, label: t(`form.${one}`) })),
              ...titleNames.map((one) => ({ value: `TITLE:${one}`, label: t(`emulationTitle.${one}`) })),
            ]}
          />
        )}
        {!isOfCompetition && (
          <Choice
            name="period"
            label={t('competitions.period')}
            empty={t('staff.form.choose')}
            options={periods.map((value) => ({ value, label: period(value) }))}
          />
        )}
        {(kind === 'SUBJECTS' || kind === 'PROJECTS') && (
          <Text
            name="unit"
            label={t(kind === 'SUBJECTS' ? 'staff.imports.commune' : 'staff.imports.school')}
            hint={t('staff.imports.inColumn')}
            initial={(kind === 'SUBJECTS' ? found.isCommune : found.isSchool) ? own : ''}
            optional
          />
        )}
        {kind === 'BASELINES' && (
          <>
            <Text
              name="asOf"
              label={t('staff.baselines.asOf')}
              hint={t('staff.imports.inColumn')}
              type="date"
              optional
            />
            <Text
              name="sourceDocument"
              label={t('staff.baselines.source')}
              hint={t('staff.imports.inColumn')}
              optional
            />
          </>
        )}
        {kind === 'RECIPIENTS' && (
          <>
            <Choice
              name="type"
              label={t('staff.imports.type')}
              initial="PHONG_TRAO"
              options={types.map((value) => ({ value, label: t(`staff.imports.typeOf.${value}`) }))}
            />
            <Choice
              name="publish"
              label={t('staff.imports.publish')}
              initial="false"
              options={[
                { value: 'false', label: t('staff.imports.asDraft') },
                { value: 'true', label: t('staff.imports.published') },
              ]}
            />
            <Text
              name="achievement"
              label={t('honours.achievement')}
              hint={t('staff.imports.inColumn')}
              optional
            />
          </>
        )}
      </div>
      {kind === 'RECIPIENTS' && (
        <>
          <p>{t('staff.imports.decisionSays')}</p>
          <DecisionFields issuer={own} authority="DEPARTMENT_DIRECTOR" />
        </>
      )}
      {kind === 'BASELINES' && <Tick name="final" label={t('staff.baselines.final')} value="true" />}
    </>
  );
}
