import type { VariablesOf } from 'gql.tada';
import {
  redirect,
  useActionData,
  useLoaderData,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
} from 'react-router';
import { sessionContext } from '../../context.js';
import { graphql } from '../../graphql.js';
import { useSpeech } from '../../words.js';
import { askAs, change, Sent, speechOf } from '../change.server.js';
import { DecisionFields, HonourChoice } from '../decision-fields.js';
import { decisionOf } from '../decision.server.js';
import { AwardsTold } from '../documents.js';
import { Area, DeskForm, DeskHeading, Hidden, Text } from '../form.js';
import { pastedRows } from '../paste.js';
import { untilSeen } from '../places.server.js';
import { isPreview, PreviewTable } from '../preview.js';
import { faultsOfRows, Previewing } from '../preview.server.js';
import { Decisions } from './documents.js';
import { recipientHeadings, recipientsOf } from './recipients.server.js';

const RecordCommendations = graphql(
  `
    mutation RecordCommendations($input: RecordCommendationsInput!) {
      recordCommendations(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

const RecordEmulationTitles = graphql(
  `
    mutation RecordEmulationTitles($input: RecordEmulationTitlesInput!) {
      recordEmulationTitles(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

type Commendations = VariablesOf<typeof RecordCommendations>['input'];
type Titles = VariablesOf<typeof RecordEmulationTitles>['input'];

export const loader = ({ context }: LoaderFunctionArgs) => ({ own: context.get(sessionContext).unit });

/** Nothing is recorded before exactly these rows were shown. */
export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const speech = speechOf(request);
  const { t, path } = speech;
  const { decision, faults } = decisionOf(sent, speech);
  const [kind = '', what = ''] = sent.text('what').split(':');
  if (!what) faults.unshift({ field: 'what', message: t('staff.decisions.needWhat') });
  if (!sent.text('period')) faults.unshift({ field: 'period', message: t('staff.competitions.need.period') });
  const text = sent.text('rows');
  const rows = recipientsOf(pastedRows(text, recipientHeadings), speech);
  faults.push(...faultsOfRows(rows, speech, t('staff.decisions.needRecipients')));
  if (faults.length > 0) return sent.failed(faults);

  const act = sent.text('act');
  const wasShown = sent.text('previewed') === text && act !== 'preview';
  const wanted = new Set(sent.all('take'));
  const names = ['what', 'period', 'rows', ...Object.keys(decision).map((name) => `decision.${name}`)];
  const read = rows.map(({ line, recipient: { name, kind, unit, achievement }, refused }) => ({
    line,
    name,
    cells: [name, t(`subject.${kind}`), unit, achievement],
    refused,
  }));
  const previewing = new Previewing(sent, 'record', read, wasShown ? wanted : null, names);
  if (!wasShown) return previewing.shown();
  const chosen = rows.filter(({ line }) => wanted.has(String(line)));
  if (chosen.length === 0)
    return previewing.shown([{ field: 'rows', message: t('staff.form.nothingChosen') }]);

  const publish = act === 'publish';
  const input = {
    decision,
    period: sent.text('period'),
    publish,
    recipients: chosen.map(({ recipient }) => recipient),
  };
  const key = `${sent.key}/${act}`;
  const outcome =
    kind === 'FORM'
      ? await change(
          context,
          request,
          RecordCommendations,
          { input: { ...input, form: what as Commendations['form'] } },
          key,
        )
      : await change(
          context,
          request,
          RecordEmulationTitles,
          { input: { ...input, title: what as Titles['title'] } },
          key,
        );
  if ('refused' in outcome) {
    const { field } = outcome.refused;
    const place = field && sent.has(field) ? field : field === 'form' || field === 'title' ? 'what' : 'rows';
    return previewing.refused(outcome.refused, speech, 'recipients', chosen, place);
  }
  let id: string | undefined;
  await untilSeen(async () => {
    const { decisions } = await askAs(context, Decisions, { number: decision.number });
    id = decisions.nodes.find(
      (one) =>
        one.decision.authority === decision.authority &&
        one.decision.signedOn === decision.signedOn &&
        one.recipients === chosen.length &&
        (one.status === 'PUBLISHED') === publish,
    )?.id;
    return id !== undefined;
  });
  const told = new URLSearchParams({
    number: decision.number,
    done: publish ? 'awarded' : 'recorded',
    count: String(chosen.length),
  });
  throw redirect(path(id ? `/desk/decisions/${id}?${told}` : `/desk/decisions?${told}`));
}

export default function RecordPage() {
  const { own } = useLoaderData<typeof loader>();
  const answer: unknown = useActionData();
  const preview = isPreview(answer) ? answer : null;
  const { t, path } = useSpeech();
  return (
    <>
      <DeskHeading
        title={t('staff.decisions.record')}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/decisions'), name: t('staff.decisions.title') },
        ]}
      />
      <DeskForm
        intent="record"
        className="desk-form wide"
        buttons={
          <>
            <button name="act" value="preview" className={preview ? 'quiet' : undefined}>
              {t('staff.form.preview')}
            </button>
            {preview && (
              <>
                <button name="act" value="draft">
                  {t('staff.decisions.saveDraft')}
                </button>
                <button name="act" value="publish">
                  {t('staff.decisions.publishNow')}
                </button>
              </>
            )}
          </>
        }
      >
        <div className="fields">
          <HonourChoice />
          <Text name="period" label={t('competitions.period')} hint={t('staff.competitions.periodHint')} />
        </div>
        <DecisionFields issuer={own} authority="DEPARTMENT_DIRECTOR" />
        <Area
          name="rows"
          label={t('staff.decisions.recipients')}
          hint={t('staff.decisions.recipientsHint')}
        />
        {preview && (
          <>
            <Hidden name="previewed" value={preview.values.rows?.[0] ?? ''} />
            <PreviewTable
              answer={preview}
              columns={[
                t('honours.recipient'),
                t('honours.subject'),
                t('rates.unit'),
                t('honours.achievement'),
              ]}
              says={t('staff.decisions.publishSays')}
            />
          </>
        )}
      </DeskForm>
    </>
  );
}
