import { ask } from '../../apps/standalone/src/load-sample.js';
import { signIn } from '../../scripts/sign-in.mjs';
import { eventually } from '../support/eventually.js';

/** What the tests and the pictures look for. */
export interface Invented {
  /** Codes of certificates: one that holds, one that was revoked. */
  valid: string;
  revoked: string;
  /** Slugs of examples: one to read, one of a minor, one that was withdrawn. */
  featured: string;
  minor: string;
  withdrawn: string;
}

const decision = (number: string, signedOn = '2025-05-20') => ({
  number,
  signedOn,
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  signatory: 'Người Ký',
  position: 'Giám đốc',
});
const school = '11-THPT-LQD';

/** Invented awards, a competition and examples, through the public mutations: the sample has numbers without names only. */
export async function addInvented(url: string): Promise<Invented> {
  /** A sample account that changes something; a refusal is an error here. */
  const as = async (account: string) => {
    const headers = { authorization: `Bearer ${await signIn(url, account)}` };
    return async <Answer = object>(name: string, type: string, input: object, fields = '__typename') => {
      const told = await ask<Record<string, Answer & { reason?: string; message?: string }>>(
        url,
        `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} ... on Refusal { reason message } } }`,
        { input },
        headers,
      );
      const answer = told[name];
      if (!answer || answer.reason) throw new Error(`${name}: ${answer?.reason} ${answer?.message}`);
      return answer;
    };
  };
  const [secretary, committee, editor, reviewer] = await Promise.all(
    ['council-secretary', 'committee', 'editor', 'reviewer'].map(as),
  );
  if (!secretary || !committee || !editor || !reviewer) throw new Error('no accounts');

  const names = ['Lò Văn Hoà', 'Nguyễn Thị Ánh', ...Array.from({ length: 55 }, (_, n) => `Giàng A Thử ${n}`)];
  const { awards } = await secretary<{ awards: { certificateCode: string }[] }>(
    'recordCommendations',
    'RecordCommendationsInput',
    {
      decision: decision('12/QĐ-THU'),
      form: 'GIAY_KHEN',
      period: '2024-2025',
      recipients: names.map((name, n) => ({
        name,
        kind: 'INDIVIDUAL',
        unit: school,
        position: 'Giáo viên',
        birthDate: `1990-01-${String((n % 28) + 1).padStart(2, '0')}`,
        achievement: `Thành tích thử nghiệm ${n}`,
      })),
    },
    '... on AwardsRecorded { awards { certificateCode } }',
  );
  const [valid = '', revoked = ''] = awards.map(({ certificateCode }) => certificateCode);
  const idOf = async (name: string) => {
    const find = () =>
      ask<{ honours: { nodes: { id: string }[] } }>(
        url,
        'query ($search: String!) { honours(filter: { search: $search }) { nodes { id } } }',
        { search: name },
      );
    await eventually(async () => {
      if (!(await find()).honours.nodes[0]) throw new Error(`${name} is in no list yet`);
    });
    return (await find()).honours.nodes[0]?.id;
  };

  const competition = 'THU-2025';
  await committee('openCompetition', 'OpenCompetitionInput', {
    code: competition,
    name: 'Cuộc thi thử nghiệm',
    nameEn: 'Trial competition',
    level: 'PROVINCE',
    period: '2024-2025',
    organiser: '11',
    ranks: [
      { code: 'NHAT', name: 'Giải Nhất', quota: 1 },
      { code: 'NHI', name: 'Giải Nhì' },
    ],
  });
  await committee('submitEntries', 'SubmitEntriesInput', {
    competition,
    entries: ['Vật lí', 'Sinh học', 'Vật lí'].map((field, n) => ({
      code: `T${n}`,
      title: `Dự án thử ${n}`,
      field,
      unit: school,
      members: [{ name: `Học Sinh ${n}`, birthDate: `2008-02-0${n + 1}` }],
    })),
  });
  await committee('awardPrizes', 'AwardPrizesInput', {
    competition,
    prizes: [{ entry: 'T1', rank: 'NHAT' }],
  });
  await committee('publishResults', 'PublishResultsInput', { competition, decision: decision('13/QĐ-THU') });

  /** Slug and id of an example that went the whole way to the portal. */
  const publish = async (name: string, more: object = {}, isMinor = false, featured = false) => {
    const { id } = await editor<{ id: string }>(
      'nominateExemplar',
      'NominateExemplarInput',
      {
        name,
        position: isMinor ? 'Học sinh' : 'Giáo viên',
        group: 'INDIVIDUAL',
        unit: school,
        period: '2024-2025',
        headline: `Gương sáng ${name}`,
        story: `## Việc đã làm\n\nCâu chuyện **thử nghiệm** của ${name}.`,
        minor: isMinor,
        ...more,
      },
      '... on Nomination { id }',
    );
    await reviewer('reviewExemplar', 'ReviewExemplarInput', { id, verdict: 'APPROVE' });
    const basis = {
      kind: 'CONSENT',
      statement: 'Đồng ý bằng văn bản',
      givenOn: '2025-05-02',
      ...(isMinor && { representativeConsent: true, childConsent: true }),
    };
    const { slug } = await editor<{ slug: string }>(
      'publishExemplar',
      'PublishExemplarInput',
      { id, featured, basis },
      '... on Nomination { slug }',
    );
    return { id, slug };
  };
  const english = { headlineEn: 'A trial example', storyEn: 'The *trial* story of a teacher.' };
  const award = await idOf('lo van hoa');
  const [featured, minor, withdrawn] = [
    await publish('Lò Văn Hoà', { awards: [award], ...english }, false, true),
    await publish('Vàng Thị Mẫu', {}, true),
    await publish('Quàng Văn Rút'),
  ];
  for (const name of ['Điêu Thị Gương', 'Sùng A Mẫu', 'Cà Văn Sáng']) await publish(name);
  await editor('withdrawExemplar', 'WithdrawExemplarInput', { id: withdrawn.id, reason: 'Thử nghiệm' });

  await secretary('revokeAwards', 'RevokeAwardsInput', {
    decision: { number: '12/QĐ-THU', authority: 'DEPARTMENT_DIRECTOR', issuer: '11', year: 2025 },
    awards: [await idOf('nguyen thi anh')],
    ground: 'FALSE_INFORMATION',
    revocation: decision('14/QĐ-THU', '2025-06-20'),
    reason: 'Thử nghiệm',
  });
  await eventually(async () => {
    const seen = await ask<{ certificate: { status: string }; exemplar: object | null; gone: object | null }>(
      url,
      'query ($code: ID!, $slug: ID!, $gone: ID!) { certificate(code: $code) { status } exemplar(slug: $slug) { slug } gone: exemplar(slug: $gone) { slug } }',
      { code: revoked, slug: minor.slug, gone: withdrawn.slug },
    );
    if (seen.certificate.status !== 'REVOKED' || !seen.exemplar || seen.gone)
      throw new Error(`not all is visible: ${JSON.stringify(seen)}`);
  });
  return { valid, revoked, featured: featured.slug, minor: minor.slug, withdrawn: withdrawn.slug };
}
