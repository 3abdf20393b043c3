import type {
  Basis,
  Certainty,
  CommendationType,
  Language,
  MovementKind,
  MovementScope,
  RateKind,
  SubjectKind,
} from '@app/contracts';
import type { Gap } from '@app/figures';
import type { z } from 'zod';
import { dateInWords } from '../certificate-document.js';
import type { StatutoryDurationEnum } from '../kinds.js';

type Words = Record<Language, string>;
const of = (vi: string, en: string): Words => ({ vi, en });

/** Headers of exported tables, and the sentences of printed lists. */
export const headers = {
  number: of('STT', 'No.'),
  unitCode: of('Mã đơn vị', 'Unit code'),
  unit: of('Đơn vị', 'Unit'),
  titleCode: of('Mã danh hiệu', 'Title code'),
  title: of('Danh hiệu', 'Title'),
  period: of('Kỳ', 'Period'),
  basis: of('Cơ sở số liệu', 'Basis'),
  asOf: of('Tính đến ngày', 'As of'),
  baseline: of('Tổng số', 'Baseline'),
  registered: of('Đăng ký', 'Registered'),
  recognised: of('Công nhận', 'Recognised'),
  registeredRate: of('Tỷ lệ đăng ký (%)', 'Registered (%)'),
  recognisedRate: of('Tỷ lệ công nhận (%)', 'Recognised (%)'),
  registeredTarget: of('Chỉ tiêu đăng ký (%)', 'Target, registered (%)'),
  recognisedTarget: of('Chỉ tiêu công nhận (%)', 'Target, recognised (%)'),
  registeredUnits: of('Số xã có số liệu đăng ký', 'Communes reporting registered'),
  recognisedUnits: of('Số xã có số liệu công nhận', 'Communes reporting recognised'),
  totalUnits: of('Tổng số xã', 'Communes'),
  notes: of('Ghi chú', 'Notes'),
  key: of('Mã định danh', 'Key'),
  name: of('Họ và tên', 'Name'),
  status: of('Trạng thái', 'Status'),
  registeredAt: of('Ngày đăng ký', 'Registered on'),
  decisionNumber: of('Số quyết định', 'Decision'),
  signedOn: of('Ngày ký', 'Signed on'),
  office: of('Cơ quan quyết định', 'Deciding office'),
  recipient: of('Tập thể, hộ gia đình, cá nhân', 'Recipient'),
  members: of('Thành viên', 'Members'),
  kind: of('Đối tượng', 'Kind'),
  position: of('Chức vụ', 'Position'),
  honour: of('Danh hiệu, hình thức', 'Honour'),
  achievement: of('Thành tích', 'Achievement'),
  competition: of('Cuộc thi', 'Competition'),
  rank: of('Giải', 'Prize'),
  entry: of('Mã dự thi', 'Entry'),
  entryTitle: of('Tên dự án', 'Title'),
  field: of('Lĩnh vực', 'Field'),
  school: of('Trường, đơn vị', 'School or unit'),
  scope: of('Phạm vi', 'Scope'),
  movementKind: of('Loại', 'Kind'),
  duration: of('Thời hạn thi đua', 'Duration'),
  running: of('Số phong trào trong kỳ', 'Running in the period'),
  begun: of('Bắt đầu trong kỳ', 'Begun in the period'),
  form: of('Hình thức khen thưởng', 'Form'),
  authority: of('Thẩm quyền', 'Authority'),
  type: of('Loại khen thưởng', 'Type of commendation'),
  collectives: of('Tập thể', 'Collectives'),
  households: of('Hộ gia đình', 'Households'),
  individuals: of('Cá nhân', 'Individuals'),
  table0601: of('0601 Số phong trào thi đua', '0601 Movements'),
  table0602: of('0602 Khen thưởng cấp Nhà nước', '0602 Commendations, State'),
  table0603: of('0603 Khen thưởng cấp bộ, tỉnh', '0603 Ministry or province'),
  rates: of('Tỷ lệ', 'Rates'),
  roster: of('Danh sách', 'Roster'),
  honours: of('Danh sách khen thưởng', 'Honours list'),
  results: of('Kết quả', 'Results'),
  annex: of('Phụ lục', 'Annex'),
  extract: of(
    'Trích danh sách khen thưởng đã công bố, theo nhiều quyết định',
    'Extract of the published honours, from several decisions',
  ),
  total: of('Tổng số', 'Total'),
  everywhere: of('Cả nước', 'The whole country'),
  printedOn: of('In từ dữ liệu của hệ thống ngày', 'Printed from the data of the system on'),
} as const satisfies Record<string, Words>;

