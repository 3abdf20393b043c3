import type { IncomingMessage, ServerResponse } from 'node:http';
import type { default as Provider, KoaContextWithOIDC } from 'oidc-provider';
import { sampleAccount, sampleAccounts } from './sample-accounts.js';

export const SIGN_IN_PATH = '/oidc/interaction/';
const LONGEST_FORM = 10_000;

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
const page = (body: string) => `<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Thi Đua: tài khoản mẫu</title>
<style>body{font:16px system-ui;max-width:36rem;margin:2rem auto;padding:0 1rem}
button{display:block;width:100%;padding:.6rem;margin:.3rem 0;font:inherit;text-align:left}</style>
${body}</html>`;

/** Where a person becomes one of the sample accounts: without a password, since it stands for nobody. */
const choice = page(`<h1>Thi Đua: tài khoản mẫu</h1>
<p>Chỉ để dùng thử: không có mật khẩu. <span lang="en">Sample accounts for trying things, without passwords.</span></p>
<form method="post" data-sample-sign-in>
${Object.entries(sampleAccounts)
  .map(
    ([subject, { name, unit }]) =>
      `<button name="account" value="${subject}">${name} (${subject}, ${unit})</button>`,
  )
  .join('\n')}
</form>`);

/**
 * GET shows the choice, POST takes it. Both need the cookie that the provider set for this one attempt to sign in, which
 * a form of another site does not send.
 */
export async function signIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, body: string) => response.writeHead(status, headers).end(body);
  try {
    await provider.interactionDetails(request, response);
  } catch {
    return void answer(400, page('<p>Phiên đăng nhập đã hết hạn. <span lang="en">Start again.</span></p>'));
  }
  if (request.method === 'GET') return void answer(200, choice);
  if (request.method !== 'POST') return void answer(405, page(''));
  const account = new URLSearchParams(await bodyOf(request)).get('account') ?? undefined;
  if (!sampleAccount(account)) return void answer(400, choice);
  await provider.interactionFinished(request, response, { login: { accountId: account as string } });
}

/** The page on the way out; `form` is the provider's own, with its token against forms of other sites. */
export function askToSignOut(ctx: KoaContextWithOIDC, form: string): void {
  ctx.set(headers);
  ctx.body = page(`<h1>Thi Đua: đăng xuất</h1>
${form}
<button form="op.logoutForm" name="logout" value="yes">Đăng xuất <span lang="en">(sign out)</span></button>`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > LONGEST_FORM) throw new Error('the form is too long');
  }
  return body;
}
