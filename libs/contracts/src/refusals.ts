import { authorityNames, awardNames } from './award-names.js';

/** Every refusal of the house with its sentence in Vietnamese and English; {names} are filled from the refusal's params. */
export const refusals = {
  UNIT_UNKNOWN: {
    vi: 'Không có đơn vị mang mã {code} tại thời điểm đó.',
    en: 'No unit bore the code {code} at that time.',
  },
  MAP_LOADING: {
    vi: 'Bản đồ đơn vị trước ngày 1/7/2025 đang được nạp; chưa tìm thấy mã {code}, vui lòng thử lại sau ít phút.',
    en: 'The map of units before 1 July 2025 is still being loaded; the code {code} is not there yet, try again in a few minutes.',
  },
  UNIT_CLOSED: {
    vi: 'Đơn vị {code} đã kết thúc hoạt động ngày {closedOn}; đơn vị kế thừa: {successors}.',
    en: 'Unit {code} was closed on {closedOn}; its successors: {successors}.',
  },
  REASON_REQUIRED: {
    vi: 'Đơn vị {code} đã kết thúc hoạt động ngày {closedOn}: sửa số liệu cũ phải nêu lý do.',
    en: 'Unit {code} was closed on {closedOn}: correcting its past needs a reason.',
  },
  UNIT_LEVEL: {
    vi: 'Việc này không thực hiện được ở đơn vị {code} (cấp {level}).',
    en: 'This cannot be done at unit {code} (level {level}).',
  },
  UNIT_EXISTS: { vi: 'Mã đơn vị {code} đã được dùng.', en: 'The unit code {code} is already in use.' },
  UNIT_CODE: {
    vi: 'Mã {code} không đúng dạng mã của cấp {level}.',
    en: 'The code {code} is not one of the level {level}.',
  },
  UNIT_INCOMPLETE: {
    vi: 'Không có đơn vị {code} tại ngày đó; đơn vị mới cần có tên và đơn vị cấp trên.',
    en: 'No unit bears the code {code} on that day; a new one needs a name and a parent.',
  },
  UNIT_DATE: {
    vi: 'Đơn vị {code} đã có thay đổi ngày {on}; thay đổi mới phải sau ngày đó.',
    en: 'Unit {code} changed on {on}; another change must be later.',
  },
  UNIT_SAME: {
    vi: 'Đơn vị {code} đã như vậy rồi.',
    en: 'Unit {code} is already so.',
  },
  UNIT_HAS_UNITS: {
    vi: 'Đơn vị {code} còn đơn vị trực thuộc {unit}; cần chỉ rõ nơi trực thuộc mới.',
    en: 'Unit {unit} still stands below {code}; say first where it goes.',
  },
  SPLIT_PARTS: {
    vi: 'Chia tách cần ít nhất hai đơn vị mới khác nhau.',
    en: 'A split needs at least two different parts.',
  },
  SPLIT_SHARES: {
    vi: 'Tỷ lệ chia phải ghi cho mọi phần với tổng 100 %, hoặc không ghi cho phần nào.',
    en: 'Shares are given for all parts, 100 % together, or for none.',
  },
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
  REPORT_EMPTY: {
    vi: 'Đơn vị {code} chưa có số liệu nào của danh hiệu và kỳ này để duyệt.',
    en: 'Unit {code} has no figures of this title and period to approve.',
  },
  CHILDREN_NOT_APPROVED: {
    vi: 'Mới có {approved}/{total} đơn vị trực thuộc có báo cáo đã duyệt khớp số liệu hiện tại; còn thiếu: {units}. Nếu vẫn duyệt, phải nêu rõ chấp nhận chưa đủ.',
    en: '{approved} of {total} units below have an approved report that agrees with their figures; missing: {units}. To approve all the same, say that a part is accepted.',
  },
  REPORT_APPROVED: {
    vi: 'Báo cáo của kỳ này đã được duyệt (bản {version}); sửa số liệu hoặc duyệt bản mới phải nêu lý do.',
    en: 'The report of this period is approved (version {version}); a correction or a new version needs a reason.',
  },
  REPORT_UNCHANGED: {
    vi: 'Báo cáo đã duyệt (bản {version}) đã có đúng số liệu này.',
    en: 'The approved report (version {version}) already says this.',
  },
  ISSUER_LEVEL: {
    vi: '{authority} không ban hành quyết định ở đơn vị {code} (cấp {level}).',
    en: '{authority} does not issue decisions at unit {code} (level {level}).',
  },
  AUTHORITY_NOT_COMPETENT: {
    vi: '{authority} không có thẩm quyền tặng {award} tại ngày {on} ({article}).',
    en: '{authority} was not competent to grant {award} on {on} ({article}).',
  },
  DECISION_NUMBER_EXISTS: {
    vi: 'Số quyết định {number} năm {year} của cơ quan này đã được dùng.',
    en: 'Decision number {number} of {year} is already used by this office.',
  },
  CERTIFICATE_NUMBER_EXISTS: {
    vi: 'Số vào sổ {number} năm {year} của cơ quan này đã được dùng.',
    en: 'Certificate number {number} of {year} is already used in the register of this office.',
  },
  DECISION_UNKNOWN: {
    vi: 'Không có quyết định {number}.',
    en: 'There is no decision {number}.',
  },
  DECISION_PUBLISHED: {
    vi: 'Quyết định {number} đã được công bố; chỉ còn đính chính hoặc hủy bỏ.',
    en: 'Decision {number} has been published; only corrections and revocations remain.',
  },
  SUBJECT_KIND: {
    vi: '{award} không tặng cho đối tượng là {kind}.',
    en: '{award} is not granted to a recipient of kind {kind}.',
  },
  DUPLICATE_RECIPIENT: {
    vi: '{name} xuất hiện hai lần trong danh sách.',
    en: '{name} stands twice in the list.',
  },
  DUPLICATE_UNDECIDED: {
    vi: 'Còn {count} cặp trùng tên chờ người quyết định.',
    en: '{count} pairs of the same name wait for a person to decide.',
  },
  DUPLICATE_UNKNOWN: {
    vi: 'Không có cặp trùng tên này.',
    en: 'There is no such pair.',
  },
  EVIDENCE_USED: {
    vi: '{evidence} của {name} đã được dùng cho: {award}.',
    en: '{evidence} of {name} was already used for: {award}.',
  },
  AWARD_UNKNOWN: {
    vi: 'Không có danh hiệu hoặc khen thưởng {award}.',
    en: 'There is no award {award}.',
  },
  AWARD_NOT_PUBLISHED: {
    vi: '{name} không có khen thưởng đang có hiệu lực ở đây.',
    en: 'No award of {name} is in force here.',
  },
  AWARD_NOT_REVOKED: {
    vi: 'Khen thưởng của {name} chưa bị hủy bỏ.',
    en: 'The award of {name} is not revoked.',
  },
  AWARD_REVOKED: {
    vi: 'Khen thưởng làm căn cứ đã bị hủy bỏ.',
    en: 'An award that it rests on is revoked.',
  },
  NOT_THE_AWARDING_OFFICE: {
    vi: 'Chỉ cơ quan đã ban hành quyết định {number}, hoặc cơ quan kế thừa, được làm việc này.',
    en: 'Only the office that issued decision {number}, or its successor, may do this.',
  },
  GROUND_NOT_APPLICABLE: {
    vi: 'Căn cứ “{ground}” không áp dụng cho loại khen thưởng này.',
    en: 'The ground “{ground}” does not apply to this kind of award.',
  },
  NOTHING_CORRECTED: {
    vi: 'Không có nội dung nào được đính chính.',
    en: 'Nothing was corrected.',
  },
  MEMBERS_DIFFER: {
    vi: 'Giải này có {members} thành viên; tên đính chính phải gồm đủ từng người theo thứ tự, cách nhau bằng dấu phẩy.',
    en: 'This prize has {members} members; its corrected name must give each of them in order, with commas between.',
  },
  BAD_DATE: {
    vi: 'Ngày {date} không hợp lệ ở đây.',
    en: 'The date {date} is not possible here.',
  },
  COMPETITION_UNKNOWN: {
    vi: 'Không có cuộc thi {competition}.',
    en: 'There is no competition {competition}.',
  },
  COMPETITION_EXISTS: {
    vi: 'Cuộc thi {competition} đã có bài dự thi hoặc kết quả.',
    en: 'Competition {competition} already has entries or results.',
  },
  COMPETITION_PUBLISHED: {
    vi: 'Kết quả cuộc thi {competition} đã được công bố.',
    en: 'The results of competition {competition} have been published.',
  },
  NO_RANKS: {
    vi: 'Cuộc thi cần ít nhất một mức giải chính.',
    en: 'A competition needs at least one main rank.',
  },
  RANK_REPEATED: {
    vi: 'Mức giải {rank} xuất hiện hai lần.',
    en: 'Rank {rank} stands twice.',
  },
  RANK_UNKNOWN: {
    vi: 'Cuộc thi không có mức giải {rank}.',
    en: 'The competition has no rank {rank}.',
  },
  ENTRY_EXISTS: {
    vi: 'Mã dự thi {entry} đã được dùng trong cuộc thi.',
    en: 'The entry code {entry} is already used in the competition.',
  },
  ENTRY_UNKNOWN: {
    vi: 'Không có bài dự thi {entry}.',
    en: 'There is no entry {entry}.',
  },
  TITLE_REQUIRED: {
    vi: 'Bài dự thi {entry} cần có tên.',
    en: 'Entry {entry} needs a title.',
  },
  NO_MEMBERS: {
    vi: 'Cần ít nhất một thành viên.',
    en: 'At least one member is needed.',
  },
  TOO_MANY_MEMBERS: {
    vi: 'Tối đa {most} thành viên, đã gửi {count}.',
    en: 'At most {most} members; {count} were sent.',
  },
  STUDENT_ENTERED: {
    vi: '{name} đã có trong bài dự thi {entry}.',
    en: '{name} is already in entry {entry}.',
  },
  PRIZE_EXISTS: {
    vi: '{entry} đã được trao {rank}.',
    en: '{entry} already has the prize “{rank}”.',
  },
  PRIZE_UNKNOWN: {
    vi: '{entry} không được trao {rank}.',
    en: '{entry} does not have the prize “{rank}”.',
  },
  QUOTA_EXCEEDED: {
    vi: 'Mức “{rank}” chỉ có {quota} giải.',
    en: 'At most {quota} of the prize “{rank}” can be given.',
  },
  TOO_MANY_PRIZES: {
    vi: '{prizes} giải nhiều hơn {entries} bài dự thi.',
    en: '{prizes} prizes are more than {entries} entries.',
  },
  NO_PRIZES: {
    vi: 'Cuộc thi chưa có giải nào.',
    en: 'The competition has no prizes yet.',
  },
  EXEMPLAR_UNKNOWN: {
    vi: 'Không có đề cử này.',
    en: 'There is no such nomination.',
  },
  EXEMPLAR_STATUS: {
    vi: 'Không làm được ở trạng thái {status}.',
    en: 'This cannot be done in the state {status}.',
  },
  OWN_NOMINATION: {
    vi: 'Người đề cử không được tự xét duyệt.',
    en: 'Whoever nominates does not review it.',
  },
  NOTE_REQUIRED: {
    vi: 'Cần nêu lý do.',
    en: 'A reason is needed.',
  },
  MINOR_UNSTATED: {
    vi: 'Phải nêu rõ người được đề cử có phải trẻ em hay không.',
    en: 'Whether the person is a minor must be stated.',
  },
  CONSENT_MISSING: {
    vi: 'Thiếu {which}.',
    en: 'Missing: {which}.',
  },
  BASIS_NOT_APPLICABLE: {
    vi: 'Căn cứ công bố {kind} không áp dụng cho nhóm {group}.',
    en: 'The basis {kind} does not apply to the group {group}.',
  },
  BAD_STORY: {
    vi: 'Không còn nội dung dùng được sau khi bỏ mã HTML.',
    en: 'Nothing usable is left of the text without its HTML.',
  },
  CONFERENCE_EXISTS: {
    vi: 'Hội nghị {name} ngày {heldOn} đã được ghi nhận.',
    en: 'The conference {name} of {heldOn} is already recorded.',
  },
  TALLY_OR_NAMES: {
    vi: 'Chỉ ghi danh sách hoặc số tổng, không ghi cả hai.',
    en: 'Give names or numbers, not both.',
  },
  SOURCE_REQUIRED: {
    vi: 'Số tổng cần có nguồn.',
    en: 'Numbers without names need their source.',
  },
} as const;

