import { parsePeriod, type AwardState, type CommendationForm, type EmulationTitle } from '@app/contracts';
import { nameKey } from '@app/names';
import type { UnitNode } from './unit-tree.js';

/** What a certificate says, each line in Vietnamese as it is printed. */
export interface CertificateDocument {
  /** Who grants it: 'Chủ tịch Ủy ban nhân dân tỉnh Điện Biên'. */
  office: string;
  /** What is done: 'Tặng', 'Truy tặng', 'Tặng danh hiệu', 'Cấp'. */
  verb: string;
  /** 'Giấy khen', 'Chiến sĩ thi đua cơ sở', 'Giấy chứng nhận'. */
  title: string;
  recipient: string;
  /** Position and unit; empty where the recipient is the unit. */
  of: string;
  /** 'Giải Nhất'; null: not a prize. */
  prize: string | null;
  /** Competition of a prize, or the period of an emulation title. */
  occasion: string | null;
  achievement: string | null;
  /** 'Quyết định số 12/QĐ-SGDĐT ngày 02 tháng 4 năm 2025'. */
  decision: string;
  /** 'Điện Biên, ngày 02 tháng 4 năm 2025'. */
  placeAndDate: string;
  signatory: string | null;
  signatoryPosition: string | null;
  /** Day of the decision, ISO 8601: the date of the file, so that equal documents are equal bytes. */
  datedOn: string;
  /** In groups of four. */
  code: string;
  /** Address at which anyone may check the code. */
  checkUrl: string;
}

const forms: Record<CommendationForm, string> = {
  HUAN_CHUONG: 'Huân chương',
  HUY_CHUONG: 'Huy chương',
  DANH_HIEU_VINH_DU_NHA_NUOC: 'Danh hiệu vinh dự nhà nước',
  GIAI_THUONG_NHA_NUOC: 'Giải thưởng Hồ Chí Minh, Giải thưởng Nhà nước',
  KY_NIEM_CHUONG: 'Kỷ niệm chương',
  BANG_KHEN: 'Bằng khen',
  GIAY_KHEN: 'Giấy khen',
};

const emulationTitles: Record<EmulationTitle, string> = {
  CO_THI_DUA_CHINH_PHU: 'Cờ thi đua của Chính phủ',
  CHIEN_SI_THI_DUA_TOAN_QUOC: 'Chiến sĩ thi đua toàn quốc',
  CO_THI_DUA_BO: 'Cờ thi đua cấp Bộ',
  CO_THI_DUA_TINH: 'Cờ thi đua cấp tỉnh',
  CHIEN_SI_THI_DUA_BO: 'Chiến sĩ thi đua cấp Bộ',
  CHIEN_SI_THI_DUA_TINH: 'Chiến sĩ thi đua cấp tỉnh',
  TAP_THE_LAO_DONG_XUAT_SAC: 'Tập thể lao động xuất sắc',
  XA_PHUONG_DAC_KHU_TIEU_BIEU: 'Xã, phường, đặc khu tiêu biểu',
  TAP_THE_LAO_DONG_TIEN_TIEN: 'Tập thể lao động tiên tiến',
  CHIEN_SI_THI_DUA_CO_SO: 'Chiến sĩ thi đua cơ sở',
  LAO_DONG_TIEN_TIEN: 'Lao động tiên tiến',
  THON_TO_DAN_PHO_VAN_HOA: 'Thôn, tổ dân phố văn hóa',
  GIA_DINH_VAN_HOA: 'Gia đình văn hóa',
};

type Decided = AwardState & { decision: NonNullable<AwardState['decision']> };

function officeOf({ decision }: Decided, issuer: UnitNode | null): string {
  const of = issuer ? ` ${withinSentence(issuer)}` : '';
  switch (decision.authority) {
    case 'PRESIDENT':
      return 'Chủ tịch nước Cộng hòa xã hội chủ nghĩa Việt Nam';
    case 'PRIME_MINISTER':
      return 'Thủ tướng Chính phủ';
    case 'MINISTER':
      return 'Bộ trưởng Bộ Giáo dục và Đào tạo';
    case 'PROVINCIAL_CHAIR':
    case 'DISTRICT_CHAIR':
    case 'COMMUNE_CHAIR':
      return `Chủ tịch Ủy ban nhân dân${of}`;
    case 'DEPARTMENT_DIRECTOR':
      return of.startsWith(' Sở') ? `Giám đốc${of}` : `Giám đốc Sở Giáo dục và Đào tạo${of}`;
    case 'HEAD_OF_INSTITUTION':
      return `Thủ trưởng${of}`;
    case 'ORGANISING_COMMITTEE':
      return 'Ban tổ chức cuộc thi';
  }
}

