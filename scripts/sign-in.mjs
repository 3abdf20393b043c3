// The authorization code flow with PKCE by HTTP alone, as a browser would go through it, for the sample accounts of
// `npm start`. It knows the address of the gateway and nothing else.
import { createHash, randomBytes } from 'node:crypto';

const CLIENT = 'thi-dua-web';
const MOST_REDIRECTS = 10;

/** The message is for the person who asked; `accounts` are those to choose from where the name was wrong. */
export class SignInError extends Error {
  constructor(message, { accounts, away = false } = {}) {
    super(message);
    this.accounts = accounts;
    this.away = away;
  }
}

/** An access token of one of the sample accounts of the instance at `gateway`. */
export async function signIn(gateway, account) {
  const { resource, authorization_servers: issuers = [] } = await json(
    `${gateway}/.well-known/oauth-protected-resource`,
  );
  if (!issuers[0]) throw new SignInError(`Nobody can sign in at ${gateway}: it has no OIDC_ISSUER.`);
  // The issuer's own name for itself may not be reachable from here; under `npm start` it is the gateway.
  const provider = await json(`${issuers[0]}/.well-known/openid-configuration`);
  const browser = new Browser();
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const redirectUri = `${resource}/auth/callback`;
  const question = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    resource,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await browser.follow(`${provider.authorization_endpoint}?${question}`, redirectUri);
  if (!page.html?.includes('data-sample-sign-in'))
    throw new SignInError(`${gateway} lets people sign in at ${issuers[0]}, which has no sample accounts.`);
  const accounts = [...page.html.matchAll(/name="account" value="([^"]+)"/g)].map(([, name]) => name);
  if (!accounts.includes(account)) throw new SignInError(`There is no account "${account}".`, { accounts });

  const { callback } = await browser.follow(page.url, redirectUri, new URLSearchParams({ account }));
  const code = callback?.searchParams.get('code');
  if (
    !code ||
    callback.searchParams.get('state') !== state ||
    callback.searchParams.get('iss') !== issuers[0]
  )
    throw new SignInError(`${issuers[0]} gave no code: ${callback?.search ?? 'no callback'}`);
  const { access_token: token } = await json(provider.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  return token;
}

/** Keeps cookies and follows redirects, up to the callback of the client. */
class Browser {
  cookies = new Map();

  async follow(url, redirectUri, form) {
    for (let hop = 0, body = form; hop < MOST_REDIRECTS; hop++, body = undefined) {
      const response = await ask(url, {
        method: body ? 'POST' : 'GET',
        body,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: [...this.cookies.values()].join('; ') },
      });
      for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
      const location = response.headers.get('location');
      if (!location) return { url, html: await response.text() };
      url = new URL(location, url).href;
      if (url.startsWith(`${redirectUri}?`)) return { callback: new URL(url) };
    }
    throw new SignInError(`${url} leads in circles`);
  }

  keep(cookie) {
    const [pair] = cookie.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    if (pair.endsWith('=') || /expires=Thu, 01 Jan 1970/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, pair);
  }
}

async function ask(url, options = {}) {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(10_000), ...options });
  } catch (error) {
    const reason = error.cause?.code ?? error.message;
    throw new SignInError(`${new URL(url).origin} does not answer (${reason}).`, { away: true });
  }
}

async function json(url, options) {
  const response = await ask(url, options);
  if (!response.ok) throw new SignInError(`${url} answers ${response.status}: ${await response.text()}`);
  return response.json();
}
