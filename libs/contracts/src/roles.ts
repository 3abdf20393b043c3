import { z } from 'zod';

/** What a person may do in their unit and below it; the identity provider says it as a claim of the access token. */
export const Role = z.enum([
  'department-staff',
  'commune-staff',
  'committee',
  'council-secretary',
  'editor',
  'reviewer',
  'administrator',
  'auditor',
  'school-staff',
]);
export type Role = z.infer<typeof Role>;
