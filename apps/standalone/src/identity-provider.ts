import type { Log } from '@app/platform';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { IdentityKeys } from './identity-keys.js';
import { IdentityMemory } from './identity-memory.js';
import { askToSignOut, SIGN_IN_PATH, signIn } from './identity-sign-in.js';
import { sampleAccount } from './sample-accounts.js';

const AUDIENCE = 'thi-dua';
const CLIENT = 'thi-dua-web';
const SCOPE = 'openid profile';
const TOKEN_SECONDS = 15 * 60;
const DAY_SECONDS = 24 * 60 * 60;

export interface IdentityProviderOptions {
  /** Address under which people reach it: an origin, without a path. */
  issuer: string;
  nodeEnv: string;
  keys: IdentityKeys;
  log: Log;
}

/** Where the provider answers, below the issuer. */
export const identityPaths = { metadata: '/.well-known/openid-configuration', keys: '/oidc/jwks' };

export function forbidProduction(nodeEnv: string): void {
  if (nodeEnv === 'production')
    throw new Error(
      'The embedded identity provider lets anyone in, so it does not run with NODE_ENV=production: set OIDC_ISSUER',
    );
}

/** An OpenID Connect provider of sample accounts, for trying things: it refuses to run in production. */
export async function createIdentityProvider(options: IdentityProviderOptions): Promise<RequestListener> {
  const { issuer, log } = options;
  forbidProduction(options.nodeEnv);
  // A dependency of development: what is installed for production does not have it.
  const { default: Provider, errors } = await import('oidc-provider');

  const configuration: Configuration = {
    adapter: IdentityMemory,
    clients: [
      {
        client_id: CLIENT,
        client_name: 'Thi Đua',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${issuer}/auth/callback`],
        post_logout_redirect_uris: [`${issuer}/`],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    scopes: SCOPE.split(' '),
    claims: { openid: ['sub', 'role', 'unit'], profile: ['name'] },
    jwks: { keys: options.keys.keys },
    cookies: { keys: options.keys.cookieSecrets },
    pkce: { required: () => true },
    routes: {
      authorization: '/oidc/auth',
      end_session: '/oidc/session/end',
      jwks: identityPaths.keys,
      pushed_authorization_request: '/oidc/request',
      revocation: '/oidc/token/revocation',
      token: '/oidc/token',
      userinfo: '/oidc/me',
    },
    interactions: { url: (_, { uid }) => SIGN_IN_PATH + uid },
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: 60,
      IdToken: TOKEN_SECONDS,
      Interaction: 60 * 60,
      Session: DAY_SECONDS,
      Grant: DAY_SECONDS,
      RefreshToken: DAY_SECONDS,
    },
    issueRefreshToken: async () => true,
    features: {
      rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut },
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => issuer,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => {
          if (resource !== issuer) throw new errors.InvalidTarget();
          return {
            scope: SCOPE,
            audience: AUDIENCE,
            accessTokenFormat: 'jwt',
            accessTokenTTL: TOKEN_SECONDS,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    findAccount: (_, subject) => {
      const account = sampleAccount(subject);
      return account && { accountId: subject, claims: () => ({ sub: subject, ...account }) };
    },
    extraTokenClaims: (_, token) =>
      'accountId' in token ? { ...sampleAccount(token.accountId) } : undefined,
    loadExistingGrant: grantOfOurOwn,
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = 'json';
      ctx.body = JSON.stringify({ error, error_description: description });
    },
  };

  /** Whoever signed in has agreed: the one client is the house's own. */
  async function grantOfOurOwn({ oidc }: KoaContextWithOIDC) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client?.clientId,
      accountId: oidc.session?.accountId,
    });
    grant.addOIDCScope(SCOPE);
    grant.addResourceScope(issuer, SCOPE);
    await grant.save();
    return grant;
  }

  const provider = new Provider(issuer, configuration);
  // Every address it tells is below the issuer, whatever the request came through.
  provider.proxy = true;
  provider.on('server_error', (_, error) => log.error({ err: error }, 'error of the identity provider'));
  const answer = provider.callback();
  const { host, protocol } = new URL(issuer);
  return (request, response) => {
    Object.assign(request.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1) });
    delete request.headers['x-forwarded-host'];
    if (!request.url?.startsWith(SIGN_IN_PATH)) return void answer(request, response);
    signIn(provider, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'error of the sign-in page');
      response.writeHead(500).end();
    });
  };
}

/** The provider as a process of its own. */
export async function runIdentityProvider(
  options: IdentityProviderOptions & { host: string; port: number },
): Promise<() => Promise<void>> {
  const server = createServer(await createIdentityProvider(options)).listen(options.port, options.host);
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
}
