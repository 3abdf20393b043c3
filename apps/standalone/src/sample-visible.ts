import { setTimeout as sleep } from 'node:timers/promises';
import { ask, readSample, type Step } from './load-sample.js';

type Input = Record<string, unknown>;
/** What is asked of the gateway to see a step's effect, and whether the answer shows it. */
interface Look {
  query: string;
  variables: (input: Input, variables: Step['variables']) => Record<string, unknown>;
  shows: (data: never, input: Input) => boolean;
}
const look = <Data>(
  query: string,
  variables: Look['variables'],
  shows: (data: Data, input: Input) => boolean,
): Look => ({ query, variables, shows });

interface Rates {
  registrationRates: {
    registered: unknown;
    recognised: unknown;
    stated: unknown[];
    baseline: unknown;
    targets: unknown[];
  }[];
}
type RatesRow = Rates['registrationRates'][number];
const rates = (shows: (row: RatesRow) => boolean): Look =>
  look<Rates>(
    `query ($unit: UnitCode!, $period: Period!, $titles: [TitleCode!]) {
       registrationRates(unit: $unit, period: $period, titles: $titles) {
         registered { value } recognised { value } stated { percent } baseline { value } targets { percent } } }`,
    (input) => {
      const first = ((input.baselines ?? input.targets ?? []) as Input[])[0];
      return {
        unit: input.unit ?? first?.unit,
        period: input.period,
        titles: [input.title ?? first?.title],
      };
    },
    ({ registrationRates: [row] }) => row !== undefined && shows(row),
  );
const period = ({ unit, period }: Input) => ({ unit, period });

const looks: Record<string, Look> = {
  registerInstitutions: look<{ unit: unknown }>(
    'query ($code: UnitCode!) { unit(code: $code) { id } }',
    ({ institutions }) => ({ code: (institutions as Input[]).at(-1)?.code }),
    ({ unit }) => unit !== null,
  ),
  launchMovement: look<{ movement: { status: string } | null }>(
    'query ($code: ID!) { movement(code: $code) { status } }',
    (_, variables) => variables,
    ({ movement }) => movement?.status === 'LAUNCHED',
  ),
  setTargets: rates(({ targets }) => targets.length > 0),
  recordBaselines: rates(({ baseline }) => baseline !== null),
  reportTally: rates(
    ({ registered, recognised, stated }) => registered !== null || recognised !== null || stated.length > 0,
  ),
  reportCompetitionTally: look<{ competition: unknown }>(
    'query ($code: ID!) { competition(code: $code) { code } }',
    ({ code }) => ({ code }),
    ({ competition }) => competition !== null,
  ),
  reportAwardTally: look<{ honoursSummary: { form: string; authority: string }[] }>(
    'query ($unit: UnitCode!, $period: Period!) { honoursSummary(unit: $unit, period: $period) { form authority } }',
    period,
    ({ honoursSummary }, { form, authority }) =>
      honoursSummary.some((row) => row.form === form && row.authority === authority),
  ),
  reportExemplarTally: look<{ exemplarsSummary: { basis: string }[] }>(
    'query ($unit: UnitCode!, $period: Period!) { exemplarsSummary(unit: $unit, period: $period) { basis } }',
    period,
    ({ exemplarsSummary }) => exemplarsSummary.some(({ basis }) => basis === 'TALLY'),
  ),
  holdConference: look<{ conferences: { nodes: { name: string }[] } }>(
    'query ($unit: UnitCode, $period: Period) { conferences(unit: $unit, period: $period) { nodes { name } } }',
    period,
    ({ conferences }, { name }) => conferences.nodes.some((held) => held.name === name),
  ),
};
/** The step that publishes an example names only its id; the one that nominated it names it. */
const publication = look<{ exemplars: { totalCount: number } }>(
  'query ($search: String) { exemplars(filter: { search: $search }) { totalCount } }',
  ({ name }) => ({ search: name }),
  ({ exemplars }) => exemplars.totalCount > 0,
);

/** Waits until the gateway answers with the effect of every step of the sample. */
export async function untilSampleVisible(url: string, folder: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (const { mutation, variables, keep } of readSample(folder)) {
    // What is kept is what a later step publishes.
    const looked = keep ? publication : looks[mutation];
    if (!looked) continue;
    const input = (variables.input ?? {}) as Input;
    const seen = async () =>
      looked.shows(await ask<never>(url, looked.query, looked.variables(input, variables)), input);
    // What is not there yet, such as a title, is an error of the question.
    while (!(await seen().catch(() => false))) {
      if (Date.now() > deadline)
        throw new Error(
          `not visible within ${withinMs} ms: ${mutation} ${JSON.stringify(input).slice(0, 200)}`,
        );
      await sleep(50);
    }
  }
}
