// What was awarded, in words, as a certificate says it.
import {
  awardNames,
  type Authority,
  type CommendationForm,
  type DecisionHeader,
  type EmulationTitle,
  type UnitState,
} from '@app/contracts';

/** The office; `of` is its territory or institution as it stands within a sentence. */
const offices: Record<Authority, (of: string) => string> = {
  PRESIDENT: () => 'Chủ tịch nước Cộng hòa xã hội chủ nghĩa Việt Nam',
  PRIME_MINISTER: () => 'Thủ tướng Chính phủ',
  MINISTER: () => 'Bộ trưởng Bộ Giáo dục và Đào tạo',
  PROVINCIAL_CHAIR: (of) => `Chủ tịch Ủy ban nhân dân ${of}`,
  DEPARTMENT_DIRECTOR: (of) =>
    of.startsWith('Sở') ? `Giám đốc ${of}` : `Giám đốc Sở Giáo dục và Đào tạo ${of}`,
  DISTRICT_CHAIR: (of) => `Chủ tịch Ủy ban nhân dân ${of}`,
  COMMUNE_CHAIR: (of) => `Chủ tịch Ủy ban nhân dân ${of}`,
  HEAD_OF_INSTITUTION: (of) => `Thủ trưởng ${of}`,
  ORGANISING_COMMITTEE: () => 'Ban tổ chức cuộc thi',
};

/** Kinds of units as names begin with them, before a name that is no number. */
export const unitKinds = /^(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu) (?=\P{L}*\p{L})/u;

/** 'Điện Biên' and 'Phường Mường Thanh' within a sentence: 'tỉnh Điện Biên', 'phường Mường Thanh'. */
export function withinSentence({ name, level }: UnitState): string {
  if (unitKinds.test(name)) return name.charAt(0).toLocaleLowerCase('vi') + name.slice(1);
  return level === 'PROVINCE' ? `tỉnh ${name}` : name;
}

/** 'Chủ tịch Ủy ban nhân dân tỉnh Điện Biên'; without its territory where that is not known. */
export const officeInWords = (authority: Authority, issuer: UnitState | null): string =>
  offices[authority](issuer ? withinSentence(issuer) : '').trim();

export interface Awarded {
  form: CommendationForm | null;
  emulationTitle: EmulationTitle | null;
  /** Name of a prize's rank, as its edition names it. */
  rank: string | null;
  decision: DecisionHeader | null;
}

/** 'Bằng khen của Bộ trưởng Bộ Giáo dục và Đào tạo', 'Chiến sĩ thi đua cơ sở', 'Giải Nhất'. `issuer`: of the decision. */
export function titleInWords(
  { form, emulationTitle, rank, decision }: Awarded,
  issuer: UnitState | null,
): string {
  if (emulationTitle) return awardNames[emulationTitle];
  if (!form) return rank ?? '';
  // What the President grants is named without the office.
  if (!decision || decision.authority === 'PRESIDENT') return awardNames[form];
  return `${awardNames[form]} của ${officeInWords(decision.authority, issuer)}`;
}
