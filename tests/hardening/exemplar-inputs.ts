type Input = Record<string, unknown>;
const NOBODYS = '019a0000-0000-7000-8000-000000000000';

/** Inputs of examples and conferences that are well formed; each case spoils one place. */
export const exemplarInputs: Record<string, Input> = {
  nominateExemplar: {
    name: 'Lò Thị A',
    position: 'Giáo viên',
    group: 'INDIVIDUAL',
    unit: '03127',
    period: '2025',
    movement: 'M',
    headline: 'Tiêu đề',
    story: 'Câu chuyện',
    headlineEn: 'Headline',
    storyEn: 'Story',
    minor: false,
    awards: [],
  },
  reviewExemplar: { id: NOBODYS, verdict: 'APPROVE', note: 'tốt' },
  supplementExemplar: { id: NOBODYS, headline: 'Tiêu đề', story: 'Câu chuyện', awards: [] },
  publishExemplar: {
    id: NOBODYS,
    basis: { kind: 'CONSENT', statement: 'đồng ý', givenOn: '2025-01-01' },
    featured: false,
  },
  announceExemplar: { id: NOBODYS, channel: 'FANPAGE', on: '2025-01-01' },
  withdrawExemplar: { id: NOBODYS, reason: 'nhầm', consentWithdrawn: false },
  reportExemplarTally: {
    unit: '11',
    period: '2025',
    collectives: 1,
    individuals: 1,
    goodPersonsGoodDeeds: 1,
    source: 'nguồn',
  },
  holdConference: {
    name: 'Hội nghị',
    heldOn: '2025-04-25',
    unit: '11',
    period: '2025',
    honourees: [{ name: 'Lò Thị A', kind: 'INDIVIDUAL', unit: '03127' }],
  },
};
