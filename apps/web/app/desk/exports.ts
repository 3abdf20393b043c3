import { data, type LoaderFunctionArgs } from 'react-router';
import { passOn } from './files.server.js';

const known = /^(rates|roster|honours|competitions\/[^/]+|statutory\/[^/]+)\.(xlsx|csv|pdf)$/;

/** Tables as files, under the names and parameters of the gateway's `/exports`: see docs/imports.md. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const file = params['*'] ?? '';
  if (!known.test(file)) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const path = file.split('/').map(encodeURIComponent).join('/');
  return passOn(context, request, `/exports/${path}${new URL(request.url).search}`);
}
