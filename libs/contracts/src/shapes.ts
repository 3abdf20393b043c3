import { z } from 'zod';

/** A UUIDv7 made by the application. */
export const Id = z.uuid();
/** Of an aggregate: rises by one with each change. */
export const Version = z.int().min(1);

/** Codes of choices are those of the public GraphQL contract; the Vietnamese ones stay Vietnamese because English clashes. */
export const UnitLevel = z.enum(['COUNTRY', 'PROVINCE', 'DISTRICT', 'COMMUNE', 'INSTITUTION']);
export type UnitLevel = z.infer<typeof UnitLevel>;
export const MovementKind = z.enum(['MOVEMENT', 'CAMPAIGN']);
export const MovementStatus = z.enum(['DRAFT', 'LAUNCHED', 'CLOSED']);
export type MovementStatus = z.infer<typeof MovementStatus>;
export const MovementScope = z.enum(['NATIONWIDE', 'MINISTRY_PROVINCE', 'CLUSTER', 'AGENCY']);
export const SubjectKind = z.enum(['COLLECTIVE', 'HOUSEHOLD', 'INDIVIDUAL']);
export type SubjectKind = z.infer<typeof SubjectKind>;
export const Certainty = z.enum(['EXACT', 'AT_LEAST', 'APPROXIMATE']);
export type Certainty = z.infer<typeof Certainty>;
export const BaselineOrigin = z.enum(['PUBLISHED', 'DERIVED', 'SUMMED']);
export const RateKind = z.enum(['REGISTERED', 'RECOGNISED']);
export type RateKind = z.infer<typeof RateKind>;
export const Basis = z.enum(['ROSTER', 'TALLY', 'POOLED']);
export type Basis = z.infer<typeof Basis>;
export const PeriodKind = z.enum(['CALENDAR_YEAR', 'SCHOOL_YEAR', 'SPAN']);
export type PeriodKind = z.infer<typeof PeriodKind>;
export const DatePrecision = z.enum(['DAY', 'YEAR']);
/** In order of precedence (Law 06/2022/QH15 Arts 77-80); the organising committee of a competition comes last. */
export const Authority = z.enum([
  'PRESIDENT',
  'PRIME_MINISTER',
  'MINISTER',
  'PROVINCIAL_CHAIR',
  'DEPARTMENT_DIRECTOR',
  'DISTRICT_CHAIR',
  'COMMUNE_CHAIR',
  'HEAD_OF_INSTITUTION',
  'ORGANISING_COMMITTEE',
]);

export type Authority = z.infer<typeof Authority>;
/** Place in the order of precedence (Law 06/2022/QH15 Arts 77-80); two of one rank stand side by side; none sorts last. */
export const precedenceOf: Record<Authority, number> = {
  PRESIDENT: 1,
  PRIME_MINISTER: 2,
  MINISTER: 3,
  PROVINCIAL_CHAIR: 3,
  DEPARTMENT_DIRECTOR: 4,
  HEAD_OF_INSTITUTION: 4,
  DISTRICT_CHAIR: 5,
  COMMUNE_CHAIR: 6,
  ORGANISING_COMMITTEE: 7,
};
/** Forms of commendation (hình thức khen thưởng) in the order of Law 06/2022/QH15 Art 9. */
export const CommendationForm = z.enum([
  'HUAN_CHUONG',
  'HUY_CHUONG',
  'DANH_HIEU_VINH_DU_NHA_NUOC',
  'GIAI_THUONG_NHA_NUOC',
  'KY_NIEM_CHUONG',
  'BANG_KHEN',
  'GIAY_KHEN',
]);
export type CommendationForm = z.infer<typeof CommendationForm>;
/** What a commendation is given for (Law 06/2022/QH15 Art 8). */
export const CommendationType = z.enum([
  'CONG_TRANG',
  'DOT_XUAT',
  'PHONG_TRAO',
  'CONG_HIEN',
  'NIEN_HAN',
  'DOI_NGOAI',
]);
/** Emulation titles (danh hiệu thi đua; Law 06/2022/QH15 Arts 19-20), highest first; never a form of commendation. */
export const EmulationTitle = z.enum([
  'CO_THI_DUA_CHINH_PHU',
  'CHIEN_SI_THI_DUA_TOAN_QUOC',
  'CO_THI_DUA_BO',
  'CO_THI_DUA_TINH',
  'CHIEN_SI_THI_DUA_BO',
  'CHIEN_SI_THI_DUA_TINH',
  'TAP_THE_LAO_DONG_XUAT_SAC',
  'XA_PHUONG_DAC_KHU_TIEU_BIEU',
  'TAP_THE_LAO_DONG_TIEN_TIEN',
  'CHIEN_SI_THI_DUA_CO_SO',
  'LAO_DONG_TIEN_TIEN',
  'THON_TO_DAN_PHO_VAN_HOA',
  'GIA_DINH_VAN_HOA',
]);
export type EmulationTitle = z.infer<typeof EmulationTitle>;
export const CompetitionLevel = z.enum([
  'INSTITUTION',
  'COMMUNE',
  'DISTRICT',
  'PROVINCE',
  'NATIONAL',
  'INTERNATIONAL',
]);
/** OPEN: no prize yet; JUDGED: prizes are recorded and provisional; PUBLISHED: by decision. */
export const CompetitionStatus = z.enum(['OPEN', 'JUDGED', 'PUBLISHED']);
export const EntryKind = z.enum(['PROJECT', 'INDIVIDUAL', 'TEAM', 'COLLECTIVE']);
/** In the order of the honours list. */
export const HonourKind = z.enum([
  'COMMENDATION',
  'EMULATION_TITLE',
  'PRIZE',
  'LEARNING_TITLE',
  'EXEMPLAR',
  'CONFERENCE',
]);
export type HonourKind = z.infer<typeof HonourKind>;
/** Grounds on which an award is taken back (Law 06/2022/QH15 Art 93); COMPETITION_RULES_BROKEN for prizes alone. */
export const RevocationGround = z.enum([
  'FRAUDULENT_ACHIEVEMENT',
  'FALSE_INFORMATION',
  'UNLAWFUL_PROCEDURE',
  'STANDARD_NOT_MET',
  'COMPETITION_RULES_BROKEN',
]);
/** GOOD_PERSON_GOOD_DEED and GOOD_PRACTICE are counted apart from individuals and collectives (rule 21). */
export const ExemplarGroup = z.enum(['COLLECTIVE', 'INDIVIDUAL', 'GOOD_PERSON_GOOD_DEED', 'GOOD_PRACTICE']);
export type ExemplarGroup = z.infer<typeof ExemplarGroup>;
export const ExemplarStatus = z.enum([
  'NOMINATED',
  'UNDER_REVIEW',
  'RETURNED',
  'REJECTED',
  'APPROVED',
  'PUBLISHED',
  'WITHDRAWN',
]);
export type ExemplarStatus = z.infer<typeof ExemplarStatus>;
export const ReviewVerdict = z.enum(['APPROVE', 'RETURN', 'REJECT']);
export const PublicationBasisKind = z.enum(['LEGAL_DUTY', 'CONSENT', 'NOT_PERSONAL']);

