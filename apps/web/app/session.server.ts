import { CompactEncrypt, compactDecrypt, decodeJwt } from 'jose';
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as openid from 'openid-client';
import { data, redirect, type MiddlewareFunction, type RouterContextProvider } from 'react-router';
import { sessionContext, visitContext, type Session, type Visit } from './context.js';
import { remembering } from './routes/language.js';
import { receiveUpload, uploadContext } from './upload.server.js';

/** An attempt to sign in. */
interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  to: string;
}

const PROVIDER_DEADLINE_S = 8;
const ATTEMPT_SECONDS = 600;
const SESSION_SECONDS = 12 * 60 * 60;
/** Browsers take 4,096 bytes a cookie, name and attributes included. */
const PIECE = 3_800;
/** Node reads 16 kB of headers. */
const MOST_PIECES = 3;
/** How long requests that were sent with the tokens of before get those that took their place. */
const RENEWED_MS = 60_000;

type Context = Readonly<RouterContextProvider>;

const keyOf = (visit: Visit) => hash('sha256', visit.config.SESSION_SECRET, 'buffer');
/** __Host-: no other host, and no plain connection, can have set it. */
const cookieName = (visit: Visit, name: string) =>
  visit.origin.startsWith('https:') ? `__Host-${name}` : name;

/** Set-Cookie headers that keep the value, encrypted; null takes it away. */
async function sealed(visit: Visit, name: string, value: object | null, seconds: number): Promise<string[]> {
  const text = value
    ? await new CompactEncrypt(
        deflateRawSync(JSON.stringify({ name, value, until: Date.now() + seconds * 1_000 })),
      )
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(keyOf(visit))
    : '';
  if (text.length > PIECE * MOST_PIECES) throw new Error('the tokens do not fit into cookies');
  const secure = visit.origin.startsWith('https:') ? '; Secure' : '';
  const cookie = (piece: number) => {
    const part = text.slice(piece * PIECE, (piece + 1) * PIECE);
    const age = part ? seconds : 0;
    return `${cookieName(visit, `${name}${piece}`)}=${part}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`;
  };
  return Array.from({ length: MOST_PIECES }, (_, piece) => cookie(piece));
}

async function unsealed<Value>(visit: Visit, request: Request, name: string): Promise<Value | null> {
  const cookies = new Map(
    (request.headers.get('cookie') ?? '').split(/;\s*/).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  const text = Array.from(
    { length: MOST_PIECES },
    (_, piece) => cookies.get(cookieName(visit, `${name}${piece}`)) ?? '',
  ).join('');
  if (!text) return null;
  try {
    const { plaintext } = await compactDecrypt(text, keyOf(visit));
    const sealed = JSON.parse(inflateRawSync(plaintext).toString()) as {
      name: string;
      value: Value;
      until: number;
    };
    return sealed.name === name && sealed.until > Date.now() ? sealed.value : null;
  } catch {
    // Of another secret, or not ours: nobody is signed in.
    return null;
  }
}

let provider: { of: string; found: Promise<openid.Configuration> } | null = null;

/** The provider's metadata, asked for once; after a failure once more with the next attempt. */
function discovered({ config, log }: Visit): Promise<openid.Configuration> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client, OIDC_INTERNAL_URL: inside } = config;
  if (!issuer) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  if (provider?.of === issuer) return provider.found;
  const outside = new URL(issuer).origin;
  const reached: openid.CustomFetch = (url, options) =>
    fetch(
      inside && url.startsWith(outside) ? inside + url.slice(outside.length) : url,
      options as RequestInit,
    );
  const found = openid
    .discovery(new URL(issuer), client, undefined, openid.None(), {
      timeout: PROVIDER_DEADLINE_S,
      [openid.customFetch]: reached,
      // Plain http is for trying things: the issuer decides, and production names one with https.
      execute: issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [],
    })
    .catch((error: unknown) => {
      provider = null;
      log.error({ err: error }, 'the identity provider does not answer');
      throw data({ code: 'SERVICE_UNAVAILABLE' }, { status: 503 });
    });
  provider = { of: issuer, found };
  return found;
}

/** Off to the provider; `to` is where the person goes afterwards. */
export async function startSignIn(context: Context, to: string): Promise<Response> {
  const visit = context.get(visitContext);
  const configuration = await discovered(visit);
  const attempt: Attempt = {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    verifier: openid.randomPKCECodeVerifier(),
    to,
  };
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: `${visit.origin}/auth/callback`,
    scope: 'openid profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return redirect(url.href, { headers: cookies(await sealed(visit, 'attempt', attempt, ATTEMPT_SECONDS)) });
}

/** Back from the provider, with a session; null where the attempt is not one of ours, or was given up. */
export async function finishSignIn(context: Context, request: Request): Promise<Response | null> {
  const visit = context.get(visitContext);
  const attempt = await unsealed<Attempt>(visit, request, 'attempt');
  if (!attempt) return null;
  const configuration = await discovered(visit);
  const url = new URL(request.url);
  try {
    const tokens = await openid.authorizationCodeGrant(
      configuration,
      new URL(visit.origin + url.pathname + url.search),
      {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      },
    );
    const headers = cookies(await sealed(visit, 'session', sessionOf(tokens), SESSION_SECONDS));
    for (const cookie of await sealed(visit, 'attempt', null, 0)) headers.append('set-cookie', cookie);
    return redirect(attempt.to, { headers });
  } catch (error) {
    visit.log.warn({ err: error }, 'a sign-in failed');
    return null;
  }
}

