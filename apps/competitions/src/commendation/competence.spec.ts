import { Authority, CommendationForm, EmulationTitle, SubjectKind } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import { competent, refuseKind, type Granted } from './competence.js';

const grants: Granted[] = [...CommendationForm.options, ...EmulationTitle.options];

/** The table of Arts 77-80 the other way round: each award with those who grant it. `-`: until 2025-06-30, `+`: from 2025-07-01. */
const granters: Record<Granted, string> = {
  HUAN_CHUONG: 'PRESIDENT',
  HUY_CHUONG: 'PRESIDENT',
  DANH_HIEU_VINH_DU_NHA_NUOC: 'PRESIDENT',
  GIAI_THUONG_NHA_NUOC: 'PRESIDENT',
  KY_NIEM_CHUONG: 'MINISTER PROVINCIAL_CHAIR',
  BANG_KHEN: 'PRIME_MINISTER MINISTER PROVINCIAL_CHAIR',
  GIAY_KHEN: 'DEPARTMENT_DIRECTOR HEAD_OF_INSTITUTION DISTRICT_CHAIR- COMMUNE_CHAIR',
  CO_THI_DUA_CHINH_PHU: 'PRIME_MINISTER',
  CHIEN_SI_THI_DUA_TOAN_QUOC: 'PRIME_MINISTER',
  CO_THI_DUA_BO: 'MINISTER',
  CO_THI_DUA_TINH: 'PROVINCIAL_CHAIR',
  CHIEN_SI_THI_DUA_BO: 'MINISTER',
  CHIEN_SI_THI_DUA_TINH: 'PROVINCIAL_CHAIR',
  TAP_THE_LAO_DONG_XUAT_SAC: 'MINISTER PROVINCIAL_CHAIR',
  XA_PHUONG_DAC_KHU_TIEU_BIEU: 'PROVINCIAL_CHAIR',
  TAP_THE_LAO_DONG_TIEN_TIEN: 'DEPARTMENT_DIRECTOR HEAD_OF_INSTITUTION DISTRICT_CHAIR- COMMUNE_CHAIR+',
  CHIEN_SI_THI_DUA_CO_SO: 'DEPARTMENT_DIRECTOR HEAD_OF_INSTITUTION DISTRICT_CHAIR- COMMUNE_CHAIR+',
  LAO_DONG_TIEN_TIEN: 'DEPARTMENT_DIRECTOR HEAD_OF_INSTITUTION DISTRICT_CHAIR- COMMUNE_CHAIR',
  THON_TO_DAN_PHO_VAN_HOA: 'COMMUNE_CHAIR+',
  GIA_DINH_VAN_HOA: 'COMMUNE_CHAIR',
};

it.each([
  ['2025-06-30', '-'],
  ['2025-07-01', '+'],
])('every authority, form and title on %s', (on, mark) => {
  const expected = grants.flatMap((award) =>
    granters[award]
      .split(' ')
      .filter((who) => /\w$/.test(who) || who.endsWith(mark))
      .map((who) => `${who.replace(/[-+]$/, '')} ${award}`),
  );
  const accepted = Authority.options.flatMap((authority) =>
    grants
      .filter((award) => competent(authority, award, on) === null)
      .map((award) => `${authority} ${award}`),
  );
  expect(accepted.sort()).toEqual(expected.sort());
});

describe('refusals', () => {
  const law = 'Điều 77-80 Luật số 06/2022/QH15';
  it.each([
    ['DEPARTMENT_DIRECTOR', 'BANG_KHEN', '2025-12-20', law],
    ['DISTRICT_CHAIR', 'GIAY_KHEN', '2025-07-01', law],
    ['COMMUNE_CHAIR', 'CHIEN_SI_THI_DUA_CO_SO', '2025-06-30', 'Nghị định số 129/2025/NĐ-CP'],
    ['ORGANISING_COMMITTEE', 'GIAY_KHEN', '2025-12-20', law],
  ] as const)('%s may not grant %s on %s: %s', (authority, award, on, article) => {
    expect(competent(authority, award, on)).toEqual({
      refusal: {
        reason: 'AUTHORITY_NOT_COMPETENT',
        field: 'decision.authority',
        params: { authority, award, on, article },
      },
    });
  });
});

it('a title has one kind of recipient, a form any', () => {
  const kinds = (award: Granted) =>
    SubjectKind.options.filter((kind) => refuseKind(award, kind, 'kind') === null).join(' ');
  for (const form of CommendationForm.options) expect(kinds(form)).toBe('COLLECTIVE HOUSEHOLD INDIVIDUAL');
  for (const title of EmulationTitle.options)
    expect([title, kinds(title)]).toEqual([
      title,
      /^CHIEN_SI|^LAO_DONG/.test(title) ? 'INDIVIDUAL' : /^GIA_DINH/.test(title) ? 'HOUSEHOLD' : 'COLLECTIVE',
    ]);
  expect(refuseKind('GIA_DINH_VAN_HOA', 'INDIVIDUAL', 'recipients.0.kind')).toMatchObject({
    refusal: {
      reason: 'SUBJECT_KIND',
      field: 'recipients.0.kind',
      params: { award: 'GIA_DINH_VAN_HOA', kind: 'INDIVIDUAL' },
    },
  });
});
