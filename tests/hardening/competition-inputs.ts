type Input = Record<string, unknown>;

const decision = {
  number: '9/QĐ',
  signedOn: '2025-12-01',
  authority: 'MINISTER',
  issuer: 'VN',
  signatory: 'Người ký',
  position: 'Bộ trưởng',
};
const recipient = {
  name: 'Lò Thị A',
  kind: 'INDIVIDUAL',
  unit: '03127',
  position: 'Giáo viên',
  birthDate: '1990-01-01',
  identity: '011090000001',
  achievement: 'Thành tích',
  certificateNumber: '45',
  evidence: [{ title: 'Sáng kiến', decision: '3/QĐ' }],
};
const reference = { number: 'NOBODYS', authority: 'MINISTER', issuer: 'VN', year: 2025 };
const competition = {
  code: 'C',
  name: 'Cuộc thi',
  nameEn: 'Competition',
  level: 'PROVINCE',
  period: '2025',
  organiser: '11',
};
const AWARD = '019a0000-0000-7000-8000-000000000000';

/** Inputs of competitions and commendations that are well formed; each case spoils one place. */
export const competitionInputs: Record<string, Input> = {
  openCompetition: { ...competition, maxMembers: 2, ranks: [{ code: 'NHAT', name: 'Giải Nhất', quota: 1 }] },
  submitEntries: {
    competition: 'C',
    entries: [
      {
        code: 'E',
        title: 'Dự án',
        field: 'Lĩnh vực',
        unit: '03127',
        members: [{ name: 'Lò Văn B', birthDate: '2010-01-01', identity: '011210000001' }],
        supervisors: ['Quàng Thị C'],
      },
    ],
  },
  awardPrizes: { competition: 'C', prizes: [{ entry: 'E', rank: 'NHAT' }] },
  removePrizes: { competition: 'C', prizes: [{ entry: 'E', rank: 'NHAT' }] },
  publishResults: { competition: 'C', decision },
  reportCompetitionTally: {
    ...competition,
    code: 'T',
    entries: 2,
    ranks: [{ code: 'NHAT', name: 'Giải Nhất', count: 1 }],
    source: 'nguồn',
  },
  recordExternalPrizes: {
    period: '2025',
    prizes: [
      {
        competition: 'Cuộc thi quốc gia',
        level: 'NATIONAL',
        organiserName: 'Bộ',
        rank: 'Giải Ba',
        kind: 'INDIVIDUAL',
        title: 'Dự án',
        unit: '03127',
        members: [{ name: 'Lò Văn B' }],
        awardedOn: '2025-03-01',
        decisionNumber: '1/QĐ-BGDĐT',
      },
    ],
  },
  recordCommendations: {
    decision,
    form: 'BANG_KHEN',
    period: '2025',
    publish: false,
    recipients: [recipient],
  },
  recordEmulationTitles: {
    decision,
    title: 'CHIEN_SI_THI_DUA_BO',
    period: '2025',
    publish: false,
    recipients: [recipient],
  },
  reportAwardTally: {
    authority: 'MINISTER',
    unit: '11',
    form: 'BANG_KHEN',
    period: '2025',
    collectives: 1,
    individuals: 1,
    achievement: 'Thành tích',
    source: 'nguồn',
  },
  correctAwards: {
    corrections: [{ id: AWARD, name: 'Lò Thị A', position: 'Giáo viên', unit: '03127', achievement: 'x' }],
    decision,
    reason: 'nhầm',
  },
  revokeAwards: {
    decision: reference,
    awards: [AWARD],
    ground: 'FALSE_INFORMATION',
    revocation: decision,
    reason: 'sai',
  },
  restoreAwards: { decision: reference, awards: [AWARD], restoration: decision, reason: 'đúng' },
  decideDuplicate: { id: AWARD, same: true, note: 'đã hỏi' },
};
