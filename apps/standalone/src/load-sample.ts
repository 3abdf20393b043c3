import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One mutation of the sample; `variables` are its arguments. */
export interface Step {
  mutation: string;
  /** Sample account on whose behalf it is asked. */
  as: string;
  variables: Record<string, unknown>;
  /** Name under which the id of its answer is kept: a later step says `$name` where it needs it. */
  keep?: string;
}

const signatures: Record<string, string> = {
  registerInstitutions: '$input: RegisterInstitutionsInput!',
  draftMovement: '$input: DraftMovementInput!',
  launchMovement: '$code: ID!',
  setTargets: '$input: SetTargetsInput!',
  recordBaselines: '$input: RecordBaselinesInput!',
  reportTally: '$input: ReportTallyInput!',
  reportCompetitionTally: '$input: ReportCompetitionTallyInput!',
  reportAwardTally: '$input: ReportAwardTallyInput!',
  reportExemplarTally: '$input: ReportExemplarTallyInput!',
  nominateExemplar: '$input: NominateExemplarInput!',
  reviewExemplar: '$input: ReviewExemplarInput!',
  publishExemplar: '$input: PublishExemplarInput!',
  holdConference: '$input: HoldConferenceInput!',
};

interface Answer {
  answer: { id?: string; reason?: string; message?: string; field?: string };
}

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

const UNIT_KNOWN_WITHIN_MS = 60_000;
/** Loads the sample through the public mutations. Each step has its own idempotency key: interrupted, it can begin again. */
export async function loadSample(
  url: string,
  folder: string,
  authorizationOf: (account: string) => Promise<string>,
): Promise<void> {
  const kept = new Map<string, string>();
  // Signing in takes longer than a step; a token outlives the loading.
  const authorizations = new Map<string, string>();
  for (const [index, { mutation, as, variables, keep }] of readSample(folder).entries()) {
    const names = Object.keys(variables);
    const authorization = authorizations.get(as) ?? (await authorizationOf(as));
    authorizations.set(as, authorization);
    const query = `mutation (${signatures[mutation]}) {
      answer: ${mutation}(${names.map((name) => `${name}: $${name}`).join(', ')}) {
        ${keep ? '... on Nomination { id }' : ''} ... on Refusal { reason message field } } }`;
    const give = () =>
      ask<Answer>(
        url,
        query,
        JSON.parse(JSON.stringify(variables), (_, value: unknown) =>
          typeof value === 'string' && value.startsWith('$') ? kept.get(value.slice(1)) : value,
        ) as Step['variables'],
        {
          'idempotency-key': `sample-${index}`,
          authorization,
        },
      );
    let { answer } = await give();
    // A school that one service has just entered is known to the others a moment later, an old unit within a minute.
    const deadline = Date.now() + UNIT_KNOWN_WITHIN_MS;
    while (['UNIT_UNKNOWN', 'MAP_LOADING'].includes(answer.reason ?? '') && Date.now() < deadline) {
      await sleep(200);
      ({ answer } = await give());
    }
    if (answer.reason)
      throw new Error(
        `sample step ${index} (${mutation}) was refused: ${answer.reason} ${answer.field ?? ''} ${answer.message}`,
      );
    if (keep && answer.id) kept.set(keep, answer.id);
  }
}
