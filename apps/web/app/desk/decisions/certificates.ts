import { data, type LoaderFunctionArgs } from 'react-router';
import { request as ask } from 'undici';
import { sessionContext, visitContext } from '../../context.js';

/** Printing 50 certificates takes some seconds. */
const DEADLINE_MS = 30_000;

/** The gateway's file of a decision's certificates, asked for in the name of who is signed in. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { config, clientAddress, log } = context.get(visitContext);
  const part = new URL(request.url).searchParams.get('part') ?? '1';
  const address = `${config.GATEWAY_URL}/decisions/${encodeURIComponent(params.id ?? '')}/certificates.pdf`;
  const answer = await ask(`${address}?${new URLSearchParams({ part })}`, {
    headers: {
      authorization: `Bearer ${context.get(sessionContext).accessToken}`,
      'x-forwarded-for': clientAddress,
    },
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch((error: unknown) => {
    log.warn({ err: error }, 'the gateway does not print');
    throw data({ code: 'SERVICE_UNAVAILABLE' }, { status: 503 });
  });
  const file = new Uint8Array(await answer.body.arrayBuffer());
  if (answer.statusCode !== 200) throw data({ code: 'NOT_PRINTED' }, { status: answer.statusCode });
  return new Response(file, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="certificates-${part.replace(/\D/g, '')}.pdf"`,
    },
  });
}
