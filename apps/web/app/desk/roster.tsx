import type { ResultOf } from 'gql.tada';
import {
  data,
  useActionData,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { Choices, Exports } from '../components.js';
import { sessionContext } from '../context.js';
import { byTitle } from '../figures.js';
import { graphql, Page, UnitName } from '../graphql.js';
import { useSpeech } from '../words.js';
import { askAs, atClosedReason, change, done, Sent, speechOf, type Failure } from './change.server.js';
import { decisionOf } from './decision.server.js';
import { Cells, DeskMovements, Titles, Told } from './documents.js';
import {
  Area,
  ClosedReason,
  DecisionFields,
  DeskForm,
  DeskHeading,
  Hidden,
  Text,
  useFailure,
} from './form.js';
import { bareKey, bareName, MOST_ROWS, pastedRows } from './paste.js';
import { kindOfPeriod, lastDayOf, periodsOf } from './periods.js';
import { untilSeen } from './places.server.js';

/** The unit that bears a code on a day, one that was closed since too. */
const UnitOn = graphql(
  `
    query UnitOn($code: UnitCode!, $asOf: Date) {
      unit(code: $code, asOf: $asOf) {
        ...UnitName
        level
        parent {
          code
        }
      }
    }
  `,
  [UnitName],
);

/** A page of the roster of a commune. */
const Roster = graphql(
  `
    query Roster(
      $unit: UnitCode!
      $title: TitleCode!
      $period: Period!
      $status: RegistrationStatus
      $search: String
      $first: Int
      $after: String
    ) {
      roster(
        unit: $unit
        title: $title
        period: $period
        status: $status
        search: $search
        first: $first
        after: $after
      ) {
        nodes {
          id
          key
          name
          status
          registeredAt
          byRecognition
          decisionNumber
          reason
        }
        pageInfo {
          ...Page
        }
        totalCount
      }
    }
  `,
  [Page],
);

const RegisterSubjects = graphql(
  `
    mutation RegisterSubjects($input: RegisterSubjectsInput!) {
      registerSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const RecogniseSubjects = graphql(
  `
    mutation RecogniseSubjects($input: RecogniseSubjectsInput!) {
      recogniseSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const WithdrawSubjects = graphql(
  `
    mutation WithdrawSubjects($input: ChangeSubjectsInput!) {
      withdrawSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const RevokeRecognition = graphql(
  `
    mutation RevokeRecognition($input: ChangeSubjectsInput!) {
      revokeRecognition(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

const statuses = ['REGISTERED', 'RECOGNISED', 'WITHDRAWN'] as const;
const headings = [
  ['ma', 'so', 'key', 'ma ho', 'so ho khau'],
  ['ten', 'ho ten', 'ho va ten', 'name'],
] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const session = context.get(sessionContext);
  const { movements } = await askAs(context, DeskMovements, {});
  const open = movements.nodes.filter(({ status, titles }) => status !== 'DRAFT' && titles.length > 0);
  const titles = byTitle(
    [...new Map(open.flatMap((one) => one.titles).map((title) => [title.code, title])).values()].map(
      (title) => ({
        ...title,
        title,
      }),
    ),
  ).map(({ title }) => title);
  const title = titles.find(({ code }) => code === asked.get('title')) ?? titles[0];
  const movement =
    open.find(({ code }) => code === asked.get('movement')) ??
    open.find((one) => one.titles.some(({ code }) => code === title?.code));
  const code = asked.get('unit') || session.unit;
  const periods =
    movement && title ? periodsOf(movement, [title.periodKind], new Date().toISOString().slice(0, 10)) : [];
  const period = periods.find((one) => one === asked.get('period')) ?? periods[0];
  // The map of the period: units that were closed since have their rosters too.
  const { unit } = await askAs(context, UnitOn, { code, asOf: period ? lastDayOf(period) : null });
  if (!unit) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const above = unit.level === 'COMMUNE' ? (unit.parent?.code ?? session.unit) : unit.code;
  const isOwnCommune = session.unit === unit.code && unit.level === 'COMMUNE';
  const { registrationRates: below } =
    isOwnCommune || !title || !period
      ? { registrationRates: [] }
      : await askAs(context, Cells, { unit: above, period, titles: [title.code], breakdown: true });
  const status = statuses.find((one) => one === asked.get('status')) ?? null;
  const search = asked.get('search')?.trim() ?? '';
  const roster =
    title && period && unit.level === 'COMMUNE'
      ? (
          await askAs(context, Roster, {
            unit: code,
            title: title.code,
            period,
            status,
            search: search || null,
            first: 50,
            after: asked.get('after'),
          })
        ).roster
      : null;
  return {
    titles,
    title: title ?? null,
    movement: movement ? { code: movement.code, name: movement.name, nameEn: movement.nameEn } : null,
    mayWrite: session.role !== 'auditor',
    isOpen: movement?.status === 'LAUNCHED',
    unit,
    communes: below.map((rate) => rate.unit).filter(({ level }) => level === 'COMMUNE'),
    periods,
    period: period ?? null,
    status,
    search,
    roster,
    isLater: asked.has('after'),
    kind: period ? kindOfPeriod(period) : null,
  };
}

interface PreviewRow {
  line: number;
  key: string;
  name: string;
  /** Why it would be, or was, refused. */
  refused: string | null;
  note: string | null;
  take: boolean;
}
interface Preview extends Failure {
  preview: PreviewRow[];
}
const isPreview = (value: unknown): value is Preview =>
  typeof value === 'object' && value !== null && 'preview' in value;

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t } = speech;
  const cell = { unit: sent.text('unit'), title: sent.text('title'), period: sent.text('period') };
  const finish = async (
    what: string,
    outcome: { changed: number; version?: number | null; warnings: string[] },
  ) => {
    await untilSeen(async () => {
      const { registrationRates } = await askAs(context, Cells, {
        ...cell,
        titles: [cell.title],
        breakdown: false,
      });
      return (registrationRates[0]?.version ?? 0) >= (outcome.version ?? 0);
    });
    return done(request, what, {
      count: outcome.changed,
      ...(outcome.warnings.length > 0 && { warning: outcome.warnings.join(',') }),
    });
  };

  if (sent.intent === 'register') {
    const subject = { key: sent.text('key-of-subject'), name: sent.text('name') };
    const faults = [
      ...(subject.key ? [] : [{ field: 'key-of-subject', message: t('staff.roster.needKey') }]),
      ...(subject.name ? [] : [{ field: 'name', message: t('staff.roster.needName') }]),
    ];
    if (faults.length > 0) return sent.failed(faults);
    const input = { ...cell, movement: sent.text('movement'), subjects: [subject] };
    const outcome = await change(context, request, RegisterSubjects, { input }, sent.key);
    if ('refused' in outcome)
      return sent.refused(outcome.refused, speech, 'submit', {
        'subjects.0.key': 'key-of-subject',
        'subjects.0.name': 'name',
        'subjects.0': 'key-of-subject',
      });
    throw await finish('registered', outcome.done);
  }

  if (sent.intent === 'paste' || sent.intent === 'registerMany') {
    const rows = pastedRows(sent.text('rows'), headings);
    if (rows.length === 0)
      return sent.failed([{ field: 'rows', message: t('staff.form.nothingPasted') }], 'paste');
    if (rows.length > MOST_ROWS)
      return sent.failed(
        [{ field: 'rows', message: t('staff.form.tooManyRows', { most: MOST_ROWS, count: rows.length }) }],
        'paste',
      );
    const preview = await previewOf(rows);
    if (sent.intent === 'paste') return answerWith(preview, [], 200);
    const wanted = new Set(sent.all('take'));
    const chosen = preview.filter(({ line }) => wanted.has(String(line)));
    const again = preview.map((row) => ({ ...row, take: wanted.has(String(row.line)) }));
    if (chosen.length === 0)
      return answerWith(again, [{ field: 'submit', message: t('staff.form.nothingChosen') }], 400);
    const subjects = chosen.map(({ key, name }) => ({ key, name }));
    const input = { ...cell, movement: sent.text('movement'), subjects };
    const outcome = await change(context, request, RegisterSubjects, { input }, sent.key);
    if ('done' in outcome) throw await finish('registered', outcome.done);
    const at = /^subjects\.(\d+)/.exec(outcome.refused.field ?? '')?.[1];
    const line = at === undefined ? null : (chosen[Number(at)]?.line ?? null);
    const message =
      line === null
        ? outcome.refused.message
        : t('staff.form.inRow', { row: line, message: outcome.refused.message });
    return answerWith(
      again.map((row) =>
        row.line === line ? { ...row, take: false, refused: outcome.refused.message } : row,
      ),
      [{ field: line === null ? 'submit' : `take-${line}`, message }],
      400,
    );
  }

  const ids = sent.all('id');
  if (ids.length === 0) return sent.failed([{ field: 'act', message: t('staff.form.nothingChosen') }]);
  const act = sent.text('act');
  const key = `${sent.key}/${act}`;
  if (act === 'recognise') {
    const { decision, faults } = decisionOf(sent, speech);
    if (faults.length > 0) return sent.failed(faults);
    const input = { ...cell, ids, decision, reason: sent.optional('closedReason') };
    const outcome = await change(context, request, RecogniseSubjects, { input }, key);
    if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'act', atClosedReason);
    throw await finish('recognised', outcome.done);
  }
  const reason = sent.text('reason');
  if (!reason) return sent.failed([{ field: 'reason', message: t('staff.form.needReason') }]);
  const input = { ...cell, ids, reason };
  const outcome =
    act === 'revoke'
      ? await change(context, request, RevokeRecognition, { input }, key)
      : await change(context, request, WithdrawSubjects, { input }, key);
  if ('refused' in outcome) return sent.refused(outcome.refused, speech, 'act');
  throw await finish(act === 'revoke' ? 'recognitionRevoked' : 'withdrawn', outcome.done);

  function answerWith(preview: PreviewRow[], faults: Failure['faults'], status: number) {
    const answer: Preview = {
      preview,
      intent: 'registerMany',
      key: sent.key.replace(/\/.*$/, ''),
      faults,
      values: { rows: [sent.text('rows')] },
    };
    return data(answer, { status });
  }

  /** What can be told beforehand: gaps, keys twice, keys on the roster. Keys of households are secret: their names are only noted. */
  async function previewOf(rows: ReturnType<typeof pastedRows>): Promise<PreviewRow[]> {
    const { titles } = await askAs(context, Titles, {});
    const isHousehold = titles.find(({ code }) => code === cell.title)?.subjectKind === 'HOUSEHOLD';
    // As the movements service compares them.
    const bareOf = (key: string) => (isHousehold ? bareKey(key) : key.toLocaleUpperCase('vi'));
    const keys = new Set<string>();
    const names = new Set<string>();
    let after: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { roster }: ResultOf<typeof Roster> = await askAs(context, Roster, {
        ...cell,
        first: 100,
        after,
      });
      for (const one of roster.nodes) {
        if (one.status === 'WITHDRAWN') continue;
        if (one.key) keys.add(bareOf(one.key));
        names.add(bareName(one.name));
      }
      if (!roster.pageInfo.hasNextPage) break;
      after = roster.pageInfo.endCursor;
    }
    const seen = new Map<string, number>();
    return rows.map(({ line, cells: [key = '', name = ''] }) => {
      const bare = bareOf(key);
      const before = seen.get(bare);
      seen.set(bare, before ?? line);
      const refused = !bare
        ? t('staff.roster.needKey')
        : !name
          ? t('staff.roster.needName')
          : before !== undefined
            ? t('staff.roster.twice', { line: before })
            : keys.has(bare)
              ? t('staff.roster.there')
              : null;
      const note = !refused && names.has(bareName(name)) ? t('staff.roster.sameName') : null;
      return { line, key, name, refused, note, take: refused === null };
    });
  }
}
/** Of 100 rows each, that are compared with what was pasted. */
const MOST_PAGES = 20;

export default function RosterPage() {
  const found = useLoaderData<typeof loader>();
  const { titles, title, movement, unit, communes, periods, period, status, search, roster, mayWrite } =
    found;
  const { t, path, nameOf, period: inWords, number } = useSpeech();
  const answer: unknown = useActionData();
  const selected = useFailure('selected');
  const preview = isPreview(answer) ? answer.preview : null;
  const to = (changed: Record<string, string>) =>
    path(
      `/desk/roster?${new URLSearchParams({ title: title?.code ?? '', period: period ?? '', unit: unit.code, ...changed })}`,
    );
  const cell = (
    <>
      <Hidden name="unit" value={unit.code} />
      <Hidden name="title" value={title?.code ?? ''} />
      <Hidden name="period" value={period ?? ''} />
      <Hidden name="movement" value={movement?.code ?? ''} />
    </>
  );
  return (
    <>
      <DeskHeading title={t('staff.roster.title')} />
      {title && period && (
        <p className="lead">
          {nameOf(title)}: {nameOf(unit)}, {inWords(period)}
        </p>
      )}
      <Choices
        label={t('rates.chooseTitle')}
        choices={titles.map((one) => ({
          to: to({ title: one.code, period: '' }),
          name: nameOf(one),
          chosen: one.code === title?.code,
        }))}
      />
      <Choices
        label={t('period.switch')}
        choices={periods.map((one) => ({
          to: to({ period: one }),
          name: inWords(one),
          chosen: one === period,
        }))}
      />
      <form className="search" role="search">
        <Hidden name="title" value={title?.code ?? ''} />
        <Hidden name="period" value={period ?? ''} />
        {communes.length > 0 ? (
          <div className="field">
            <label htmlFor="unit">{t('staff.roster.commune')}</label>
            <select id="unit" name="unit" defaultValue={unit.code}>
              {unit.level !== 'COMMUNE' && <option value="">{t('staff.form.choose')}</option>}
              {communes.map((one) => (
                <option key={one.code} value={one.code}>
                  {nameOf(one)} ({one.code})
                </option>
              ))}
            </select>
          </div>
        ) : (
          <Hidden name="unit" value={unit.code} />
        )}
        <div className="field">
          <label htmlFor="search">{t('staff.roster.search')}</label>
          <input id="search" name="search" type="search" defaultValue={search} />
        </div>
        <div className="field">
          <label htmlFor="status">{t('staff.roster.status')}</label>
          <select id="status" name="status" defaultValue={status ?? ''}>
            <option value="">{t('honours.any')}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {t(`staff.roster.statusOf.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <button className="quiet">{t('staff.roster.show')}</button>
      </form>
      {!roster && <p className="empty">{t('staff.roster.chooseCommune')}</p>}
      {roster && mayWrite && (
        <>
          {preview && (
            <PreviewTable preview={preview} cell={cell} text={(answer as Preview).values.rows?.[0] ?? ''} />
          )}
          <details className="panel" open={isFault(answer, 'register')}>
            <summary>{t('staff.roster.one')}</summary>
            <DeskForm intent="register" submit={t('staff.roster.register')}>
              {cell}
              <div className="fields">
                <Text name="key-of-subject" label={t('staff.roster.key')} hint={t('staff.roster.keyHint')} />
                <Text name="name" label={t('staff.roster.name')} />
              </div>
            </DeskForm>
          </details>
          <details className="panel" open={isFault(answer, 'paste')}>
            <summary>{t('staff.roster.many')}</summary>
            <DeskForm intent="paste" submit={t('staff.form.preview')}>
              {cell}
              <Area name="rows" label={t('staff.roster.rows')} hint={t('staff.roster.rowsHint')} />
            </DeskForm>
          </details>
        </>
      )}
      {roster && title && period && (
        <Exports
          file="roster"
          query={{ unit: unit.code, title: title.code, period, ...(status && { status }) }}
        />
      )}
      {roster && (
        <DeskForm intent="selected" className="desk-form wide">
          {cell}
          <h2 id="list">{t('staff.roster.list', { count: roster.totalCount })}</h2>
          {roster.nodes.length === 0 && <p className="empty">{t('staff.roster.none')}</p>}
          {roster.nodes.length > 0 && (
            <div className="scroll" role="region" aria-labelledby="list" tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    {mayWrite && <th scope="col">{t('staff.form.pick')}</th>}
                    <th scope="col">{t('staff.roster.name')}</th>
                    <th scope="col">{t('staff.roster.key')}</th>
                    <th scope="col">{t('staff.roster.status')}</th>
                    <th scope="col">{t('staff.roster.note')}</th>
                  </tr>
                </thead>
                <tbody>
                  {roster.nodes.map((one) => (
                    <tr key={one.id}>
                      {mayWrite && (
                        <td className="number">
                          {one.status !== 'WITHDRAWN' && (
                            <input
                              type="checkbox"
                              name="id"
                              value={one.id}
                              defaultChecked={selected?.values.id?.includes(one.id)}
                              aria-label={t('staff.form.pickThis', { name: one.name })}
                            />
                          )}
                        </td>
                      )}
                      <th scope="row">{one.name}</th>
                      <td>{one.key ?? t('staff.roster.secret')}</td>
                      <td>{t(`staff.roster.statusOf.${one.status}`)}</td>
                      <td className="hint">
                        {[
                          one.decisionNumber,
                          one.byRecognition && t('staff.roster.byRecognition'),
                          one.reason,
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <p className="onwards">
            {found.isLater && <a href={to({ search, status: status ?? '' })}>{t('honours.first')}</a>}
            {roster.pageInfo.hasNextPage && (
              <a href={to({ search, status: status ?? '', after: roster.pageInfo.endCursor ?? '' })}>
                {t('units.more')}
              </a>
            )}
            <span className="hint">{number(roster.totalCount)}</span>
          </p>
          {mayWrite && roster.nodes.length > 0 && (
            <div id="selected-act" tabIndex={-1}>
              <details className="panel" open={isFault(answer, 'selected', 'recognise')}>
                <summary>{t('staff.roster.recognise')}</summary>
                <DecisionFields issuer={unit.code} authority="COMMUNE_CHAIR" />
                <ClosedReason />
                <button name="act" value="recognise">
                  {t('staff.roster.recogniseSelected')}
                </button>
              </details>
              <details className="panel" open={isFault(answer, 'selected', 'withdraw', 'revoke')}>
                <summary>{t('staff.roster.withdraw')}</summary>
                <Text name="reason" label={t('staff.form.reason')} />
                <p className="buttons">
                  <button name="act" value="withdraw" className="danger">
                    {t('staff.roster.withdrawSelected')}
                  </button>
                  <button name="act" value="revoke" className="danger">
                    {t('staff.roster.revokeSelected')}
                  </button>
                </p>
              </details>
            </div>
          )}
        </DeskForm>
      )}
    </>
  );
}

/** Whether the form came back with something wrong, after one of these buttons. */
function isFault(answer: unknown, intent: string, ...acts: string[]): boolean {
  const failure = answer as Partial<Failure> | undefined;
  return failure?.intent === intent && (acts.length === 0 || acts.includes(failure.values?.act?.[0] ?? ''));
}

function PreviewTable({
  preview,
  cell,
  text,
}: {
  preview: PreviewRow[];
  cell: React.ReactNode;
  text: string;
}) {
  const { t } = useSpeech();
  const good = preview.filter(({ refused }) => refused === null).length;
  return (
    <>
      <h2 id="preview">{t('staff.form.previewOf', { count: preview.length })}</h2>
      <p>{t('staff.form.previewSays', { good, bad: preview.length - good })}</p>
      <DeskForm intent="registerMany" className="desk-form wide" submit={t('staff.roster.registerChosen')}>
        {cell}
        <Hidden name="rows" value={text} />
        <div className="scroll" role="region" aria-labelledby="preview" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('staff.form.pick')}</th>
                <th scope="col">{t('staff.form.line')}</th>
                <th scope="col">{t('staff.roster.key')}</th>
                <th scope="col">{t('staff.roster.name')}</th>
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
                      id={`registerMany-take-${row.line}`}
                      name="take"
                      value={row.line}
                      defaultChecked={row.take}
                      aria-label={t('staff.form.pickThis', { name: row.name || row.key || String(row.line) })}
                    />
                  </td>
                  <td className="number">{row.line}</td>
                  <td>{row.key}</td>
                  <td>{row.name}</td>
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
