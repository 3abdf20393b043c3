import type { LoaderFunctionArgs } from 'react-router';
import { passOn } from '../files.server.js';

/** The gateway's file of a decision's certificates, asked for in the name of who is signed in. */
export const loader = ({ request, params, context }: LoaderFunctionArgs) => {
  const part = new URL(request.url).searchParams.get('part') ?? '1';
  const file = `/decisions/${encodeURIComponent(params.id ?? '')}/certificates.pdf`;
  return passOn(context, request, `${file}?${new URLSearchParams({ part })}`);
};
