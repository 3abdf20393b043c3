/** Every refusal of the house with its sentence in Vietnamese and English; {names} are filled from the refusal's params. */
export const refusals = {
  UNIT_UNKNOWN: {
    vi: 'Không có đơn vị mang mã {code} tại thời điểm đó.',
    en: 'No unit bore the code {code} at that time.',
  },
  UNIT_CLOSED: {
    vi: 'Đơn vị {code} đã kết thúc hoạt động ngày {closedOn}.',
    en: 'Unit {code} was closed on {closedOn}.',
  },
  UNIT_LEVEL: {
    vi: 'Việc này không thực hiện được ở đơn vị {code} (cấp {level}).',
    en: 'This cannot be done at unit {code} (level {level}).',
  },
  UNIT_EXISTS: { vi: 'Mã đơn vị {code} đã được dùng.', en: 'The unit code {code} is already in use.' },
  MOVEMENT_UNKNOWN: { vi: 'Không có phong trào {movement}.', en: 'There is no movement {movement}.' },
  MOVEMENT_EXISTS: {
    vi: 'Phong trào {movement} đã được phát động, không sửa dự thảo được nữa.',
    en: 'Movement {movement} has been launched; its draft can no longer be changed.',
  },
  MOVEMENT_NOT_OPEN: {
    vi: 'Phong trào {movement} không ở trạng thái cho phép việc này (hiện: {status}).',
    en: 'Movement {movement} does not allow this in its present state ({status}).',
  },
  MOVEMENT_DATES: {
    vi: 'Ngày kết thúc phong trào sớm hơn ngày bắt đầu.',
    en: 'The movement ends before it starts.',
  },
  TITLE_UNKNOWN: { vi: 'Không có danh hiệu {title}.', en: 'There is no title {title}.' },
  TITLE_INCOMPLETE: {
    vi: 'Danh hiệu mới {title} cần có tên và đối tượng được đếm.',
    en: 'The new title {title} needs a name and what its baseline counts.',
  },
  TITLE_DIFFERS: {
    vi: 'Danh hiệu {title} đã có với tên hoặc đối tượng khác.',
    en: 'Title {title} already exists with another name or count.',
  },
  TITLE_NOT_IN_MOVEMENT: {
    vi: 'Danh hiệu {title} không thuộc phong trào {movement}.',
    en: 'Title {title} does not belong to movement {movement}.',
  },
  PERIOD_NOT_IN_MOVEMENT: {
    vi: 'Kỳ {period} nằm ngoài thời gian của phong trào {movement}.',
    en: 'Period {period} lies outside movement {movement}.',
  },
  BAD_PERIOD: {
    vi: 'Danh hiệu {title} không tính theo loại kỳ của {period}.',
    en: 'Title {title} is not kept by the kind of period that {period} is.',
  },
  BAD_QUANTITY: { vi: 'Số liệu không hợp lệ: {value}.', en: 'Not a valid figure: {value}.' },
  NOTHING_REPORTED: {
    vi: 'Cần ít nhất một số: đăng ký, công nhận hoặc tỷ lệ đã công bố.',
    en: 'At least one of registered, recognised and stated is needed.',
  },
  NO_SUBJECTS: { vi: 'Danh sách rỗng.', en: 'The list is empty.' },
  TOO_MANY_SUBJECTS: {
    vi: 'Tối đa {most} dòng một lần, đã gửi {count}.',
    en: 'At most {most} at a time; {count} were sent.',
  },
  UNIT_REPEATED: {
    vi: 'Đơn vị {code} xuất hiện hai lần trong danh sách.',
    en: 'Unit {code} stands in the list twice.',
  },
  BAD_KEY: {
    vi: 'Mã của {subject} không có chữ hoặc số nào.',
    en: 'The key of {subject} has no letter or digit.',
  },
  ALREADY_REGISTERED: {
    vi: '{subject} đã được đăng ký cho danh hiệu và kỳ này.',
    en: '{subject} is already registered for this title and period.',
  },
  ALREADY_RECOGNISED: {
    vi: '{subject} đã được công nhận theo quyết định {decision}.',
    en: '{subject} is already recognised by decision {decision}.',
  },
  NOT_REGISTERED: {
    vi: '{subject} không có trong danh sách đăng ký.',
    en: '{subject} is not on the roster.',
  },
  NOT_RECOGNISED: { vi: '{subject} chưa được công nhận.', en: '{subject} is not recognised.' },
  RECOGNISED: {
    vi: '{subject} đã được công nhận; phải hủy công nhận trước khi rút đăng ký.',
    en: '{subject} is recognised; revoke the recognition before withdrawing it.',
  },
  EXCEEDS_BASELINE: {
    vi: '{count} vượt tổng số đã chốt {baseline}.',
    en: '{count} exceeds the final baseline {baseline}.',
  },
  RECOGNISED_EXCEEDS_REGISTERED: {
    vi: 'Số công nhận {recognised} lớn hơn số đăng ký {registered}.',
    en: '{recognised} recognised is more than {registered} registered.',
  },
  BELOW_REGISTERED: {
    vi: 'Tổng số chốt {baseline} nhỏ hơn số đã đăng ký hoặc công nhận {count}.',
    en: 'The final baseline {baseline} is below the {count} registered or recognised.',
  },
  ROSTER_EXISTS: {
    vi: 'Đơn vị đã có danh sách đăng ký cho danh hiệu và kỳ này; không báo cáo số tổng được.',
    en: 'The unit keeps a roster for this title and period; a tally cannot be reported.',
  },
  TALLY_EXISTS: {
    vi: 'Đơn vị đã báo cáo số tổng cho danh hiệu và kỳ này; không lập danh sách được.',
    en: 'The unit reported a tally for this title and period; a roster cannot be kept.',
  },
  TALLY_UNKNOWN: {
    vi: 'Chưa có số tổng nào được báo cáo cho đơn vị, danh hiệu và kỳ này.',
    en: 'No tally was reported for this unit, title and period.',
  },
} as const;

export type RefusalReason = keyof typeof refusals;
export type Language = 'vi' | 'en';

/** The refusal's sentence with its {names} filled in. */
export function refusalMessage(
  refusal: { reason: RefusalReason; params: Record<string, string | number> },
  language: Language,
): string {
  return refusals[refusal.reason][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(refusal.params[name] ?? whole),
  );
}