export const gaps: Record<Gap, Words> = {
  BASELINE_UNKNOWN: of('chưa có tổng số', 'baseline not known'),
  BASELINE_ZERO: of('tổng số bằng 0', 'baseline is zero'),
  NUMERATOR_UNKNOWN: of('chưa có số liệu', 'not reported'),
  NOT_EXACT: of('số liệu không chính xác tuyệt đối', 'not exact'),
  SPLIT_WITHOUT_SHARES: of('đơn vị cũ chia tách chưa rõ tỷ lệ', 'a split without known shares'),
};
export const bases: Record<Basis, Words> = {
  ROSTER: of('Danh sách', 'Roster'),
  TALLY: of('Số tổng báo cáo', 'Tally'),
  POOLED: of('Tổng hợp cấp dưới', 'Pooled'),
};
export const bounds: Record<Exclude<Certainty, 'EXACT'>, Words> = {
  AT_LEAST: of('trên', 'more than'),
  APPROXIMATE: of('khoảng', 'about'),
};
export const rateKinds: Record<RateKind, Words> = {
  REGISTERED: of('đăng ký', 'registered'),
  RECOGNISED: of('công nhận', 'recognised'),
};
export const statuses: Record<string, Words> = {
  REGISTERED: of('Đã đăng ký', 'Registered'),
  RECOGNISED: of('Đã công nhận', 'Recognised'),
  WITHDRAWN: of('Đã rút', 'Withdrawn'),
};
export const subjectKinds: Record<SubjectKind, Words> = {
  COLLECTIVE: of('Tập thể', 'Collective'),
  HOUSEHOLD: of('Hộ gia đình', 'Household'),
  INDIVIDUAL: of('Cá nhân', 'Individual'),
};
export const scopes: Record<z.infer<typeof MovementScope>, Words> = {
  NATIONWIDE: of('Toàn quốc', 'Nationwide'),
  MINISTRY_PROVINCE: of('Bộ, ban, ngành, đoàn thể, địa phương', 'Ministry or province'),
  CLUSTER: of('Cụm, khối thi đua', 'Cluster'),
  AGENCY: of('Cơ quan, tổ chức, đơn vị', 'Agency'),
};
export const durations: Record<keyof typeof StatutoryDurationEnum, Words> = {
  UNDER_ONE_YEAR: of('Dưới 1 năm', 'Below 1 year'),
  ONE_YEAR: of('1 năm', '1 year'),
  UNDER_THREE_YEARS: of('Từ 1 năm đến dưới 3 năm', '1 to below 3 years'),
  UNDER_FIVE_YEARS: of('Từ 3 năm đến dưới 5 năm', '3 to below 5 years'),
  FIVE_YEARS_OR_MORE: of('Từ 5 năm trở lên', '5 years or more'),
};
export const movementKinds: Record<z.infer<typeof MovementKind>, Words> = {
  MOVEMENT: of('Phong trào thi đua', 'Movement'),
  CAMPAIGN: of('Cuộc vận động', 'Campaign'),
};
export const commendationTypes: Record<z.infer<typeof CommendationType>, Words> = {
  CONG_TRANG: of('Công trạng', 'For merit'),
  DOT_XUAT: of('Đột xuất', 'Extraordinary'),
  PHONG_TRAO: of('Theo phong trào (chuyên đề)', 'For a movement'),
  CONG_HIEN: of('Quá trình cống hiến', 'For a life of service'),
  NIEN_HAN: of('Niên hạn', 'For years of service'),
  DOI_NGOAI: of('Đối ngoại', 'For foreign relations'),
};
export const notTold = of('chưa rõ', 'not told');
export const otherPeriods = of('Chưa tính số liệu của kỳ', 'Not counted here: figures of');
export const warnings: Record<string, Words> = {
  ABOVE_BASELINE: of('vượt tổng số', 'above the baseline'),
  RECOGNISED_ABOVE_REGISTERED: of('công nhận nhiều hơn đăng ký', 'more recognised than registered'),
  STATED_DIFFERS: of('khác tỷ lệ đã công bố', 'differs from the printed percentage'),
};

/** Dates as people read them in the language. */
/** The decision that an annex goes with: number, day and office (Decree 30/2020/NĐ-CP, Appendix I). */
export const annexOf = (language: Language, number: string, signedOn: string, office: string): string =>
  language === 'vi'
    ? `Kèm theo Quyết định số ${number} ${dateInWords(signedOn)} của ${office}`
    : `To Decision ${number} of ${signedOn} by ${office}`;

export const dateIn = (language: Language, iso: string | null | undefined): string | null =>
  iso ? (language === 'vi' ? iso.slice(0, 10).split('-').reverse().join('/') : iso.slice(0, 10)) : null;