/** Ends the session here, and then at the provider; here alone where that is away or knows no end of a session. */
export async function signOut(context: Context, session: Session): Promise<Response> {
  const visit = context.get(visitContext);
  const headers = cookies(await sealed(visit, 'session', null, 0));
  // The provider sends people back to one address, which then says where their language is.
  headers.append('set-cookie', remembering(visit.language, visit.origin));
  const configuration = await discovered(visit).catch(() => null);
  if (!configuration?.serverMetadata().end_session_endpoint) return redirect('/', { headers });
  const url = openid.buildEndSessionUrl(configuration, {
    post_logout_redirect_uri: `${visit.origin}/`,
    ...(session.idToken && { id_token_hint: session.idToken }),
  });
  return redirect(url.href, { headers });
}

function sessionOf(tokens: openid.TokenEndpointResponse, before?: Session): Session {
  const claims = decodeJwt<{ name?: string; role?: string; unit?: string }>(tokens.access_token);
  const lasts = (tokens.expires_in ?? 300) * 1_000;
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
    idToken: tokens.id_token ?? before?.idToken ?? null,
    renewAt: Date.now() + lasts - Math.min(60_000, lasts / 3),
    endsAt: Date.now() + lasts,
    // For the eye only: the gateway reads the token itself.
    name: claims.name ?? claims.sub ?? '',
    role: claims.role ?? '',
    unit: claims.unit ?? '',
    formToken: before?.formToken ?? randomBytes(24).toString('base64url'),
  };
}

/** For pages of staff: nobody else passes. A token that is about to expire is renewed, or asked for again. */
export const requireSession: MiddlewareFunction<Response> = async ({ request, context }, next) => {
  const visit = context.get(visitContext);
  const sent = await unsealed<Session>(visit, request, 'session');
  const session = sent && sent.renewAt < Date.now() ? await renew(visit, sent) : sent;
  // A cookie with the tokens of before would take the place of the one that another process gave meanwhile.
  const isRenewed = session !== null && session.accessToken !== sent?.accessToken;
  const renewed = isRenewed ? await sealed(visit, 'session', session, SESSION_SECONDS) : [];
  const { pathname, search } = new URL(request.url);
  if (!session) {
    const to = pathname.replace(/\.data$/, '') + search;
    throw redirect(`/auth/sign-in?${new URLSearchParams({ to, ...(sent && { ended: 'yes' }) })}`);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    await refuseForeignForm(visit, session, request, context);
  context.set(sessionContext, session);
  const response = await next();
  for (const cookie of renewed) response.headers.append('set-cookie', cookie);
  response.headers.set('cache-control', 'private, no-store');
  return response;
};

/** Whether there is a session that needs no renewal: by now the browser may have the cookie that another process gave. */
export async function isSignedIn(context: Context, request: Request): Promise<boolean> {
  const session = await unsealed<Session>(context.get(visitContext), request, 'session');
  return session !== null && session.renewAt > Date.now();
}

const renewals = new Map<string, Promise<Session | null>>();

/**
 * A refresh token is good once: requests of one person that come together share what the first of them gets, or the
 * provider would take the second for a thief's. Null: the provider says no, and the access token has ended. While that
 * is good the session is kept as it is: another process may have been quicker, and its cookie is on the way. So it is
 * where the provider does not answer, and the gateway says whether the token still holds.
 */
function renew(visit: Visit, session: Session): Promise<Session | null> {
  const { refreshToken } = session;
  const whileGood = () => (session.endsAt > Date.now() ? session : null);
  if (!refreshToken) return Promise.resolve(whileGood());
  let renewal = renewals.get(refreshToken);
  if (!renewal) {
    renewal = discovered(visit)
      .then((configuration) => openid.refreshTokenGrant(configuration, refreshToken))
      .then(
        (tokens) => sessionOf(tokens, session),
        (error: unknown) => {
          visit.log.info({ err: error }, 'a session could not be renewed');
          return error instanceof openid.ResponseBodyError ? null : session;
        },
      );
    renewals.set(refreshToken, renewal);
    setTimeout(() => renewals.delete(refreshToken), RENEWED_MS).unref();
  }
  return renewal.then((renewed) => renewed ?? whileGood());
}

/** A form of ours comes from this origin and carries the session's token; the cookie alone proves nothing. */
async function refuseForeignForm(
  visit: Visit,
  session: Session,
  request: Request,
  context: Context,
): Promise<void> {
  const isOfOrigin = request.headers.get('origin') === visit.origin;
  const sent = isOfOrigin ? await formTokenOf(request, context) : null;
  const given = Buffer.from(typeof sent === 'string' ? sent : '');
  const wanted = Buffer.from(session.formToken);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw data({ code: 'FORBIDDEN' }, { status: 403 });
}

/** A form with a file is read here, up to the file, and then stands in `uploadContext`. */
async function formTokenOf(request: Request, context: Context) {
  try {
    if (!request.headers.get('content-type')?.startsWith('multipart/'))
      return (await request.clone().formData()).get('formToken');
    const upload = await receiveUpload(request);
    context.set(uploadContext, upload);
    return upload.fields.get('formToken');
  } catch {
    // No form, or broken off: it carries nothing.
    return null;
  }
}

const cookies = (values: string[]) => {
  const headers = new Headers({ 'cache-control': 'no-store' });
  for (const value of values) headers.append('set-cookie', value);
  return headers;
};
