// Longer than other files: the one place that spells every kind of file, its columns and how people call them.
import {
  Authority,
  AwardPrizes,
  CommendationForm,
  CommendationType,
  DateOn,
  EmulationTitle,
  MovementCode,
  Period,
  RecordBaselines,
  RecordCommendations,
  RecordEmulationTitles,
  RegisterSubjects,
  SubmitEntries,
  text,
  TitleCode,
  UnitCode,
  type CommandDefinition,
  type Language,
} from '@app/contracts';
import { z } from 'zod';
import { headerKey } from './cell-values.js';

export const ImportKindName = z.enum(['SUBJECTS', 'BASELINES', 'PROJECTS', 'PRIZES', 'RECIPIENTS']);
export type ImportKindName = z.infer<typeof ImportKindName>;

/** A column that a kind of file can have. `headers`: how people write it, the first as templates show it. */
export interface Column {
  /** The field of the command that it fills. */
  id: string;
  headers: Record<Language, readonly [string, ...string[]]>;
  reads: 'text' | 'unit' | 'count' | 'date' | 'choice' | 'flag' | 'names' | 'dates' | 'titles';
  choices?: Record<string, readonly string[]>;
  /** A cell without a value is refused, unless the upload gives one for all rows under the same name. */
  required?: boolean;
}
/** Values of a row by the ids of its columns, beside those that the upload gave for all of them. */
type Values = Record<string, unknown>;
type Parameters = Record<string, unknown>;

export interface ImportKind {
  /** Asked for a chunk of rows; its permission is that of the upload. */
  command(parameters: Parameters): CommandDefinition;
  /** The input's list, and what stands beside it, the same for all rows of a chunk. */
  list: string;
  columns: readonly Column[];
  /** What the upload says of all rows. */
  parameters: z.ZodObject;
  shared(values: Values, parameters: Parameters): object;
  item(values: Values, parameters: Parameters): object;
  /** Rows with the same `shared` are recorded together or not at all, in one command. */
  together?: boolean;
}

const unit: Column = {
  id: 'unit',
  headers: {
    vi: [
      'Mã đơn vị',
      'Mã xã',
      'Mã phường',
      'Mã xã phường',
      'Mã xã/phường/đặc khu',
      'Mã ĐVHC',
      'Mã trường',
      'Mã tỉnh',
      'Đơn vị',
    ],
    en: ['Unit code', 'Unit', 'Commune code'],
  },
  reads: 'unit',
  required: true,
};
const flag = z.stringbool().optional();

