import { competitionInputs } from './competition-inputs.js';
import { exemplarInputs } from './exemplar-inputs.js';

/** What is sent, and what may come back. */
export interface Case {
  name: string;
  method?: string;
  /** Behind /graphql. */
  search?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Who asks; by default the administrator of the country, so that what is refused is refused for what it is. */
  as?: { role: string; unit: string };
  /** The codes of errors, reasons of refusals, or DONE, that are right. */
  expected: readonly string[];
  /** Of HTTP; by default 200, or 4xx for an error. */
  status?: number;
  /** Stopped before it costs anything. */
  heavy?: true;
  /** What the answer must contain. */
  shows?: RegExp;
}

/** Stands for the id of a participant of the commune 03151, which the test learns from the roster. */
export const SUBJECT_ELSEWHERE = 'id-of-a-subject-elsewhere';

const json = { 'content-type': 'application/json' };
export const BAD = ['BAD_USER_INPUT'] as const;

/** A request as clients send it. */
export const asked = (
  name: string,
  query: unknown,
  expected: readonly string[] = BAD,
  more: Partial<Case> & { variables?: unknown; operationName?: unknown } = {},
): Case => {
  const { variables, operationName, ...rest } = more;
  return {
    name,
    headers: json,
    body: JSON.stringify({ query, variables, operationName }),
    expected,
    ...rest,
  };
};

/** Names of input types that do not follow from the mutation's. */
const inputTypes: Record<string, string> = {
  removePrizes: 'AwardPrizesInput',
  withdrawSubjects: 'ChangeSubjectsInput',
  revokeRecognition: 'ChangeSubjectsInput',
};

/** A mutation with its input as a variable. */
export const changed = (
  name: string,
  mutation: string,
  input: unknown,
  expected: readonly string[] = BAD,
  more: Partial<Case> = {},
): Case =>
  asked(
    `${mutation}: ${name}`,
    `mutation ($input: ${inputTypes[mutation] ?? `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`}!) { answer: ${mutation}(input: $input) { __typename ... on Refusal { reason } } }`,
    expected,
    { variables: { input }, ...more },
  );

type Input = Record<string, unknown>;
/** Inputs that are well formed; each case spoils one place. */
export const inputs: Record<string, Input> = {
  ...competitionInputs,
  ...exemplarInputs,
  registerInstitutions: {
    institutions: [{ code: 'THPT-X', name: 'Trường X', parent: '03127', kind: 'UPPER_SECONDARY' }],
  },
  createUnit: {
    code: '98001',
    name: 'Xã Mới',
    nameEn: 'New commune',
    level: 'COMMUNE',
    parent: '11',
    on: '2026-01-01',
    document: 'Nghị quyết',
  },
  renameUnit: { unit: '03127', name: 'Tên', nameEn: 'Name', on: '2026-01-01', document: 'Nghị quyết' },
  moveUnit: { unit: '03127', parent: '12', on: '2026-01-01', document: 'Nghị quyết' },
  mergeUnits: {
    units: ['03127'],
    into: { code: '98002', name: 'Xã Hợp', nameEn: 'Merged', parent: '11' },
    on: '2026-01-01',
    document: 'Nghị quyết',
  },
  splitUnit: {
    unit: '03127',
    into: [
      { code: '98003', name: 'Xã Một', nameEn: 'One', parent: '11', share: 40 },
      { code: '98004', name: 'Xã Hai', parent: '11', share: 60 },
    ],
    on: '2026-01-01',
    document: 'Nghị quyết',
  },
  closeUnit: { unit: '03127', on: '2026-01-01', document: 'Nghị quyết' },
  draftMovement: {
    code: 'D',
    name: 'Phong trào',
    nameEn: 'Movement',
    launchingAuthority: 'MINISTER',
    launchedBy: 'VN',
    legalBasis: ['387/QĐ-TTg'],
    startsOn: '2025-01-01',
    endsOn: '2025-12-31',
    titles: [{ code: 'NEW_TITLE', name: 'Danh hiệu', nameEn: 'Title', counts: 'trường' }],
  },
  setTargets: {
    unit: '11',
    period: '2025',
    source: 'nguồn',
    targets: [{ title: 'LEARNING_CLAN', percent: 50, of: 'REGISTERED' }],
  },
  recordBaselines: {
    title: 'LEARNING_UNIT',
    period: '2025',
    asOf: '2025-06-30',
    sourceDocument: 'nguồn',
    baselines: [{ unit: '03166', value: { value: 10 } }],
  },
  registerSubjects: {
    movement: 'M',
    title: 'LEARNING_CLAN',
    period: '2025',
    unit: '03127',
    subjects: [{ key: 'k', name: 'Tên' }],
  },
  recogniseSubjects: {
    movement: 'M',
    title: 'LEARNING_CLAN',
    period: '2025',
    unit: '03127',
    subjects: [{ key: 'k', name: 'Tên' }],
    keys: ['k2'],
    ids: [],
    decision: {
      number: '1/QĐ',
      signedOn: '2025-12-01',
      authority: 'COMMUNE_CHAIR',
      issuer: '03127',
      signatory: 'Người ký',
      position: 'Chủ tịch',
    },
  },
  withdrawSubjects: {
    title: 'LEARNING_CLAN',
    period: '2025',
    unit: '03127',
    keys: ['nobody'],
    reason: 'nhầm',
  },
  revokeRecognition: {
    title: 'LEARNING_CLAN',
    period: '2025',
    unit: '03127',
    keys: ['nobody'],
    reason: 'nhầm',
  },
  reportTally: {
    movement: 'M',
    title: 'LEARNING_CLAN',
    period: '2025',
    unit: '03166',
    source: 'báo cáo',
    registered: { value: 5 },
    stated: [{ percent: '50', of: 'REGISTERED' }],
  },
  approveReport: { title: 'LEARNING_CLAN', period: '2025', unit: '03166', reason: 'đính chính' },
};

/** A copy of the mutation's input with another value at the path, such as subjects.0.key. */
export function spoilt(mutation: string, path: string, value: unknown): Input {
  const copy = structuredClone(inputs[mutation]) as Input;
  const names = path.split('.');
  const last = names.pop() as string;
  const place = names.reduce((at, name) => at[name] as Input, copy);
  place[last] = value;
  return copy;
}
