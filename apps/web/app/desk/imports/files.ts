import type { LoaderFunctionArgs } from 'react-router';
import { passOn } from '../files.server.js';

/** `result.xlsx`, `result.csv` and `events` of an import, and `<kind>.xlsx` of the templates, as the gateway gives them. */
export const loader = ({ request, params, context }: LoaderFunctionArgs) =>
  passOn(
    context,
    request,
    `/imports/${encodeURIComponent(params.id ?? '')}/${encodeURIComponent(params.file ?? '')}`,
  );
