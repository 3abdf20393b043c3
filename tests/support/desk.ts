import { buildSchema, isUnionType } from 'graphql';
import { readFileSync } from 'node:fs';
import { eventually } from './eventually.js';

const schema = buildSchema(readFileSync('apps/gateway/schema.graphql', 'utf8'));
const mutations = schema.getMutationType()?.getFields() ?? {};

/** What a result of any kind tells. */
export interface Told {
  __typename: string;
  id: string;
  status: string;
  slug: string | null;
  version: number;
  changed: number;
  awards: { id: string }[];
  reason?: string;
  message?: string;
  field?: string | null;
}
const fields: Record<string, string> = {
  Nomination: 'id status slug version',
  Conference: 'id',
  Changed: 'changed',
  AwardsRecorded: 'awards { id }',
  Competition: 'code',
  Movement: 'code',
  Refusal: 'reason message field',
};

export interface Asking {
  /** Asks the gateway on behalf of an account of the sample, or of nobody (null); throws on errors. */
  ask<Data>(query: string, variables: Record<string, unknown>, account: string | null): Promise<Data>;
}
export interface Shown {
  slug: string;
  name: string;
  honours: { id: string; title: string }[];
}
export interface NominationRow {
  id: string;
  name: string | null;
  status: string;
  awardChanged: boolean;
  erased: boolean;
  version: number;
  note: string | null;
  channels: { channel: string; on: string }[];
}

/** The work of editors, reviewers and the council through the public mutations, and what everybody sees of it. */
export class Desk {
  private count = 0;
  constructor(private readonly asking: Asking) {}

  /** Answers a result or a refusal. */
  async send(mutation: string, given: Record<string, unknown>, account = 'administrator'): Promise<Told> {
    const { args = [], type } = mutations[mutation] ?? {};
    const union = schema.getType(String(type).replace('!', ''));
    const asked = isUnionType(union)
      ? union.getTypes().map(({ name }) => `... on ${name} { ${fields[name] ?? '__typename'} }`)
      : [];
    const variables = args[0]?.name === 'input' && !('input' in given) ? { input: given } : given;
    const passed = args.filter(({ name }) => name in variables);
    const { answer } = await this.asking.ask<{ answer: Told }>(
      `mutation (${passed.map((one) => `$${one.name}: ${String(one.type)}`).join(', ')}) {
         answer: ${mutation}(${passed.map(({ name }) => `${name}: $${name}`).join(', ')}) { __typename ${asked.join(' ')} } }`,
      variables,
      account,
    );
    return answer;
  }

  /** Throws what is refused. */
  async done(mutation: string, given: Record<string, unknown>, account?: string): Promise<Told> {
    const told = await this.send(mutation, given, account);
    if (told.reason) throw new Error(`${mutation}: ${told.reason} ${told.field} ${told.message}`);
    return told;
  }

  nomination(more: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      name: `Quàng Thị Ngát ${++this.count}`,
      group: 'INDIVIDUAL',
      unit: '03127',
      period: '2024-2025',
      headline: 'Cô giáo của bản',
      story: 'Hai mươi năm **dạy chữ**.',
      minor: false,
      ...more,
    };
  }

  nominate = (more: Record<string, unknown> = {}, account = 'editor') =>
    this.done('nominateExemplar', this.nomination(more), account);
  review = (id: string, verdict: string, note?: string) =>
    this.done('reviewExemplar', { id, verdict, note }, 'reviewer');
  publish = (id: string, more: Record<string, unknown> = {}) =>
    this.done('publishExemplar', { id, basis: consent(), ...more }, 'editor');

  /** Nominated, approved and published; the gateway shows it. */
  async published(
    more: Record<string, unknown> = {},
    publication: Record<string, unknown> = {},
  ): Promise<Told> {
    const { id } = await this.nominate(more);
    await this.review(id, 'APPROVE');
    const told = await this.publish(id, publication);
    await this.until(told.slug, true);
    return told;
  }

  /** One in the state. */
  async at(status: string): Promise<Told> {
    const nominated = await this.nominate();
    const { id } = nominated;
    if (status === 'UNDER_REVIEW') return this.done('startReview', { id }, 'reviewer');
    if (status === 'RETURNED') return this.review(id, 'RETURN', 'thiếu');
    if (status === 'REJECTED') return this.review(id, 'REJECT', 'chưa đủ');
    if (status === 'WITHDRAWN') return this.done('withdrawExemplar', { id, reason: 'nhầm' }, 'editor');
    if (status === 'NOMINATED') return nominated;
    const approved = await this.review(id, 'APPROVE');
    return status === 'PUBLISHED' ? this.publish(id) : approved;
  }

  async shown(slug: string | null): Promise<Shown | null> {
    const { exemplar } = await this.asking.ask<{ exemplar: Shown | null }>(
      'query ($slug: ID!) { exemplar(slug: $slug) { slug name honours { id title } } }',
      { slug: slug ?? '' },
      null,
    );
    return exemplar;
  }

  /** Until everybody sees it, or nobody any more. */
  until = (slug: string | null, seen: boolean): Promise<void> =>
    eventually(async () => {
      if (((await this.shown(slug)) !== null) !== seen)
        throw new Error(`${slug} is ${seen ? 'not ' : ''}shown`);
    });

  /** As staff see it. */
  async row(id: string): Promise<NominationRow | undefined> {
    const { nominations } = await this.asking.ask<{ nominations: { nodes: NominationRow[] } }>(
      `{ nominations(first: 100) { nodes { id name status awardChanged erased version note channels { channel on } } } }`,
      {},
      'administrator',
    );
    return nominations.nodes.find((row) => row.id === id);
  }

  /** A published Bằng khen of the provincial chair; its decision as revokeAwards names it. */
  async commend(name: string, more: Record<string, unknown> = {}) {
    const number = `${++this.count}/QĐ-UBND`;
    const decision = { number, signedOn: '2025-08-01', authority: 'PROVINCIAL_CHAIR', issuer: '11' };
    const recipient = { name, kind: 'INDIVIDUAL', unit: '03127', achievement: 'Dạy tốt', ...more };
    const { awards } = await this.done(
      'recordCommendations',
      { decision, form: 'BANG_KHEN', period: '2024-2025', recipients: [recipient] },
      'council-secretary',
    );
    const ref = { number, authority: decision.authority, issuer: decision.issuer, year: 2025 };
    return { id: awards[0]?.id ?? '', decision, ref };
  }

  revoke = ({ decision, ref }: Awaited<ReturnType<Desk['commend']>>) =>
    this.done(
      'revokeAwards',
      {
        decision: ref,
        ground: 'FALSE_INFORMATION',
        revocation: { ...decision, number: `${decision.number}-HB`, signedOn: '2025-09-01' },
        reason: 'Hồ sơ không đúng',
      },
      'council-secretary',
    );
  restore = ({ decision, ref }: Awaited<ReturnType<Desk['commend']>>) =>
    this.done(
      'restoreAwards',
      {
        decision: ref,
        restoration: { ...decision, number: `${decision.number}-PH`, signedOn: '2025-10-01' },
        reason: 'Đã xác minh',
      },
      'council-secretary',
    );
}

export const consent = (more: Record<string, unknown> = {}) => ({
  kind: 'CONSENT',
  statement: 'Đồng ý công khai họ tên và câu chuyện trên cổng của Sở',
  givenOn: '2025-05-02',
  ...more,
});
