import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One mutation of the sample; `variables` are its arguments. */
export interface Step {
  mutation: string;
  /** Sample account on whose behalf it is asked. */
  as: string;
  variables: Record<string, unknown>;
}

const signatures: Record<string, string> = {
  registerInstitutions: '$input: RegisterInstitutionsInput!',
  draftMovement: '$input: DraftMovementInput!',
  launchMovement: '$code: ID!',
  setTargets: '$input: SetTargetsInput!',
  recordBaselines: '$input: RecordBaselinesInput!',
  reportTally: '$input: ReportTallyInput!',
};

/** Asks the gateway; throws what it says is wrong. */
export async function ask<Data>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(15_000),
  });
  if (response.status === 429) {
    await sleep(1_000 * Number(response.headers.get('retry-after') ?? 1));
    return ask(url, query, variables, headers);
  }
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (answer.errors?.length || !answer.data)
    throw new Error(answer.errors?.map(({ message }) => message).join('; ') ?? 'no data');
  return answer.data;
}

export const readSample = (folder: string): Step[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Step[]);

/** Loads the sample through the public mutations. Each step has its own idempotency key: interrupted, it can begin again. */
export async function loadSample(
  url: string,
  folder: string,
  authorizationOf: (account: string) => Promise<string>,
): Promise<void> {
  for (const [index, { mutation, as, variables }] of readSample(folder).entries()) {
    const names = Object.keys(variables);
    const query = `mutation (${signatures[mutation]}) {
      answer: ${mutation}(${names.map((name) => `${name}: $${name}`).join(', ')}) { ... on Refusal { reason message field } } }`;
    const { answer } = await ask<{ answer: { reason?: string; message?: string; field?: string } }>(
      url,
      query,
      variables,
      {
        'idempotency-key': `sample-${index}`,
        authorization: await authorizationOf(as),
      },
    );
    if (answer.reason)
      throw new Error(
        `sample step ${index} (${mutation}) was refused: ${answer.reason} ${answer.field ?? ''} ${answer.message}`,
      );
  }
}

interface Visible {
  registrationRates: {
    registered: unknown;
    recognised: unknown;
    stated: unknown[];
    baseline: unknown;
    targets: unknown[];
  }[];
}

/** Waits until every figure of the sample is answered by the gateway. */
export async function untilSampleVisible(url: string, folder: string, withinMs: number): Promise<void> {
  const steps = readSample(folder);
  const deadline = Date.now() + withinMs;
  while (steps[0]) {
    const missing = await firstInvisible(url, steps[0]);
    if (!missing) {
      // What was seen once stays.
      steps.shift();
      continue;
    }
    if (Date.now() > deadline) throw new Error(`not visible within ${withinMs} ms: ${missing}`);
    await sleep(50);
  }
}

async function firstInvisible(url: string, { mutation, variables }: Step): Promise<string | null> {
  const input = (variables.input ?? {}) as Record<string, unknown>;
  if (mutation === 'registerInstitutions')
    for (const { code } of input.institutions as { code: string }[]) {
      const { unit } = await ask<{ unit: unknown }>(
        url,
        'query ($code: UnitCode!) { unit(code: $code) { id } }',
        { code },
      );
      if (!unit) return `unit ${code}`;
    }
  if (mutation === 'launchMovement') {
    const { movement } = await ask<{ movement: { status: string } | null }>(
      url,
      'query ($code: ID!) { movement(code: $code) { status } }',
      variables,
    );
    if (movement?.status !== 'LAUNCHED') return `movement ${String(variables.code)}`;
  }
  if (mutation === 'reportTally' || mutation === 'recordBaselines' || mutation === 'setTargets') {
    const of = {
      unit: input.unit,
      title: input.title,
      ...((input.baselines as object[])?.[0] ?? {}),
      ...((input.targets as object[])?.[0] ?? {}),
    } as Record<string, string>;
    const { registrationRates } = await ask<Visible>(
      url,
      `query ($unit: UnitCode!, $period: Period!, $titles: [TitleCode!]) {
           registrationRates(unit: $unit, period: $period, titles: $titles) {
             registered { value } recognised { value } stated { percent } baseline { value } targets { percent } } }`,
      { unit: of.unit, period: input.period, titles: [of.title] },
    ).catch(() => ({ registrationRates: [] }));
    const row = registrationRates[0];
    const there =
      mutation === 'reportTally'
        ? row && (row.registered !== null || row.recognised !== null || row.stated.length > 0)
        : mutation === 'recordBaselines'
          ? row?.baseline
          : (row?.targets.length ?? 0) > 0;
    if (!there) return `${mutation} ${of.unit} ${of.title} ${String(input.period)}`;
  }
  return null;
}
