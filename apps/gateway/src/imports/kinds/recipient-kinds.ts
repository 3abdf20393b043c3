import {
  Authority,
  CommendationForm,
  CommendationType,
  DateOn,
  EmulationTitle,
  Period,
  RecordCommendations,
  RecordEmulationTitles,
  text,
  UnitCode,
} from '@app/contracts';
import { z } from 'zod';
import { flag, unit, type ImportKind } from './import-kind.js';

/** What decisions on commendations and emulation titles are told in files: whom they name. */
export const recipientKinds = {
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
} satisfies Record<string, ImportKind>;
