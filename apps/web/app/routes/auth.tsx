import { data, redirect, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { visitContext } from '../context.js';
import { finishSignIn, isSignedIn, startSignIn } from '../session.server.js';
import { useSpeech } from '../words.js';
import { localAddress, rememberedLanguage } from './language.js';

/**
 * /auth/sign-in goes to the provider, /auth/callback comes back from it. Where that did not work, /auth/failed says so in
 * the language that was chosen: the provider knows one address of ours, which has none.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { origin, config } = context.get(visitContext);
  const url = new URL(request.url);
  if (params.step === 'failed') return data({ isConnected: true }, { status: 400 });
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
  throw (
    (await finishSignIn(context, request)) ??
    redirect(rememberedLanguage(request) === 'en' ? '/en/auth/failed' : '/auth/failed')
  );
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
