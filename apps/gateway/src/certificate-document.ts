import { awardNames, parsePeriod, type AwardState } from '@app/contracts';
import { nameKey } from '@app/names';
import { officeInWords, unitKinds, withinSentence } from './honour-titles.js';
import type { UnitNode } from '@app/figures';

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

type Decided = AwardState & { decision: NonNullable<AwardState['decision']> };

const administrative = (node: UnitNode | null): UnitNode | null =>
  node?.state.level === 'INSTITUTION' ? administrative(node.parent) : node;

/** Where the office has its seat: of those of the State the capital (Constitution, Article 13). */
function placeOf(issuer: UnitNode | null): string | null {
  const seat = administrative(issuer);
  return seat?.state.level === 'COUNTRY' ? 'Hà Nội' : (seat?.state.name.replace(unitKinds, '') ?? null);
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
  return [award.position, own, above && withinSentence(above.state)].filter(Boolean).join(', ');
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
  const granted = form ?? emulationTitle;
  const issuer = units.get(decision.issuerId) ?? null;
  const date = dateInWords(decision.signedOn);
  const place = placeOf(issuer);
  const grant = award.posthumous ? 'Truy tặng' : 'Tặng';
  const named = competition?.includes(period)
    ? competition
    : `${competition ?? ''}\n${periodInWords(period)}`;
  return {
    office: officeInWords(decision.authority, issuer?.state ?? null),
    verb: form ? grant : emulationTitle ? `${grant} danh hiệu` : 'Cấp',
    title: granted ? awardNames[granted] : 'Giấy chứng nhận',
    recipient: award.certificates.find((certificate) => certificate.code === code)?.holder ?? award.name,
    of: of(award, units.get(award.unitId) ?? null),
    prize: award.rank?.name ?? null,
    occasion: award.rank ? named.trim() : emulationTitle ? periodInWords(period) : null,
    achievement: award.achievement,
    decision: `Quyết định số ${decision.number} ${date}${award.certificateNumber ? `, vào sổ số ${award.certificateNumber}` : ''}`,
    placeAndDate: place ? `${place}, ${date}` : date.replace(/^n/, 'N'),
    signatory: decision.signatory,
    signatoryPosition: decision.position,
    datedOn: decision.signedOn,
    code,
    checkUrl,
  };
}