/** Control and format characters (zero-width, direction, soft hyphen), lone surrogates: they hide what a name says. */
const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A line of text people read: NFC, trimmed, spaces collapsed, 1 to `max` characters, nothing hidden. */
export const text = (max = 500) =>
  z
    .string()
    .refine((value) => !hiddenCharacters.test(value), 'must not contain control or invisible characters')
    .overwrite((value) => value.normalize('NFC').trim().replace(/\s+/gu, ' '))
    .min(1)
    .max(max);

/** Calendar date, ISO 8601, within the years in which a figure can lie. */
export const DateOn = z.iso
  .date()
  .refine((value) => value >= '1900-01-01' && value < '2101-01-01', 'must lie between 1900 and 2100');
/** Instant, RFC 3339 in UTC. */
export const InstantAt = z.iso.datetime();
/** Code of a unit with its leading zeros: VN, two digits a province, five a commune, else an institution's own. */
export const UnitCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'must be a unit code');
export const TitleCode = z.string().regex(/^[A-Z][A-Z0-9_]{1,59}$/, 'must be a title code');
export const MovementCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'must be letters, digits, dots and dashes');

/** A count and how sure it is; whether the number makes sense is a rule (BAD_QUANTITY), not a shape. */
export const Quantity = z.object({ value: z.int(), certainty: Certainty.default('EXACT') });
export type Quantity = z.infer<typeof Quantity>;

/** A commendation or recognition decision as cited. `issuer`: the territory of the office that signed it. */
export const Decision = z.object({
  number: text(60),
  signedOn: DateOn,
  authority: Authority,
  issuer: UnitCode,
  signatory: text(200).nullish(),
  position: text(200).nullish(),
});
export type Decision = z.infer<typeof Decision>;
/**
 * The version of a thing that its editor saw, 0 where nothing was there; another one now is CONFLICT. Null: whatever it
 * is by now is edited.
 */
export const ExpectedVersion = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .nullish();

export interface PeriodRange {
  kind: PeriodKind;
  /** First and last day, ISO dates. */
  startsOn: string;
  endsOn: string;
}

/** '2025' calendar year, '2024-2025' school year (1 September to 31 August), '2020/2025' span of years; null if malformed. */
export function parsePeriod(value: string): PeriodRange | null {
  const match = /^(\d{4})(?:([-/])(\d{4}))?$/.exec(value);
  if (!match) return null;
  const first = Number(match[1]);
  const last = Number(match[3] ?? match[1]);
  if (first < 1945 || last > 2100) return null;
  if (!match[2]) return { kind: 'CALENDAR_YEAR', startsOn: `${first}-01-01`, endsOn: `${first}-12-31` };
  if (match[2] === '/')
    return first < last ? { kind: 'SPAN', startsOn: `${first}-01-01`, endsOn: `${last}-12-31` } : null;
  return last === first + 1
    ? { kind: 'SCHOOL_YEAR', startsOn: `${first}-09-01`, endsOn: `${last}-08-31` }
    : null;
}

export const Period = z
  .string()
  .refine((value) => parsePeriod(value) !== null, "must be '2025', '2024-2025' or '2020/2025'");

/** Today's map of units begins here (Resolution 202/2025/QH15): 34 provinces, 3,321 communes, no districts. */
export const UNIT_MAP_STARTS_ON = '2025-07-01';

/** The day on which the units of a period are looked up: its last (rule 9). */
export const mapDay = (period: string): string => parsePeriod(period)?.endsOn ?? UNIT_MAP_STARTS_ON;
/** ISO date of the day before. */
export const dayBefore = (day: string): string =>
  new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
