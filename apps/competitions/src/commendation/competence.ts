import {
  CommendationForm,
  refuse,
  type Authority,
  type EmulationTitle,
  type Refusal,
  type SubjectKind,
} from '@app/contracts';

/** What a decision grants: a form of commendation or an emulation title. */
export type Granted = CommendationForm | EmulationTitle;

/** Who may grant what from the first to the last of these days; null: since or until whenever. */
interface Competence {
  authority: Authority;
  grants: readonly Granted[];
  from: string | null;
  to: string | null;
  source: string;
}

const LAW = 'Điều 77-80 Luật số 06/2022/QH15';
const DECREE_129 = 'Nghị định số 129/2025/NĐ-CP';
const LAST_DAY_OF_DISTRICTS = '2025-06-30';
const FIRST_DAY_OF_COMMUNES_ALONE = '2025-07-01';

const always = (authority: Authority, grants: readonly Granted[]): Competence => ({
  authority,
  grants,
  from: null,
  to: null,
  source: LAW,
});
const ofBasicLevel: readonly Granted[] = [
  'TAP_THE_LAO_DONG_TIEN_TIEN',
  'CHIEN_SI_THI_DUA_CO_SO',
  'LAO_DONG_TIEN_TIEN',
  'GIAY_KHEN',
];

/**
 * Law 06/2022/QH15 Arts 77-80. An amendment is a row with its own dates: what was granted before it stays lawful.
 * Earlier laws are not here: decisions of their time are measured by these rows. An organising committee has none.
 */
const matrix: readonly Competence[] = [
  always('PRESIDENT', ['HUAN_CHUONG', 'HUY_CHUONG', 'DANH_HIEU_VINH_DU_NHA_NUOC', 'GIAI_THUONG_NHA_NUOC']),
  always('PRIME_MINISTER', ['CO_THI_DUA_CHINH_PHU', 'CHIEN_SI_THI_DUA_TOAN_QUOC', 'BANG_KHEN']),
  always('MINISTER', [
    'CO_THI_DUA_BO',
    'CHIEN_SI_THI_DUA_BO',
    'TAP_THE_LAO_DONG_XUAT_SAC',
    'KY_NIEM_CHUONG',
    'BANG_KHEN',
  ]),
  always('PROVINCIAL_CHAIR', [
    'CO_THI_DUA_TINH',
    'CHIEN_SI_THI_DUA_TINH',
    'TAP_THE_LAO_DONG_XUAT_SAC',
    'XA_PHUONG_DAC_KHU_TIEU_BIEU',
    'KY_NIEM_CHUONG',
    'BANG_KHEN',
  ]),
  always('DEPARTMENT_DIRECTOR', ofBasicLevel),
  always('HEAD_OF_INSTITUTION', ofBasicLevel),
  { ...always('DISTRICT_CHAIR', ofBasicLevel), to: LAST_DAY_OF_DISTRICTS },
  always('COMMUNE_CHAIR', ['LAO_DONG_TIEN_TIEN', 'GIA_DINH_VAN_HOA', 'GIAY_KHEN']),
  {
    authority: 'COMMUNE_CHAIR',
    grants: ['TAP_THE_LAO_DONG_TIEN_TIEN', 'CHIEN_SI_THI_DUA_CO_SO', 'THON_TO_DAN_PHO_VAN_HOA'],
    from: FIRST_DAY_OF_COMMUNES_ALONE,
    to: null,
    source: DECREE_129,
  },
];

/**
 * Null where the authority may grant it on that day, else AUTHORITY_NOT_COMPETENT naming the article (rule 15). Whether
 * the recipient belongs to the authority is not asked: no source at hand says how that would be told.
 */
export function competent(
  authority: Authority,
  award: Granted,
  on: string,
  field = 'decision.authority',
): { refusal: Refusal } | null {
  const rows = matrix.filter((row) => row.authority === authority && row.grants.includes(award));
  if (rows.some(({ from, to }) => (from ?? on) <= on && on <= (to ?? on))) return null;
  // Where another day would do, the source of that row says which.
  const article = rows[0]?.source ?? LAW;
  return refuse('AUTHORITY_NOT_COMPETENT', field, { authority, award, on, article });
}

/** The kind of recipient in the name of each title (Law 06/2022/QH15 Arts 19-20). */
const kindOf: Record<EmulationTitle, SubjectKind> = {
  CO_THI_DUA_CHINH_PHU: 'COLLECTIVE',
  CHIEN_SI_THI_DUA_TOAN_QUOC: 'INDIVIDUAL',
  CO_THI_DUA_BO: 'COLLECTIVE',
  CO_THI_DUA_TINH: 'COLLECTIVE',
  CHIEN_SI_THI_DUA_BO: 'INDIVIDUAL',
  CHIEN_SI_THI_DUA_TINH: 'INDIVIDUAL',
  TAP_THE_LAO_DONG_XUAT_SAC: 'COLLECTIVE',
  XA_PHUONG_DAC_KHU_TIEU_BIEU: 'COLLECTIVE',
  TAP_THE_LAO_DONG_TIEN_TIEN: 'COLLECTIVE',
  CHIEN_SI_THI_DUA_CO_SO: 'INDIVIDUAL',
  LAO_DONG_TIEN_TIEN: 'INDIVIDUAL',
  THON_TO_DAN_PHO_VAN_HOA: 'COLLECTIVE',
  GIA_DINH_VAN_HOA: 'HOUSEHOLD',
};

/** SUBJECT_KIND where a title is not for recipients of this kind; no source at hand limits the forms. */
export function refuseKind(award: Granted, kind: SubjectKind, field: string): { refusal: Refusal } | null {
  if (CommendationForm.options.includes(award as CommendationForm)) return null;
  return kindOf[award as EmulationTitle] === kind ? null : refuse('SUBJECT_KIND', field, { award, kind });
}
