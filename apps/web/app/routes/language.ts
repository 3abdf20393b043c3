import { redirect, type LoaderFunctionArgs } from 'react-router';
import { visitContext } from '../context.js';
import { languages, type Language } from '../words.js';

/** Chooses a language, remembers it for a year, and goes back to the page it was chosen on. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = languages.find((one) => one === params.language);
  if (!language) throw new Response(null, { status: 404 });
  const to = localAddress(new URL(request.url).searchParams.get('to'));
  const target = language === 'vi' ? to : to === '/' ? '/en' : `/en${to}`;
  return redirect(target, {
    headers: { 'set-cookie': remembering(language, context.get(visitContext).origin) },
  });
}

/** The cookie by which addresses that say no language, such as the home page, know the one that was chosen. */
export const remembering = (language: Language, origin: string): string =>
  `language=${language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${origin.startsWith('https:') ? '; Secure' : ''}`;
export const rememberedLanguage = (request: Request): string | undefined =>
  /(?:^|;\s*)language=(vi|en)\b/.exec(request.headers.get('cookie') ?? '')?.[1];

/** An address of this site; anything else is its home page. */
export function localAddress(to: string | null): string {
  const here = 'http://here';
  if (!to?.startsWith('/') || !URL.canParse(to, here)) return '/';
  const { origin, pathname, search, hash } = new URL(to, here);
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : '/';
}
