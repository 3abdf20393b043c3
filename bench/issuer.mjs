// Who vouches for the administrator of the bench: sample accounts are refused in production, as which the house is measured.
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer } from 'node:http';

const ALGORITHM = 'ES256';

export async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: ALGORITHM, use: 'sig' }];
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    variables: { OIDC_ISSUER: url, OIDC_JWKS_URL: url },
    /** For a quarter of an hour. */
    token: () =>
      new SignJWT({ role: 'administrator', unit: 'VN' })
        .setProtectedHeader({ alg: ALGORITHM, kid: 'bench', typ: 'at+jwt' })
        .setIssuer(url)
        .setAudience('thi-dua')
        .setSubject('bench')
        .setIssuedAt()
        .setExpirationTime('15m')
        .sign(privateKey),
    stop: () => server.close().closeAllConnections(),
  };
}
