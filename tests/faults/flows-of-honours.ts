// What committees and councils do: competitions, commendations, certificates, duplicates, examples, conferences.
import { PERIOD, SCHOOL_YEAR, SIGNED_ON, decision, pick, refOf, type Flow } from './flow.js';

export const editions: Flow = async ({ step, random, communes, unique }) => {
  const competition = unique('CT')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '-');
  await step('competitions', 'OpenCompetition', {
    code: competition,
    name: `Cuộc thi ${competition}`,
    level: 'PROVINCE',
    period: SCHOOL_YEAR,
    organiser: '11',
    ranks: [
      { code: 'NHAT', name: 'Giải Nhất' },
      { code: 'NHI', name: 'Giải Nhì' },
    ],
  });
  const entries = ['E1', 'E2', 'E3'].map((code) => ({
    code,
    kind: 'TEAM',
    unit: pick(random, communes),
    members: [{ name: unique('Em') }],
  }));
  await step('competitions', 'SubmitEntries', { competition, entries }, { via: 'graphql' });
  const prize = (entry: string, rank: string) => ({ competition, prizes: [{ entry, rank }] });
  await step('competitions', 'AwardPrizes', prize('E1', 'NHAT'));
  await step('competitions', 'AwardPrizes', prize('E2', 'NHAT'));
  await step('competitions', 'RemovePrizes', prize('E2', 'NHAT'));
  await step('competitions', 'WithdrawEntries', { competition, entries: ['E3'], reason: 'Bỏ thi' });
  await step('competitions', 'PublishResults', {
    competition,
    decision: decision(unique('QĐ'), { authority: 'ORGANISING_COMMITTEE' }),
  });
};

const recipient = (name: string, unit: string) => ({
  name,
  kind: 'INDIVIDUAL',
  unit,
  achievement: 'Có thành tích xuất sắc',
});

export const commendations: Flow = async ({ step, random, communes, unique }) => {
  const number = unique('QĐ');
  const unit = pick(random, communes);
  await step('competitions', 'RecordCommendations', {
    decision: decision(number),
    form: 'GIAY_KHEN',
    period: SCHOOL_YEAR,
    publish: false,
    recipients: [recipient(unique('Thầy'), unit), recipient(unique('Cô'), unit)],
  });
  const { awards } = await step<{ awards: { id: string }[] }>('competitions', 'PublishCommendations', {
    decision: refOf(number),
  });
  await step('competitions', 'CorrectAwards', {
    corrections: [{ id: awards[0]?.id, achievement: 'Đính chính' }],
    decision: decision(unique('QĐ')),
    reason: 'In sai',
  });
  if (random() < 0.6)
    await step('competitions', 'RevokeAwards', {
      decision: refOf(number),
      awards: [awards[1]?.id],
      ground: 'FALSE_INFORMATION',
      revocation: decision(unique('QĐ')),
      reason: 'Khai không đúng',
    });
};

export const restored: Flow = async ({ step, random, communes, unique }) => {
  const number = unique('QĐ');
  await step(
    'competitions',
    'RecordEmulationTitles',
    {
      decision: decision(number),
      title: 'CHIEN_SI_THI_DUA_CO_SO',
      period: SCHOOL_YEAR,
      recipients: [recipient(unique('Thầy'), pick(random, communes))],
    },
    { via: 'graphql' },
  );
  const revocation = decision(unique('QĐ'));
  const of = { decision: refOf(number), reason: 'Xét lại' };
  await step('competitions', 'RevokeAwards', { ...of, ground: 'STANDARD_NOT_MET', revocation });
  await step('competitions', 'RestoreAwards', { ...of, restoration: decision(unique('QĐ')) });
};

export const duplicates: Flow = async ({ step, random, communes, unique, house }) => {
  const name = unique('Trùng tên');
  const unit = pick(random, communes);
  await step('competitions', 'RecordCommendations', {
    decision: decision(unique('QĐ')),
    form: 'GIAY_KHEN',
    period: SCHOOL_YEAR,
    publish: false,
    recipients: [recipient(name, unit), recipient(name, unit)],
  });
  const rows = await house
    .query<{ id: string }>('competitions', 'select id from duplicate where first_name = $1', [name])
    .catch(() => []);
  for (const { id } of rows) await step('competitions', 'DecideDuplicate', { id, same: false });
};

