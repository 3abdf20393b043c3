import type { Role } from '@app/contracts';

export interface SampleAccount {
  name: string;
  role: Role;
  /** Code of the unit. */
  unit: string;
}

/** Invented people, one a role; the subject of each is its role. `deploy/keycloak/realm.json` has the same. */
export const sampleAccounts: Record<Role, SampleAccount> = {
  'department-staff': { name: 'Cán bộ Sở', role: 'department-staff', unit: '11' },
  'commune-staff': { name: 'Cán bộ phường', role: 'commune-staff', unit: '03127' },
  committee: { name: 'Ban Tổ chức cuộc thi', role: 'committee', unit: '11' },
  'council-secretary': { name: 'Thư ký Hội đồng', role: 'council-secretary', unit: '11' },
  editor: { name: 'Biên tập viên', role: 'editor', unit: '11' },
  reviewer: { name: 'Người duyệt', role: 'reviewer', unit: '11' },
  administrator: { name: 'Quản trị', role: 'administrator', unit: 'VN' },
  auditor: { name: 'Kiểm tra', role: 'auditor', unit: 'VN' },
  'school-staff': { name: 'Cán bộ trường', role: 'school-staff', unit: '11-THPT-LQD' },
};

export const sampleAccount = (subject: string | undefined): SampleAccount | undefined =>
  Object.hasOwn(sampleAccounts, subject ?? '') ? sampleAccounts[subject as Role] : undefined;
