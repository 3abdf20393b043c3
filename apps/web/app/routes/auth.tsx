import { data, redirect, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { visitContext } from '../context.js';
import { finishSignIn, isSignedIn, startSignIn } from '../session.server.js';
import { useSpeech } from '../words.js';
import { localAddress } from './language.js';

/** /auth/sign-in goes to the provider, /auth/callback comes back from it; a page only where that did not work. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { origin, config } = context.get(visitContext);
  const url = new URL(request.url);
  if (params.step !== 'sign-in' && params.step !== 'callback')
    throw data({ code: 'NOT_FOUND' }, { status: 404 });
  if (!config.OIDC_ISSUER) return { isConnected: false };
  if (params.step === 'sign-in') {
    // The provider knows one address of ours, and cookies are of the host that set them.
    if (url.origin !== origin) throw redirect(origin + url.pathname + url.search);
    const to = localAddress(url.searchParams.get('to') ?? '/desk');
    if (url.searchParams.has('ended') && (await isSignedIn(context, request))) throw redirect(to);
    throw await startSignIn(context, to);
  }
  const finished = await finishSignIn(context, request);
  if (finished) throw finished;
  return data({ isConnected: true }, { status: 400 });
}

export const headers = () => ({ 'cache-control': 'no-store' });

export default function SignIn() {
  const { isConnected } = useLoaderData<typeof loader>();
  const { t } = useSpeech();
  return (
    <>
      <Heading title={t('desk.failed')} />
      <p>{isConnected ? t('desk.failedHint') : t('desk.nobody')}</p>
      {isConnected && (
        <p>
          <a className="button" href="/auth/sign-in">
            {t('desk.again')}
          </a>
        </p>
      )}
    </>
  );
}