export const numbers: Flow = async ({ step, random, communes, unique, house }) => {
  const winner = unique('Em');
  await step('competitions', 'ReportAwardTally', {
    authority: 'DEPARTMENT_DIRECTOR',
    unit: pick(random, communes),
    form: 'GIAY_KHEN',
    period: SCHOOL_YEAR,
    collectives: Math.floor(random() * 50),
    individuals: Math.floor(random() * 50),
    achievement: unique('Phong trào'),
    source: 'Báo cáo',
  });
  await step('competitions', 'RecordExternalPrizes', {
    period: SCHOOL_YEAR,
    prizes: [
      {
        competition: unique('Olympic'),
        level: 'NATIONAL',
        organiserName: 'Bộ Giáo dục và Đào tạo',
        rank: 'Giải Nhất',
        kind: 'INDIVIDUAL',
        unit: pick(random, communes),
        members: [{ name: winner }],
        awardedOn: SIGNED_ON,
      },
    ],
  });
  const won = await house
    .query<{ id: string }>('competitions', 'select id from award where name = $1', [winner])
    .catch(() => []);
  if (won.length > 0 && random() < 0.5)
    await step('competitions', 'RemoveExternalPrizes', {
      awards: won.map(({ id }) => id),
      reason: 'Ghi nhầm',
    });
  await step('competitions', 'ReportCompetitionTally', {
    code: unique('CB')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '-'),
    name: 'Cuộc thi đã qua',
    level: 'PROVINCE',
    period: SCHOOL_YEAR,
    organiser: '11',
    entries: 40,
    ranks: [{ code: 'NHAT', name: 'Giải Nhất', count: 3 }],
    source: 'Báo cáo',
  });
  await step('exemplars', 'ReportExemplarTally', {
    unit: pick(random, communes),
    period: PERIOD,
    collectives: Math.floor(random() * 50),
    individuals: Math.floor(random() * 50),
    goodPersonsGoodDeeds: Math.floor(random() * 50),
    source: unique('Báo cáo'),
  });
};

export const exemplars: Flow = async ({ step, random, communes, unique }) => {
  const { exemplar } = await step<{ exemplar: { id: string } }>('exemplars', 'NominateExemplar', {
    name: unique('Cô giáo'),
    group: 'INDIVIDUAL',
    unit: pick(random, communes),
    period: PERIOD,
    headline: 'Người gieo chữ',
    story: 'Mười năm bám bản.',
    minor: false,
  });
  const { id } = exemplar;
  const reviewer = { subject: 'reviewer' };
  await step('exemplars', 'StartReview', { id }, reviewer);
  await step('exemplars', 'ReviewExemplar', { id, verdict: 'RETURN', note: 'Thêm số liệu' }, reviewer);
  await step('exemplars', 'SupplementExemplar', { id, story: 'Mười hai năm bám bản.' });
  await step('exemplars', 'ReviewExemplar', { id, verdict: 'APPROVE' }, reviewer);
  const basis = { kind: 'CONSENT', statement: 'Văn bản đồng ý', givenOn: SIGNED_ON };
  await step('exemplars', 'PublishExemplar', { id, basis });
  await step('exemplars', 'FeatureExemplar', { id, featured: true });
  await step('exemplars', 'AnnounceExemplar', { id, channel: 'FANPAGE', on: SIGNED_ON });
  if (random() < 0.5)
    await step('exemplars', 'WithdrawExemplar', { id, reason: 'Xin rút', consentWithdrawn: random() < 0.5 });
};

export const conferences: Flow = async ({ step, random, communes, unique }) => {
  const unit = pick(random, communes);
  await step('exemplars', 'HoldConference', {
    name: unique('Hội nghị'),
    heldOn: SIGNED_ON,
    unit,
    period: PERIOD,
    honourees: [1, 2, 3].map(() => ({ name: unique('Người'), kind: 'INDIVIDUAL', unit })),
  });
};