export const importKinds: Record<ImportKindName, ImportKind> = {
  /** A roster: participants of communes for one title and period. */
  SUBJECTS: {
    command: () => RegisterSubjects,
    list: 'subjects',
    columns: [
      unit,
      {
        id: 'key',
        headers: {
          vi: [
            'Mã định danh',
            'Số định danh',
            'Số sổ hộ khẩu',
            'Số sổ',
            'Mã hộ',
            'Số CCCD',
            'Số định danh cá nhân',
            'Mã',
            'Mã đối tượng',
          ],
          en: ['Key', 'Identity number', 'Book number', 'Household number'],
        },
        reads: 'text',
        required: true,
      },
      {
        id: 'name',
        headers: {
          vi: [
            'Họ và tên',
            'Họ tên',
            'Tên',
            'Chủ hộ',
            'Họ tên chủ hộ',
            'Họ và tên chủ hộ',
            'Tên đối tượng',
            'Tên dòng họ',
            'Tên cộng đồng',
            'Tên gia đình',
          ],
          en: ['Name', 'Full name', 'Head of household'],
        },
        reads: 'text',
        required: true,
      },
    ],
    parameters: z.object({
      movement: MovementCode,
      title: TitleCode,
      period: Period,
      unit: UnitCode.optional(),
    }),
    shared: ({ unit: code }, { movement, title, period }) => ({ movement, title, period, unit: code }),
    item: ({ key, name }) => ({ key, name }),
  },
  /** Baselines of units for one title and period. */
  BASELINES: {
    command: () => RecordBaselines,
    list: 'baselines',
    columns: [
      unit,
      {
        id: 'value',
        headers: {
          vi: [
            'Tổng số',
            'Tổng số hộ',
            'Số hộ',
            'Số lượng',
            'Tổng số dòng họ',
            'Tổng số cộng đồng',
            'Tổng số đơn vị',
          ],
          en: ['Baseline', 'Total', 'Count', 'Households'],
        },
        reads: 'count',
        required: true,
      },
      {
        id: 'asOf',
        headers: {
          vi: ['Ngày chốt số liệu', 'Ngày chốt', 'Tính đến ngày', 'Thời điểm', 'Ngày'],
          en: ['As of', 'Date'],
        },
        reads: 'date',
        required: true,
      },
      {
        id: 'sourceDocument',
        headers: {
          vi: ['Văn bản nguồn', 'Nguồn', 'Căn cứ', 'Nguồn số liệu', 'Văn bản'],
          en: ['Source document', 'Source'],
        },
        reads: 'text',
        required: true,
      },
    ],
    parameters: z.object({
      title: TitleCode,
      period: Period,
      asOf: DateOn.optional(),
      sourceDocument: text().optional(),
      final: flag,
    }),
    shared: ({ asOf, sourceDocument }, { title, period, final }) => ({
      title,
      period,
      asOf,
      sourceDocument,
      final: final ?? false,
    }),
    item: ({ unit: code, value }) => ({ unit: code, value }),
  },
  /** Entries of one edition of a competition. */
  PROJECTS: {
    command: () => SubmitEntries,
    list: 'entries',
    columns: [
      {
        id: 'code',
        headers: {
          vi: ['Mã dự án', 'Mã dự thi', 'Mã bài dự thi', 'Số báo danh', 'SBD', 'Mã'],
          en: ['Entry code', 'Code', 'Project code'],
        },
        reads: 'text',
        required: true,
      },
      {
        id: 'title',
        headers: { vi: ['Tên dự án', 'Tên đề tài', 'Tên bài dự thi', 'Tên'], en: ['Title', 'Project title'] },
        reads: 'text',
      },
      {
        id: 'kind',
        headers: { vi: ['Loại dự thi', 'Loại', 'Hình thức'], en: ['Kind', 'Type'] },
        reads: 'choice',
        choices: {
          PROJECT: ['Dự án', 'Project'],
          INDIVIDUAL: ['Cá nhân', 'Individual'],
          TEAM: ['Đội', 'Nhóm', 'Team'],
          COLLECTIVE: ['Tập thể', 'Collective'],
        },
      },
      {
        id: 'field',
        headers: { vi: ['Lĩnh vực', 'Môn'], en: ['Field', 'Subject'] },
        reads: 'text',
      },
      {
        ...unit,
        headers: {
          vi: ['Mã trường', 'Mã đơn vị', 'Trường', 'Đơn vị'],
          en: ['School code', 'Unit code', 'School', 'Unit'],
        },
      },
      {
        id: 'members',
        headers: {
          vi: [
            'Thành viên',
            'Học sinh',
            'Họ tên học sinh',
            'Họ và tên học sinh',
            'Tác giả',
            'Thí sinh',
            'Nhóm tác giả',
          ],
          en: ['Members', 'Students', 'Authors'],
        },
        reads: 'names',
      },
      {
        id: 'birthDates',
        headers: { vi: ['Ngày sinh', 'Ngày tháng năm sinh', 'Năm sinh'], en: ['Birth dates', 'Birth date'] },
        reads: 'dates',
      },
      {
        id: 'supervisors',
        headers: {
          vi: ['Người hướng dẫn', 'Giáo viên hướng dẫn', 'GVHD'],
          en: ['Supervisors', 'Supervisor', 'Teacher'],
        },
        reads: 'names',
      },
    ],
    parameters: z.object({ competition: MovementCode, unit: UnitCode.optional() }),
    shared: (_, { competition }) => ({ competition }),
    item: ({ members, birthDates, ...entry }) => ({
      ...entry,
      members: ((members as string[] | undefined) ?? []).map((name, index) => ({
        name,
        birthDate: (birthDates as string[] | undefined)?.[index],
      })),
    }),
  },
  /** Prizes of one edition, by the codes of its entries. */
  PRIZES: {
    command: () => AwardPrizes,
    list: 'prizes',
    columns: [
      {
        id: 'entry',
        headers: {
          vi: ['Mã dự án', 'Mã dự thi', 'Mã bài dự thi', 'Số báo danh', 'SBD', 'Mã'],
          en: ['Entry code', 'Code', 'Project code'],
        },
        reads: 'text',
        required: true,
      },
      {
        id: 'rank',
        headers: {
          vi: ['Giải', 'Đạt giải', 'Mức giải', 'Xếp giải', 'Kết quả'],
          en: ['Prize', 'Rank', 'Award'],
        },
        reads: 'text',
        required: true,
      },
    ],
    parameters: z.object({ competition: MovementCode }),
    shared: (_, { competition }) => ({ competition }),
    // Ranks by every way to write them; `ranks` is added to what the upload says.
    item: ({ entry, rank }, { ranks }) => ({
      entry,
      rank: (ranks as Record<string, string> | undefined)?.[headerKey(String(rank))] ?? rank,
    }),
  },
  /** Recipients of commendations or emulation titles, of one decision or of several. */
  RECIPIENTS: {
    command: ({ emulationTitle }) => (emulationTitle ? RecordEmulationTitles : RecordCommendations),
    list: 'recipients',
    columns: [
      {
        id: 'name',
        headers: {
          vi: [
            'Họ và tên',
            'Họ tên',
            'Tên',
            'Tên tập thể, cá nhân',
            'Tập thể, cá nhân',
            'Tên tập thể/cá nhân',
          ],
          en: ['Name', 'Recipient', 'Full name'],
        },
        reads: 'text',
        required: true,
      },
      {
        id: 'kind',
        headers: { vi: ['Đối tượng', 'Loại đối tượng', 'Loại'], en: ['Kind', 'Recipient kind'] },
        reads: 'choice',
        choices: {
          COLLECTIVE: ['Tập thể', 'Collective'],
          HOUSEHOLD: ['Hộ gia đình', 'Gia đình', 'Household'],
          INDIVIDUAL: ['Cá nhân', 'Individual'],
        },
        required: true,
      },
      unit,
      {
        id: 'position',
        headers: { vi: ['Chức vụ', 'Chức danh'], en: ['Position'] },
        reads: 'text',
      },
      {
        id: 'birthDate',
        headers: { vi: ['Ngày sinh', 'Ngày tháng năm sinh'], en: ['Birth date', 'Date of birth'] },
        reads: 'date',
      },
      {
        id: 'identity',
        headers: {
          vi: ['Số định danh', 'Số CCCD', 'CCCD', 'Số định danh cá nhân'],
          en: ['Identity number', 'Identity'],
        },
        reads: 'text',
      },
      { id: 'minor', headers: { vi: ['Trẻ em', 'Là trẻ em'], en: ['Minor'] }, reads: 'flag' },
      { id: 'posthumous', headers: { vi: ['Truy tặng'], en: ['Posthumous'] }, reads: 'flag' },
      {
        id: 'achievement',
        headers: { vi: ['Thành tích', 'Nội dung thành tích', 'Nội dung'], en: ['Achievement'] },
        reads: 'text',
        required: true,
      },
      {
        id: 'evidence',
        headers: { vi: ['Sáng kiến, đề tài', 'Sáng kiến', 'Đề tài'], en: ['Evidence', 'Initiatives'] },
        reads: 'titles',
      },
      {
        id: 'decisionNumber',
        headers: { vi: ['Số quyết định', 'Quyết định số', 'Số QĐ'], en: ['Decision number', 'Decision'] },
        reads: 'text',
        required: true,
      },
      {
        id: 'signedOn',
        headers: { vi: ['Ngày ký', 'Ngày quyết định', 'Ngày ký quyết định'], en: ['Signed on'] },
        reads: 'date',
        required: true,
      },
    ],
    parameters: z
      .object({
        authority: Authority,
        issuer: UnitCode,
        period: Period,
        form: CommendationForm.optional(),
        emulationTitle: EmulationTitle.optional(),
        type: CommendationType.optional(),
        publish: flag,
        decisionNumber: text(60).optional(),
        signedOn: DateOn.optional(),
        signatory: text(200).optional(),
        signatoryPosition: text(200).optional(),
        achievement: text(2000).optional(),
      })
      .refine(
        ({ form, emulationTitle }) => Boolean(form) !== Boolean(emulationTitle),
        'give either form or emulationTitle',
      ),
    shared: ({ decisionNumber, signedOn }, given) => ({
      decision: {
        number: decisionNumber,
        signedOn,
        authority: given.authority,
        issuer: given.issuer,
        signatory: given.signatory,
        position: given.signatoryPosition,
      },
      period: given.period,
      publish: given.publish ?? true,
      ...(given.emulationTitle
        ? { title: given.emulationTitle }
        : { form: given.form, ...(given.type ? { type: given.type } : {}) }),
    }),
    item: ({ decisionNumber: _, signedOn: __, evidence, ...recipient }) => ({
      ...recipient,
      evidence: ((evidence as string[] | undefined) ?? []).map((title) => ({ title })),
    }),
    together: true,
  },
};
