import { AwardPrizes, MovementCode, SubmitEntries, UnitCode } from '@app/contracts';
import { z } from 'zod';
import { headerKey } from '../cell-values.js';
import { unit, type Column, type ImportKind } from './import-kind.js';

/** By which an entry is known in its edition. */
const entryCode: Omit<Column, 'id'> = {
  headers: {
    vi: ['Mã dự án', 'Mã dự thi', 'Mã bài dự thi', 'Số báo danh', 'SBD', 'Mã'],
    en: ['Entry code', 'Code', 'Project code'],
  },
  reads: 'text',
  required: true,
};

/** What competitions are told in files: who enters, and who wins. */
export const competitionKinds = {
  /** Entries of one edition of a competition. */
  PROJECTS: {
    command: () => SubmitEntries,
    list: 'entries',
    columns: [
      { ...entryCode, id: 'code' },
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
      { ...entryCode, id: 'entry' },
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
} satisfies Record<string, ImportKind>;
