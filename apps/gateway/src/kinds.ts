import {
  Authority,
  AwardState,
  BaselineOrigin,
  Basis,
  Certainty,
  Channel,
  CommendationForm,
  CommendationType,
  CompetitionLevel,
  CompetitionStatus,
  DateOn,
  DatePrecision,
  DecisionState,
  DuplicateState,
  EmulationTitle,
  EntryKind,
  EntryState,
  ExemplarGroup,
  ExemplarStatus,
  HonourKind,
  MovementKind,
  MovementScope,
  MovementStatus,
  Period,
  PeriodKind,
  PublicationBasisKind,
  RateKind,
  ReviewVerdict,
  RevocationGround,
  SubjectKind,
  TitleCode,
  UnitChangeKind,
  UnitCode,
  UnitLevel,
} from '@app/contracts';
import { registerEnumType } from '@nestjs/graphql';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { z } from 'zod';

/** A scalar whose shape is that of the contracts: what does not parse is BAD_USER_INPUT; meaning is for the rules. */
function scalar(
  name: string,
  description: string,
  shape: z.ZodType<string>,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    const result = shape.safeParse(value);
    if (result.success) return result.data;
    throw new GraphQLError(`${name}: ${result.error.issues[0]?.message ?? 'malformed'}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const DateScalar = scalar('Date', 'ISO 8601 calendar date.', DateOn);
export const DateTimeScalar = scalar('DateTime', 'RFC 3339 instant in UTC.', z.iso.datetime());
export const PeriodScalar = scalar(
  'Period',
  "Calendar year '2025', school year '2024-2025', or span of years '2020/2025'.",
  Period,
);
export const UnitCodeScalar = scalar(
  'UnitCode',
  "Official code with its leading zeros: 'VN' the country, '11' a province, '03127' a commune; an institution has its own.",
  UnitCode,
);
export const TitleCodeScalar = scalar(
  'TitleCode',
  'What participants of a movement register for and are recognised in. Built in: LEARNING_FAMILY, LEARNING_CLAN, LEARNING_COMMUNITY, LEARNING_UNIT; movements define others.',
  TitleCode,
);

/** Codes that GraphQL knows as an enum; the same objects as in the contracts. */
const named = <Values extends Record<string, string>>(
  name: string,
  { enum: values }: { enum: Values },
  description: string,
) => {
  registerEnumType(values, { name, description });
  return values;
};
export const UnitLevelEnum = named(
  'UnitLevel',
  UnitLevel,
  'Levels of the tree of units; districts ended on 2025-07-01.',
);
export const MovementKindEnum = named(
  'MovementKind',
  MovementKind,
  'Movement (phong trào) or campaign (cuộc vận động).',
);
export const MovementStatusEnum = named('MovementStatus', MovementStatus, 'The course of a movement.');
export const MovementScopeEnum = named('MovementScope', MovementScope, 'How far a movement reaches.');
export const SubjectKindEnum = named('SubjectKind', SubjectKind, 'Collective, household or individual.');
export const CertaintyEnum = named(
  'Certainty',
  Certainty,
  "How sure a count is: exact, a lower bound ('more than'), or rounded.",
);
export const BaselineOriginEnum = named(
  'BaselineOrigin',
  BaselineOrigin,
  'Where a baseline comes from: printed by its source, worked out from a printed percentage, or the sum of units.',
);
export const BasisEnum = named(
  'Basis',
  Basis,
  'A list of subjects, reported numbers, or the pooled figures of the communes below.',
);
export const RateKindEnum = named('RateKind', RateKind, 'Which numerator a percentage has.');
export const PeriodKindEnum = named('PeriodKind', PeriodKind, 'Only like periods are compared.');
export const DatePrecisionEnum = named(
  'DatePrecision',
  DatePrecision,
  'Whether a date is known to the day or to the year.',
);
export const AuthorityEnum = named(
  'Authority',
  Authority,
  'Authorities in order of precedence (Law 06/2022/QH15 Arts 77-80).',
);
export const RateGapEnum = named(
  'RateGap',
  z.enum(['SPLIT_WITHOUT_SHARES', 'BASELINE_UNKNOWN', 'BASELINE_ZERO', 'NUMERATOR_UNKNOWN', 'NOT_EXACT']),
  'Why a percentage is missing, in order of precedence. SPLIT_WITHOUT_SHARES: the unit has a part of one that was split, and how much of its figures nobody recorded; the union of the parts is known.',
);
export const UnitMappingEnum = named(
  'UnitMapping',
  z.enum(['AS_WAS', 'AS_IS']),
  'AS_WAS: the units of the last day of the period. AS_IS: those of today; figures of earlier units are brought to them through succession.',
);
export const UnitChangeKindEnum = named('UnitChangeKind', UnitChangeKind, 'What happened to a unit.');
export const RateWarningEnum = named(
  'RateWarning',
  z.enum(['ABOVE_BASELINE', 'RECOGNISED_ABOVE_REGISTERED', 'STATED_DIFFERS']),
  'What a reader should know of the figures. RECOGNISED_ABOVE_REGISTERED: only in pooled figures or where one is not exact.',
);
export const RegistrationStatusEnum = named(
  'RegistrationStatus',
  z.enum(['REGISTERED', 'RECOGNISED', 'WITHDRAWN']),
  'Where one participant stands.',
);
export const TallyStatusEnum = named(
  'TallyStatus',
  z.enum(['CURRENT', 'REPLACED', 'WITHDRAWN']),
  'Whether a tally stands, or was replaced or withdrawn.',
);
export const WorkKindEnum = named(
  'WorkKind',
  z.enum([
    'REPORT_MISSING',
    'EXEMPLAR_TO_REVIEW',
    'EXEMPLAR_TO_SUPPLEMENT',
    'EXEMPLAR_TO_PUBLISH',
    'EXEMPLAR_SUGGESTED',
    'DUPLICATE_TO_DECIDE',
    'DECISION_TO_PUBLISH',
    'RESULTS_TO_PUBLISH',
  ]),
  'What waits for somebody. REPORT_MISSING: communes without figures of a title of a launched movement in its present period. EXEMPLAR_TO_REVIEW: nominations without a verdict, those of which an award changed too; _TO_SUPPLEMENT: returned ones; _TO_PUBLISH: approved ones; _SUGGESTED: recipients of suggestedExemplars. DUPLICATE_TO_DECIDE: pairs of one name. DECISION_TO_PUBLISH: drafts of decisions, at their issuing unit; RESULTS_TO_PUBLISH: competitions whose prizes are provisional.',
);
export const CommendationFormEnum = named(
  'CommendationForm',
  CommendationForm,
  'Forms of commendation (hình thức khen thưởng) in the order of Law 06/2022/QH15 Art 9; the codes stay Vietnamese because English clashes.',
);
export const CommendationTypeEnum = named(
  'CommendationType',
  CommendationType,
  'What a commendation is given for (Law 06/2022/QH15 Art 8).',
);
export const CommendationLevelEnum = named(
  'CommendationLevel',
  z.enum(['STATE', 'MINISTRY_PROVINCE']),
  'STATE: of the President and the Prime Minister; MINISTRY_PROVINCE: of the Minister and the provincial Chair.',
);
export const StatutoryDurationEnum = named(
  'StatutoryDuration',
  z.enum(['UNDER_ONE_YEAR', 'ONE_YEAR', 'UNDER_THREE_YEARS', 'UNDER_FIVE_YEARS', 'FIVE_YEARS_OR_MORE']),
  'Bands of statutory table 0601, each from where the one before ends; ONE_YEAR: a year to the day.',
);
export const EmulationTitleEnum = named(
  'EmulationTitle',
  EmulationTitle,
  'Emulation titles (danh hiệu thi đua; Law 06/2022/QH15 Arts 19-20), highest first; never a form of commendation.',
);
export const CompetitionLevelEnum = named(
  'CompetitionLevel',
  CompetitionLevel,
  'Whose competition an edition is; districts ended on 2025-07-01.',
);
export const CompetitionStatusEnum = named(
  'CompetitionStatus',
  CompetitionStatus,
  'OPEN: no prize yet; JUDGED: prizes are recorded and provisional; PUBLISHED: by decision.',
);
export const EntryKindEnum = named('EntryKind', EntryKind, 'What takes part in a competition.');
export const EntryStatusEnum = named('EntryStatus', EntryState.shape.status, 'Whether an entry takes part.');
export const HonourKindEnum = named(
  'HonourKind',
  HonourKind,
  'Kinds of honours, in the order of their list; never totalled.',
);
export const RevocationGroundEnum = named(
  'RevocationGround',
  RevocationGround,
  'Why an award is taken back (Law 06/2022/QH15 Art 93); COMPETITION_RULES_BROKEN for prizes alone.',
);
export const ExemplarGroupEnum = named(
  'ExemplarGroup',
  ExemplarGroup,
  'GOOD_PERSON_GOOD_DEED and GOOD_PRACTICE are counted apart from individuals and collectives.',
);
export const ExemplarStatusEnum = named(
  'ExemplarStatus',
  ExemplarStatus,
  'The course of an example; only PUBLISHED is public, REJECTED and WITHDRAWN are its ends.',
);
export const ReviewVerdictEnum = named('ReviewVerdict', ReviewVerdict, "A reviewer's word on a nomination.");
export const PublicationBasisKindEnum = named(
  'PublicationBasisKind',
  PublicationBasisKind,
  'What an example is published on: a duty of law, consent (Law 91/2025/QH15), or that it is about no person.',
);
export const ChannelEnum = named('Channel', Channel, 'Where an example was put before the public.');
export const DecisionStatusEnum = named(
  'DecisionStatus',
  DecisionState.shape.status,
  'DRAFT is not public; DROPPED is a draft that was given up.',
);
export const AwardKindEnum = named(
  'AwardKind',
  AwardState.shape.kind,
  'What a decision of the competitions service grants.',
);
export const AwardStatusEnum = named(
  'AwardStatus',
  AwardState.shape.status,
  'Only PUBLISHED is in force and public.',
);
export const DuplicateStatusEnum = named(
  'DuplicateStatus',
  DuplicateState.shape.status,
  'OPEN waits for a person.',
);
export const DuplicateAmongEnum = named(
  'DuplicateAmong',
  DuplicateState.shape.among,
  'Recipients of awards, or students in entries.',
);
export const CertificateStatusEnum = named(
  'CertificateStatus',
  z.enum(['VALID', 'REVOKED', 'UNKNOWN', 'MISTYPED']),
  'What a certificate code stands for; MISTYPED: no certificate can bear it.',
);
