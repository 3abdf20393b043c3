import { expect } from '@jest/globals';
import { eventually } from './eventually.js';
import { type World } from './world.js';

/** What is told of an import. */
export interface Told {
  id: string;
  status: string;
  fault: { code: string; message: string } | null;
  rows: number;
  ready: number;
  refused: number;
  unchanged: number;
  done: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
  /** Of an error. */
  code?: string;
}
export interface Who {
  role: string;
  unit: string;
  subject?: string;
}
export type ToldRow = [number: number, outcome: string, column: string | null, code: string | null];

/** Sends files as people do, over HTTP, and asks how they go through GraphQL. */
export class ImportClient {
  constructor(
    private readonly world: Pick<World, 'url' | 'issuer' | 'ask'>,
    readonly who: Who,
  ) {}

  async authorization(): Promise<string> {
    const { subject = 'importer', ...who } = this.who;
    return this.world.issuer.authorization(subject, who);
  }

  async http(method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}) {
    return fetch(`${this.world.url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/octet-stream' }),
        authorization: await this.authorization(),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
  }

  /** Status and code of the answer to a file that is sent. */
  async refused(parameters: Record<string, string>, body: Buffer | string = 'x', headers = {}) {
    const response = await this.http('POST', `/imports?${new URLSearchParams(parameters)}`, body, headers);
    const { code } = (await response.json()) as Told;
    return [response.status, code];
  }

  async begin(parameters: Record<string, string>, file: Buffer | string): Promise<Told> {
    const response = await this.http('POST', `/imports?${new URLSearchParams(parameters)}`, file);
    const begun = (await response.json()) as Told;
    if (response.status !== 202) throw new Error(`${response.status} ${JSON.stringify(begun)}`);
    return begun;
  }

  /** Sends a file and waits until it is rehearsed, or cannot be. */
  async send(parameters: Record<string, string>, file: Buffer | string): Promise<Told> {
    return this.over((await this.begin(parameters, file)).id);
  }

  async told(id: string): Promise<Told | undefined> {
    const { imports } = await this.world.ask<{ imports: { nodes: Told[] } }>(
      `query ($id: ID!) { imports(id: $id) {
         nodes { id status fault { code message } rows ready refused unchanged done rowsPerSecond secondsLeft } } }`,
      { id },
      { authorization: await this.authorization() },
    );
    return imports.nodes[0];
  }

  /** Waits until nothing more happens by itself. */
  over(id: string): Promise<Told> {
    return eventually(async () => {
      const job = await this.told(id);
      if (!job || ['READING', 'CHECKING', 'RUNNING'].includes(job.status))
        throw new Error(JSON.stringify(job));
      return job;
    }, 120_000);
  }

  async run(id: string): Promise<Told> {
    const response = await this.http('POST', `/imports/${id}/run`);
    expect([response.status, await response.text()]).toEqual([202, expect.anything()]);
    return this.over(id);
  }

  async rows(id: string, outcome: string | null = null): Promise<ToldRow[]> {
    const { importRows } = await this.world.ask<{
      importRows: {
        nodes: { number: number; outcome: string; column: string | null; fault: { code: string } | null }[];
      };
    }>(
      `query ($id: ID!, $outcome: ImportOutcome) { importRows(import: $id, outcome: $outcome) {
         nodes { number outcome column fault { code message } } } }`,
      { id, outcome },
      { authorization: await this.authorization() },
    );
    return importRows.nodes.map(({ number, outcome: what, column, fault }) => [
      number,
      what,
      column,
      fault?.code ?? null,
    ]);
  }
}

/** A movement of households and clans, and an edition with two ranks, for files to speak of. */
export async function prepareImports(world: Pick<World, 'ask'>): Promise<void> {
  await world.ask(
    `mutation ($draft: DraftMovementInput!, $edition: OpenCompetitionInput!) {
       draftMovement(input: $draft) { __typename } launchMovement(code: "XHHT") { __typename }
       openCompetition(input: $edition) { __typename } }`,
    {
      draft: {
        code: 'XHHT',
        name: 'Xây dựng xã hội học tập',
        launchingAuthority: 'PROVINCIAL_CHAIR',
        launchedBy: '11',
        titles: [{ code: 'LEARNING_FAMILY' }, { code: 'LEARNING_CLAN' }],
      },
      edition: {
        code: 'KHKT-2025',
        name: 'Cuộc thi khoa học kỹ thuật',
        level: 'PROVINCE',
        period: '2024-2025',
        organiser: '11',
        ranks: [
          { code: 'NHAT', name: 'Giải Nhất', quota: 1 },
          { code: 'NHI', name: 'Giải Nhì' },
        ],
      },
    },
  );
}
export const families = { kind: 'SUBJECTS', movement: 'XHHT', title: 'LEARNING_FAMILY', period: '2025' };
