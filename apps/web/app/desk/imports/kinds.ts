/** What the rows of a file are, and who may send it: the role of the matching mutation. */
export const kinds = [
  { kind: 'SUBJECTS', roles: ['commune-staff', 'department-staff', 'administrator'] },
  { kind: 'BASELINES', roles: ['commune-staff', 'department-staff', 'administrator'] },
  { kind: 'PROJECTS', roles: ['committee', 'school-staff', 'administrator'] },
  { kind: 'PRIZES', roles: ['committee', 'school-staff', 'administrator'] },
  { kind: 'RECIPIENTS', roles: ['council-secretary', 'administrator'] },
] as const;
export type ImportKind = (typeof kinds)[number]['kind'];

export const kindsOf = (role: string): ImportKind[] =>
  kinds.filter(({ roles }) => (roles as readonly string[]).includes(role)).map(({ kind }) => kind);

/** Something still happens to it by itself. */
export const isUnderWay = (status: string): boolean => ['READING', 'CHECKING', 'RUNNING'].includes(status);