const kinds = /^(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu) (?=\P{L}*\p{L})/u;

/** 'Điện Biên' and 'Phường Mường Thanh' within a sentence: 'tỉnh Điện Biên', 'phường Mường Thanh'. */
function withinSentence({ state: { name, level } }: UnitNode): string {
  if (kinds.test(name)) return name.charAt(0).toLocaleLowerCase('vi') + name.slice(1);
  return level === 'PROVINCE' ? `tỉnh ${name}` : name;
}

const administrative = (node: UnitNode | null): UnitNode | null =>
  node?.state.level === 'INSTITUTION' ? administrative(node.parent) : node;

/** Where the office has its seat: of those of the State the capital (Constitution, Article 13). */
function placeOf(issuer: UnitNode | null): string | null {
  const seat = administrative(issuer);
  return seat?.state.level === 'COUNTRY' ? 'Hà Nội' : (seat?.state.name.replace(kinds, '') ?? null);
}

/** Days below 10 and months below 3 take a zero, so that no digit can be put before them (Decree 30/2020/NĐ-CP, annex I). */
export function dateInWords(date: string): string {
  const [year, month = 0, day = 0] = date.split('-').map(Number);
  const two = (number: number) => String(number).padStart(2, '0');
  return `ngày ${two(day)} tháng ${month < 3 ? two(month) : month} năm ${year}`;
}

function periodInWords(period: string): string {
  const kind = parsePeriod(period)?.kind;
  if (kind === 'SCHOOL_YEAR') return `Năm học ${period}`;
  return kind === 'SPAN' ? `Giai đoạn ${period.replace('/', '-')}` : `Năm ${period}`;
}

function of(award: AwardState, unit: UnitNode | null): string {
  const own = unit && nameKey(unit.state.name) !== nameKey(award.name) ? unit.state.name : null;
  const above = unit && unit.state.level !== 'PROVINCE' ? provinceOf(unit) : null;
  return [award.position, own, above && withinSentence(above)].filter(Boolean).join(', ');
}
const provinceOf = (node: UnitNode | null): UnitNode | null =>
  node === null || node.state.level === 'PROVINCE' ? node : provinceOf(node.parent);

/** `competition`: name of the edition of a prize. `units` finds a unit by its id. */
export function certificateDocument(
  award: Decided,
  code: string,
  competition: string | null,
  units: ReadonlyMap<string, UnitNode>,
  checkUrl: string,
): CertificateDocument {
  const { decision, form, emulationTitle, period } = award;
  const issuer = units.get(decision.issuerId) ?? null;
  const date = dateInWords(decision.signedOn);
  const place = placeOf(issuer);
  const grant = award.posthumous ? 'Truy tặng' : 'Tặng';
  const named = competition?.includes(period)
    ? competition
    : `${competition ?? ''}\n${periodInWords(period)}`;
  return {
    office: officeOf(award, issuer),
    verb: form ? grant : emulationTitle ? `${grant} danh hiệu` : 'Cấp',
    title: form ? forms[form] : emulationTitle ? emulationTitles[emulationTitle] : 'Giấy chứng nhận',
    recipient: award.certificates.find((certificate) => certificate.code === code)?.holder ?? award.name,
    of: of(award, units.get(award.unitId) ?? null),
    prize: award.rank?.name ?? null,
    occasion: award.rank ? named.trim() : emulationTitle ? periodInWords(period) : null,
    achievement: award.achievement,
    decision: `Quyết định số ${decision.number} ${date}`,
    placeAndDate: place ? `${place}, ${date}` : date.replace(/^n/, 'N'),
    signatory: decision.signatory,
    signatoryPosition: decision.position,
    datedOn: decision.signedOn,
    code,
    checkUrl,
  };
}
