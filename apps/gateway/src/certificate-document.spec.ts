import { AwardState, Authority, type UnitState } from '@app/contracts';
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { certificateDocument, dateInWords } from './certificate-document.js';
import { UnitTree } from '@app/figures';

const examples = JSON.parse(
  readFileSync('libs/contracts/examples/competitions.award.v1.json', 'utf8'),
) as unknown[];
const [commendation, prize] = examples.map((example) => AwardState.parse(example)) as [
  AwardState,
  AwardState,
];

const id = (number: number) => `0199a7e7-0000-7000-8000-0000000000${number}`;
const unit = (number: number, name: string, level: UnitState['level'], parent?: number): UnitState => ({
  id: id(number),
  code: `${number}`,
  name,
  nameEn: null,
  level,
  parentId: parent ? id(parent) : null,
  kind: null,
  validFrom: null,
  validTo: null,
  successorIds: [],
  shares: null,
  changes: [],
  version: 1,
});
const { byId } = new UnitTree([
  unit(89, 'Việt Nam', 'COUNTRY'),
  unit(90, 'Điện Biên', 'PROVINCE', 89),
  unit(91, 'Trường THPT Mường Phăng', 'INSTITUTION', 92),
  unit(92, 'Xã Mường Phăng', 'COMMUNE', 90),
  unit(93, 'Thành phố Hà Nội', 'PROVINCE', 89),
  unit(94, 'Phường 1', 'COMMUNE', 90),
]);
const of = (award: AwardState, decision: object = {}, competition: string | null = null) =>
  certificateDocument(
    {
      ...award,
      decision: { ...(commendation.decision as NonNullable<AwardState['decision']>), ...decision },
    },
    award.certificates[0]?.code ?? '',
    competition,
    byId,
    'https://thidua.example/certificates/X',
  );

it('says a commendation in words', () => {
  expect(of(commendation)).toEqual({
    office: 'Giám đốc Sở Giáo dục và Đào tạo tỉnh Điện Biên',
    verb: 'Tặng',
    title: 'Giấy khen',
    recipient: 'Lò Thị Hòa',
    of: 'Giáo viên, Trường THPT Mường Phăng, tỉnh Điện Biên',
    prize: null,
    occasion: null,
    achievement: 'Có thành tích trong phong trào thi đua năm học 2024-2025',
    decision: 'Quyết định số 12/QĐ-SGDĐT ngày 02 tháng 4 năm 2025, vào sổ số 45',
    placeAndDate: 'Điện Biên, ngày 02 tháng 4 năm 2025',
    signatory: 'Nguyễn Văn A',
    signatoryPosition: 'Giám đốc',
    datedOn: '2025-04-02',
    code: '7K3P-QX9M-2W8R-HT5V-B4NC-JG6D-K2',
    checkUrl: 'https://thidua.example/certificates/X',
  });
  expect(of({ ...commendation, posthumous: true }).verb).toBe('Truy tặng');
  expect(of({ ...commendation, certificateNumber: null }).decision).toMatch(/năm 2025$/);
});

it("says a prize in words, to one member, with the edition's year once", () => {
  const told = of({ ...prize, period: '2025-2026' }, {}, 'Cuộc thi khoa học kỹ thuật');
  expect(told).toMatchObject({
    verb: 'Cấp',
    title: 'Giấy chứng nhận',
    recipient: 'Lò Văn B',
    prize: prize.rank?.name,
    occasion: 'Cuộc thi khoa học kỹ thuật\nNăm học 2025-2026',
  });
  const name = 'Cuộc thi khoa học kỹ thuật năm học 2025-2026';
  expect(of({ ...prize, period: '2025-2026' }, {}, name).occasion).toBe(name);
});

it.each([
  ['2024-2025', 'Năm học 2024-2025'],
  ['2025', 'Năm 2025'],
  ['2020/2025', 'Giai đoạn 2020-2025'],
])('says an emulation title of %s in words', (period, occasion) => {
  expect(of({ ...commendation, form: null, emulationTitle: 'CHIEN_SI_THI_DUA_CO_SO', period })).toMatchObject(
    {
      verb: 'Tặng danh hiệu',
      title: 'Chiến sĩ thi đua cơ sở',
      prize: null,
      occasion,
    },
  );
});

it.each([
  ['PRESIDENT', 89, 'Chủ tịch nước Cộng hòa xã hội chủ nghĩa Việt Nam', 'Hà Nội'],
  ['PRIME_MINISTER', 89, 'Thủ tướng Chính phủ', 'Hà Nội'],
  ['MINISTER', 89, 'Bộ trưởng Bộ Giáo dục và Đào tạo', 'Hà Nội'],
  ['PROVINCIAL_CHAIR', 90, 'Chủ tịch Ủy ban nhân dân tỉnh Điện Biên', 'Điện Biên'],
  ['PROVINCIAL_CHAIR', 93, 'Chủ tịch Ủy ban nhân dân thành phố Hà Nội', 'Hà Nội'],
  ['COMMUNE_CHAIR', 92, 'Chủ tịch Ủy ban nhân dân xã Mường Phăng', 'Mường Phăng'],
  ['COMMUNE_CHAIR', 94, 'Chủ tịch Ủy ban nhân dân Phường 1', 'Phường 1'],
  ['HEAD_OF_INSTITUTION', 91, 'Thủ trưởng Trường THPT Mường Phăng', 'Mường Phăng'],
  ['ORGANISING_COMMITTEE', 90, 'Ban tổ chức cuộc thi', 'Điện Biên'],
] as const)('says the office %s of unit %i', (authority, issuer, office, place) => {
  const told = of(commendation, { authority: Authority.parse(authority), issuerId: id(issuer) });
  expect(told.office).toBe(office);
  expect(told.placeAndDate).toBe(`${place}, ngày 02 tháng 4 năm 2025`);
});

it('does not name a unit twice, nor invent one that is not known', () => {
  const collective = { ...commendation, name: 'TRƯỜNG THPT MƯỜNG PHĂNG', position: null };
  expect(of(collective).of).toBe('tỉnh Điện Biên');
  const unknown = of({ ...commendation, unitId: id(99) }, { issuerId: id(99) });
  expect(unknown).toMatchObject({
    office: 'Giám đốc Sở Giáo dục và Đào tạo',
    of: 'Giáo viên',
    placeAndDate: 'Ngày 02 tháng 4 năm 2025',
  });
});

it.each([
  ['2025-01-09', 'ngày 09 tháng 01 năm 2025'],
  ['2025-02-10', 'ngày 10 tháng 02 năm 2025'],
  ['2025-03-01', 'ngày 01 tháng 3 năm 2025'],
  ['2025-12-31', 'ngày 31 tháng 12 năm 2025'],
])('writes %s as %s', (date, words) => {
  expect(dateInWords(date)).toBe(words);
});
