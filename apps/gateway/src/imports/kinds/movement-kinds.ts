import {
  DateOn,
  MovementCode,
  Period,
  RecordBaselines,
  RegisterSubjects,
  text,
  TitleCode,
  UnitCode,
} from '@app/contracts';
import { z } from 'zod';
import { flag, unit, type ImportKind } from './import-kind.js';

/** What movements are told in files: who takes part, and of how many. */
export const movementKinds = {
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
    // A roster is one commune's.
    apart: true,
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
} satisfies Record<string, ImportKind>;
