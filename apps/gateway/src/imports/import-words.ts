import { refusalMessage, refusals, type Language, type RefusalReason } from '@app/contracts';
import type { SheetFault } from './sheets/sheet.js';

type Words = Record<Language, string>;

/** Why a row, or a whole file, is refused before a rule is asked; {names} are filled from params. */
const faults = {
  REQUIRED: { vi: 'Thiếu {column}.', en: '{column} is missing.' },
  NOT_A_UNIT_CODE: { vi: '“{value}” không phải mã đơn vị.', en: '“{value}” is not the code of a unit.' },
  NOT_A_COUNT: { vi: '“{value}” không phải số đếm.', en: '“{value}” is not a count.' },
  NOT_A_DATE: {
    vi: '“{value}” không phải ngày có thật (ngày/tháng/năm).',
    en: '“{value}” is not a date (day/month/year).',
  },
  NOT_A_CHOICE: { vi: '“{value}” không thuộc các lựa chọn.', en: '“{value}” is not one of the choices.' },
  MALFORMED: { vi: '{column} không đúng: {value}.', en: '{column} is malformed: {value}.' },
  FORBIDDEN: {
    vi: 'Vai trò không có hiệu lực ở đơn vị này.',
    en: 'The role does not hold at this unit.',
  },
  GROUP_REFUSED: {
    vi: 'Dòng khác của cùng quyết định bị từ chối (dòng {row}); quyết định được ghi trọn vẹn hoặc không ghi.',
    en: 'Another row of the same decision is refused (row {row}); a decision is recorded whole or not at all.',
  },
  HEADER_NOT_FOUND: {
    vi: 'Không tìm thấy dòng tiêu đề; thiếu cột: {columns}.',
    en: 'No row of headers was found; missing columns: {columns}.',
  },
  NO_ROWS: { vi: 'Không có dòng dữ liệu nào.', en: 'There are no rows of data.' },
  NOT_A_SPREADSHEET: {
    vi: 'Tệp không phải bảng tính xlsx hoặc csv.',
    en: 'The file is neither an xlsx nor a csv table.',
  },
  FILE_PROTECTED: {
    vi: 'Tệp có mật khẩu hoặc thuộc định dạng xls cũ; hãy lưu lại thành xlsx không mật khẩu.',
    en: 'The file has a password or is an old xls; save it as xlsx without a password.',
  },
  FILE_DAMAGED: { vi: 'Tệp bị hỏng hoặc không trọn vẹn.', en: 'The file is damaged or incomplete.' },
  FILE_TOO_LARGE: { vi: 'Nội dung tệp quá lớn.', en: 'What the file holds is too large.' },
  NOT_UTF8: {
    vi: 'Tệp csv phải ở bảng mã UTF-8.',
    en: 'A csv file must be encoded as UTF-8.',
  },
  TOO_MANY_ROWS: { vi: 'Tối đa 200.000 dòng.', en: 'At most 200,000 rows.' },
  TOO_MANY_GROUPS: {
    vi: 'Tối đa 5.000 đơn vị hoặc quyết định trong một tệp.',
    en: 'At most 5,000 units or decisions in one file.',
  },
  TOO_MANY_COLUMNS: { vi: 'Tối đa 200 cột.', en: 'At most 200 columns.' },
  SIGN_IN_AGAIN: {
    vi: 'Phiên đăng nhập đã hết hạn; hãy đăng nhập rồi chạy tiếp.',
    en: 'The session has expired; sign in and run it again.',
  },
  SERVICE_UNAVAILABLE: {
    vi: 'Dịch vụ tạm thời không trả lời; hãy chạy tiếp sau.',
    en: 'A service does not answer at the moment; run it again later.',
  },
  INTERRUPTED: {
    vi: 'Tiến trình đã dừng giữa chừng; hãy chạy tiếp.',
    en: 'It was interrupted; run it again.',
  },
  UPLOAD_AGAIN: {
    vi: 'Tệp chưa được đọc xong; hãy gửi lại.',
    en: 'The file was not read to its end; send it again.',
  },
  INTERNAL: {
    vi: 'Có lỗi ngoài dự kiến; lỗi đã được ghi lại.',
    en: 'Something went wrong; it has been recorded.',
  },
} as const satisfies Record<string, Words> & Record<SheetFault, Words>;

export type ImportFault = keyof typeof faults;
/** A stable code, the column at fault by its id, and what fills the message. */
export interface Refused {
  code: ImportFault | RefusalReason;
  column: string | null;
  params: Record<string, string | number>;
}

/** Of a whole import or file. */
export const fault = (code: ImportFault): Refused => ({ code, column: null, params: {} });
export const groupRefused = (row: number): Refused => ({
  code: 'GROUP_REFUSED',
  column: null,
  params: { row },
});

export function messageOf({ code, params }: Refused, language: Language): string {
  if (code in refusals) return refusalMessage({ reason: code as RefusalReason, params }, language);
  return faults[code as ImportFault][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(params[name] ?? whole),
  );
}

/** Words of result sheets and templates. */
export const words = {
  row: { vi: 'Dòng', en: 'Row' },
  outcome: { vi: 'Kết quả', en: 'Outcome' },
  column: { vi: 'Cột', en: 'Column' },
  code: { vi: 'Mã lỗi', en: 'Code' },
  message: { vi: 'Thông báo', en: 'Message' },
  units: { vi: 'Đơn vị', en: 'Units' },
  data: { vi: 'Dữ liệu', en: 'Data' },
  unitCode: { vi: 'Mã đơn vị', en: 'Unit code' },
  unitName: { vi: 'Tên đơn vị', en: 'Unit name' },
  required: { vi: 'bắt buộc', en: 'required' },
  UNCHECKED: { vi: 'Chưa kiểm tra', en: 'Not checked yet' },
  READY: { vi: 'Sẽ được ghi', en: 'Would be recorded' },
  REFUSED: { vi: 'Bị từ chối', en: 'Refused' },
  UNCHANGED: { vi: 'Đã có sẵn', en: 'Stands already' },
  DONE: { vi: 'Đã ghi', en: 'Recorded' },
} as const satisfies Record<string, Words>;
