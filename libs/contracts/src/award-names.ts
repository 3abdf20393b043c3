// What people call awards and offices: on certificates, in lists and in refusals.
import type { Authority, CommendationForm, EmulationTitle } from './shapes.js';

/** Forms of commendation as Law 06/2022/QH15 Art 9 names them, emulation titles as its Arts 19-20 do. */
export const awardNames: Record<CommendationForm | EmulationTitle, string> = {
  HUAN_CHUONG: 'Huân chương',
  HUY_CHUONG: 'Huy chương',
  DANH_HIEU_VINH_DU_NHA_NUOC: 'Danh hiệu vinh dự nhà nước',
  GIAI_THUONG_NHA_NUOC: 'Giải thưởng Hồ Chí Minh, Giải thưởng Nhà nước',
  KY_NIEM_CHUONG: 'Kỷ niệm chương',
  BANG_KHEN: 'Bằng khen',
  GIAY_KHEN: 'Giấy khen',
  CO_THI_DUA_CHINH_PHU: 'Cờ thi đua của Chính phủ',
  CHIEN_SI_THI_DUA_TOAN_QUOC: 'Chiến sĩ thi đua toàn quốc',
  CO_THI_DUA_BO: 'Cờ thi đua của Bộ',
  CO_THI_DUA_TINH: 'Cờ thi đua của tỉnh',
  CHIEN_SI_THI_DUA_BO: 'Chiến sĩ thi đua cấp Bộ',
  CHIEN_SI_THI_DUA_TINH: 'Chiến sĩ thi đua cấp tỉnh',
  TAP_THE_LAO_DONG_XUAT_SAC: 'Tập thể lao động xuất sắc',
  XA_PHUONG_DAC_KHU_TIEU_BIEU: 'Xã, phường, đặc khu tiêu biểu',
  TAP_THE_LAO_DONG_TIEN_TIEN: 'Tập thể lao động tiên tiến',
  CHIEN_SI_THI_DUA_CO_SO: 'Chiến sĩ thi đua cơ sở',
  LAO_DONG_TIEN_TIEN: 'Lao động tiên tiến',
  THON_TO_DAN_PHO_VAN_HOA: 'Thôn, tổ dân phố văn hóa',
  GIA_DINH_VAN_HOA: 'Gia đình văn hóa',
};

/** The offices without their territory. */
export const authorityNames: Record<Authority, { vi: string; en: string }> = {
  PRESIDENT: { vi: 'Chủ tịch nước', en: 'The President of the State' },
  PRIME_MINISTER: { vi: 'Thủ tướng Chính phủ', en: 'The Prime Minister' },
  MINISTER: { vi: 'Bộ trưởng', en: 'The Minister' },
  PROVINCIAL_CHAIR: {
    vi: 'Chủ tịch Ủy ban nhân dân cấp tỉnh',
    en: "The Chair of the provincial People's Committee",
  },
  DEPARTMENT_DIRECTOR: { vi: 'Giám đốc Sở', en: 'The Director of the Department' },
  DISTRICT_CHAIR: {
    vi: 'Chủ tịch Ủy ban nhân dân cấp huyện',
    en: "The Chair of the district People's Committee",
  },
  COMMUNE_CHAIR: {
    vi: 'Chủ tịch Ủy ban nhân dân cấp xã',
    en: "The Chair of the commune People's Committee",
  },
  HEAD_OF_INSTITUTION: { vi: 'Thủ trưởng đơn vị', en: 'The head of the institution' },
  ORGANISING_COMMITTEE: { vi: 'Ban tổ chức cuộc thi', en: 'The organising committee' },
};
