import type vi from '../words/vi.json';

type Role = keyof typeof vi.role;

const figures = ['commune-staff', 'department-staff', 'administrator'] as const;
/** Pages of the desk and who has work there; the gateway decides what each may do. */
export const pages: { name: PageName; to: string; roles: readonly Role[] }[] = [
  { name: 'tallies', to: '/desk/tallies', roles: figures },
  { name: 'roster', to: '/desk/roster', roles: [...figures, 'auditor'] },
  { name: 'baselines', to: '/desk/baselines', roles: [...figures, 'auditor'] },
  {
    name: 'imports',
    to: '/desk/imports',
    roles: [...figures, 'committee', 'school-staff', 'council-secretary'],
  },
  { name: 'reports', to: '/desk/reports', roles: [...figures, 'auditor'] },
  {
    name: 'statutory',
    to: '/desk/statutory',
    roles: ['department-staff', 'council-secretary', 'administrator', 'auditor'],
  },
  { name: 'movements', to: '/desk/movements', roles: ['department-staff', 'administrator'] },
  {
    name: 'competitions',
    to: '/desk/competitions',
    roles: ['committee', 'school-staff', 'administrator', 'auditor'],
  },
  { name: 'decisions', to: '/desk/decisions', roles: ['council-secretary', 'administrator', 'auditor'] },
  {
    name: 'duplicates',
    to: '/desk/duplicates',
    roles: ['council-secretary', 'committee', 'administrator', 'auditor'],
  },
  {
    name: 'examples',
    to: '/desk/examples',
    roles: ['editor', 'reviewer', 'administrator', 'auditor'],
  },
  {
    name: 'conferences',
    to: '/desk/conferences',
    roles: ['editor', 'council-secretary', 'administrator'],
  },
  { name: 'institutions', to: '/desk/institutions', roles: ['administrator'] },
  { name: 'operations', to: '/desk/operations', roles: ['administrator', 'auditor'] },
  { name: 'trail', to: '/desk/trail', roles: ['auditor'] },
];
type PageName =
  | 'tallies'
  | 'roster'
  | 'baselines'
  | 'imports'
  | 'reports'
  | 'statutory'
  | 'movements'
  | 'competitions'
  | 'decisions'
  | 'duplicates'
  | 'examples'
  | 'conferences'
  | 'institutions'
  | 'operations'
  | 'trail';
export const pagesOf = (role: string) =>
  pages.filter(({ roles }) => (roles as readonly string[]).includes(role));
