import type {
  ConferenceState,
  ExemplarState,
  ExemplarTallyState,
  HonoureeState,
  RegistrationState,
  TitleState,
} from '@app/contracts';
import { idOf } from './gateway.js';

/** A published individual of THPT-LQD with consent, but for what is given. */
export const exemplarState = (name: string, more: Partial<ExemplarState> = {}): ExemplarState => ({
  id: idOf(`exemplar ${name}`),
  slug: idOf(`exemplar ${name}`),
  name,
  position: null,
  group: 'INDIVIDUAL',
  unitId: idOf('THPT-LQD'),
  period: '2024-2025',
  movement: null,
  headline: `Gương ${name}`,
  story: `Câu chuyện của ${name}.`,
  headlineEn: null,
  storyEn: null,
  minor: false,
  awards: [],
  status: 'PUBLISHED',
  featured: false,
  note: null,
  basis: 'CONSENT',
  awardChanged: false,
  channels: [],
  nominatedAt: '2025-05-01T02:00:00.000Z',
  publishedAt: '2025-06-01T02:00:00.000Z',
  erased: false,
  version: 1,
  ...more,
});

/** What the service says of one whose person was erased. */
export const erased = (exemplar: ExemplarState): ExemplarState => ({
  ...exemplar,
  ...{ slug: null, name: null, position: null, headline: null, story: null, headlineEn: null, storyEn: null },
  ...{ minor: null, note: null, basis: null, awards: [], featured: false, awardChanged: false },
  status: 'WITHDRAWN',
  erased: true,
  version: exemplar.version + 1,
});

export const exemplarTallyState = (
  unit: string,
  more: Partial<ExemplarTallyState> = {},
): ExemplarTallyState => ({
  id: idOf(`examples ${unit} ${more.period ?? ''}`),
  unitId: idOf(unit),
  period: '2024-2025',
  collectives: 0,
  individuals: 0,
  goodPersonsGoodDeeds: 0,
  source: 'Báo cáo',
  version: 1,
  ...more,
});

export const conferenceState = (name: string, more: Partial<ConferenceState> = {}): ConferenceState => ({
  id: idOf(`conference ${name}`),
  name,
  heldOn: '2025-04-25',
  unitId: idOf('11'),
  period: '2024-2025',
  honourees: 1,
  tally: null,
  version: 1,
  ...more,
});

export const honoureeState = (
  { id, name, heldOn, period }: ConferenceState,
  honoured: string,
  more: Partial<HonoureeState> = {},
): HonoureeState => ({
  id: idOf(`${id} ${honoured}`),
  conferenceId: id,
  conference: name,
  heldOn,
  period,
  name: honoured,
  subjectKind: 'INDIVIDUAL',
  unitId: idOf('THPT-LQD'),
  award: null,
  version: 1,
  ...more,
});

/** A recognised clan of 03127, but for what is given. */
export const registrationState = (
  name: string,
  more: Partial<RegistrationState> = {},
): RegistrationState => ({
  id: idOf(`registration ${name}`),
  unitId: idOf('03127'),
  title: 'LEARNING_CLAN',
  period: '2024-2025',
  movement: 'M',
  key: name,
  name,
  status: 'RECOGNISED',
  registeredAt: '2025-01-05T02:00:00.000Z',
  byRecognition: false,
  decision: { number: '7/QĐ-UBND', signedOn: '2025-12-20', authority: 'COMMUNE_CHAIR', issuer: '03127' },
  reason: null,
  version: 1,
  ...more,
});

const title = (code: string, name: string, more: Partial<TitleState> = {}): TitleState => ({
  code,
  name,
  nameEn: null,
  counts: 'x',
  subjectKind: 'COLLECTIVE',
  periodKind: 'CALENDAR_YEAR',
  version: 1,
  ...more,
});
export const fewTitles: TitleState[] = [
  title('LEARNING_FAMILY', 'Gia đình học tập', { subjectKind: 'HOUSEHOLD' }),
  title('LEARNING_CLAN', 'Dòng họ học tập'),
  title('LEARNING_COMMUNITY', 'Cộng đồng học tập'),
  title('LEARNING_UNIT', 'Đơn vị học tập'),
  title('QUAN_TRI_SO', 'Quản trị số', { periodKind: 'SCHOOL_YEAR' }),
];