export type RefusalReason = keyof typeof refusals;
export type Language = 'vi' | 'en';

/** Codes in params that a sentence says in words. */
const words: Record<string, Record<Language, string>> = {
  REPRESENTATIVE_CONSENT: {
    vi: 'sự đồng ý của người đại diện hợp pháp',
    en: 'the consent of the legal representative',
  },
  CHILD_CONSENT: { vi: 'sự đồng ý của trẻ em (từ đủ 7 tuổi)', en: 'the consent of the child (from 7 years)' },
  DATE: { vi: 'ngày của căn cứ công bố', en: 'the date of the basis' },
  NO_SUCCESSOR: { vi: 'chưa ghi nhận', en: 'none recorded' },
  NOMINATED: { vi: 'mới đề cử', en: 'nominated' },
  UNDER_REVIEW: { vi: 'đang xét duyệt', en: 'under review' },
  RETURNED: { vi: 'đã trả lại để bổ sung', en: 'returned for supplement' },
  REJECTED: { vi: 'không được duyệt', en: 'rejected' },
  APPROVED: { vi: 'đã duyệt', en: 'approved' },
  PUBLISHED: { vi: 'đã công bố', en: 'published' },
  WITHDRAWN: { vi: 'đã gỡ', en: 'withdrawn' },
  COLLECTIVE: { vi: 'tập thể', en: 'collective' },
  HOUSEHOLD: { vi: 'hộ gia đình', en: 'household' },
  INDIVIDUAL: { vi: 'cá nhân', en: 'individual' },
  COUNTRY: { vi: 'trung ương', en: 'country' },
  PROVINCE: { vi: 'tỉnh', en: 'province' },
  DISTRICT: { vi: 'huyện', en: 'district' },
  COMMUNE: { vi: 'xã', en: 'commune' },
  INSTITUTION: { vi: 'cơ sở, đơn vị', en: 'institution' },
  COMPETITION_RULES_BROKEN: { vi: 'vi phạm thể lệ cuộc thi', en: "breach of the competition's rules" },
  ...authorityNames,
  // Their English names clash (Bằng khen, Giấy khen), so they stay Vietnamese.
  ...Object.fromEntries(Object.entries(awardNames).map(([code, name]) => [code, { vi: name, en: name }])),
};

/** The refusal's sentence with its {names} filled in. */
export function refusalMessage(
  refusal: { reason: RefusalReason; params: Record<string, string | number> },
  language: Language,
): string {
  return refusals[refusal.reason][language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = String(refusal.params[name] ?? whole);
    return words[value]?.[language] ?? value;
  });
}
