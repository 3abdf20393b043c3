import type {
  AwardState,
  AwardTallyState,
  CompetitionState,
  DecisionHeader,
  EntryState,
} from '@app/contracts';
import { idOf } from './gateway.js';

export const decisionHeader = (more: Partial<DecisionHeader> = {}): DecisionHeader => ({
  id: idOf('decision'),
  number: '12/QĐ-SGDĐT',
  signedOn: '2025-08-15',
  authority: 'DEPARTMENT_DIRECTOR',
  issuerId: idOf('11'),
  signatory: null,
  position: null,
  ...more,
});

/** A published Giấy khen of the Department's director to a teacher of THPT-LQD, but for what is given. */
export const awardState = (name: string, more: Partial<AwardState> = {}): AwardState => ({
  id: idOf(name),
  kind: 'COMMENDATION',
  name,
  subjectKind: 'INDIVIDUAL',
  unitId: idOf('THPT-LQD'),
  position: null,
  posthumous: false,
  minor: false,
  members: [],
  form: 'GIAY_KHEN',
  emulationTitle: null,
  type: 'PHONG_TRAO',
  competition: null,
  level: null,
  rank: null,
  entryId: null,
  externalDecision: null,
  achievement: 'Có thành tích trong phong trào thi đua',
  evidence: [],
  decision: decisionHeader(),
  awardedOn: '2025-08-15',
  period: '2024-2025',
  status: 'PUBLISHED',
  revocation: null,
  certificates: [],
  certificateNumber: null,
  version: 1,
  ...more,
});

export const rank = (code: string, order: number, special = false) => ({
  code,
  name: `Giải ${code}`,
  order,
  special,
});

export const competitionState = (code: string, more: Partial<CompetitionState> = {}): CompetitionState => ({
  code,
  name: `Cuộc thi ${code}`,
  nameEn: null,
  level: 'PROVINCE',
  period: '2024-2025',
  organiserId: idOf('11'),
  organiserName: null,
  status: 'OPEN',
  basis: 'ROSTER',
  maxMembers: null,
  ranks: [
    { ...rank('Nhất', 1), quota: null },
    { ...rank('Nhì', 2), quota: null },
    { ...rank('Sáng tạo', 3, true), quota: null },
  ],
  tally: null,
  decision: null,
  version: 1,
  ...more,
});

export const entryState = (
  competition: string,
  code: string,
  more: Partial<EntryState> = {},
): EntryState => ({
  id: idOf(`${competition}/${code}`),
  competition,
  code,
  kind: 'PROJECT',
  title: `Dự án ${code}`,
  field: null,
  unitId: idOf('THPT-LQD'),
  members: ['Lò Văn Páo'],
  supervisors: [],
  prizes: [],
  status: 'ENTERED',
  reason: null,
  version: 1,
  ...more,
});

/** A prize in force of an entry. */
export const prizeState = (
  entry: EntryState,
  given: ReturnType<typeof rank>,
  more: Partial<AwardState> = {},
): AwardState =>
  awardState(`${entry.id}/${given.code}`, {
    kind: 'PRIZE',
    name: entry.members.join(', '),
    subjectKind: entry.members.length === 1 ? 'INDIVIDUAL' : 'COLLECTIVE',
    unitId: entry.unitId,
    members: entry.members,
    form: null,
    type: null,
    competition: entry.competition,
    level: 'PROVINCE',
    rank: given,
    entryId: entry.id,
    achievement: null,
    decision: decisionHeader({ authority: 'ORGANISING_COMMITTEE' }),
    ...more,
  });

export const tallyState = (name: string, more: Partial<AwardTallyState> = {}): AwardTallyState => ({
  id: idOf(name),
  unitId: idOf('11'),
  period: '2024-2025',
  authority: 'MINISTER',
  form: 'BANG_KHEN',
  achievement: name,
  collectives: 0,
  households: 0,
  individuals: 0,
  source: 'Báo cáo',
  version: 1,
  ...more,
});
