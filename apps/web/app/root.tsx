import boldLatin from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2?url';
import boldVietnamese from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2?url';
import latin from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2?url';
import vietnamese from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2?url';
import type { ReactNode } from 'react';
import {
  isRouteErrorResponse,
  Links,
  Outlet,
  Scripts,
  useLocation,
  useMatches,
  useRouteError,
  useRouteLoaderData,
  type HeadersFunction,
  type LoaderFunctionArgs,
} from 'react-router';
import { runsScripts, visitContext } from './context.js';
import { Place } from './documents/places.js';
import { ask } from './gateway.server.js';
import icon from './icon.svg?url';
import './styles.css';
import { languages, speaking, useSpeech } from './words.js';

const fonts = [latin, vietnamese, boldLatin, boldVietnamese];
const menu = [
  ['home', '/'],
  ['rates', '/rates'],
  ['honours', '/honours'],
  ['competitions', '/competitions'],
  ['examples', '/examples'],
  ['certificates', '/certificates'],
  ['about', '/about'],
] as const;

/** Whose web this is, and where; a page that cannot be told this much is shown all the same. */
export async function loader({ context }: LoaderFunctionArgs) {
  const { config, origin, log } = context.get(visitContext);
  const found = await ask(context, Place, { code: config.HOME_UNIT }).catch((error: unknown) => {
    log.warn({ err: error }, 'the home unit is not known');
    return null;
  });
  return { origin, unit: found?.unit ?? null };
}

/** Pages of the portal are the same for everybody: caches may keep them, and ask each time whether they still hold. */
export const headers: HeadersFunction = ({ errorHeaders, loaderHeaders }) => {
  const headers = new Headers(errorHeaders ?? loaderHeaders);
  if (!errorHeaders && !headers.has('cache-control')) headers.set('cache-control', 'public, no-cache');
  return headers;
};

export function Layout({ children }: { children: ReactNode }) {
  const { language, t, path, nameOf } = useSpeech();
  const { pathname, search } = useLocation();
  const site = useRouteLoaderData<typeof loader>('root');
  const plain = pathname.replace(/^\/en(?=\/|$)/, '') || '/';
  const other = language === 'vi' ? 'en' : 'vi';
  const isHydrated = useMatches().some(({ handle }) => runsScripts(handle));
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={icon} type="image/svg+xml" />
        {site &&
          languages.map((one) => (
            <link
              key={one}
              rel="alternate"
              hrefLang={one}
              href={site.origin + speaking(one).path(plain) + search}
            />
          ))}
        {fonts.map((font) => (
          <link key={font} rel="preload" as="font" type="font/woff2" crossOrigin="anonymous" href={font} />
        ))}
        <Links />
      </head>
      <body>
        <a className="skip" href="#main">
          {t('site.skip')}
        </a>
        <header className="site">
          <div className="bar">
            <a className="brand" href={path('/')}>
              <Star />
              <span>
                <b>{t('site.name')}</b>
                {site?.unit && <small>{t('site.of', { unit: nameOf(site.unit) })}</small>}
              </span>
            </a>
            <ul className="aside">
              <li>
                <a href={path('/desk')}>{t('site.desk')}</a>
              </li>
              <li>
                <a
                  href={`/language/${other}?${new URLSearchParams({ to: plain + search })}`}
                  lang={other}
                  hrefLang={other}
                  aria-label={t('site.languageLabel')}
                >
                  {t('site.language')}
                </a>
              </li>
            </ul>
          </div>
          <nav aria-label={t('site.navigation')}>
            <ul>
              {menu.map(([name, to]) => (
                <li key={name}>
                  <a
                    href={path(to)}
                    aria-current={(to === '/' ? plain === to : plain.startsWith(to)) ? 'page' : undefined}
                  >
                    {t(`site.menu.${name}`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer className="site">
          <div>
            <p>{t('site.footer')}</p>
            <ul>
              <li>
                <a href={path('/about')}>{t('site.menu.about')}</a>
              </li>
              <li>
                <a href={path('/about#open-data')}>{t('site.openData')}</a>
              </li>
              <li>
                <a href={path('/certificates')}>{t('certificate.title')}</a>
              </li>
            </ul>
          </div>
        </footer>
        {isHydrated && <Scripts />}
      </body>
    </html>
  );
}

const Star = () => (
  <svg viewBox="0 0 24 24" width="32" height="32" aria-hidden="true">
    <path fill="currentColor" d="m12 2.4 2.5 6.7 7.1.3-5.6 4.4 1.9 6.9-5.9-4-5.9 4 1.9-6.9L2.4 9.4l7.1-.3z" />
  </svg>
);

export default function Root() {
  return <Outlet />;
}

const told = [401, 403, 404, 429, 503] as const;

export function ErrorBoundary() {
  const error = useRouteError();
  const { t, path } = useSpeech();
  const given = isRouteErrorResponse(error) ? error.status : 500;
  const status = told.find((one) => one === given) ?? 500;
  return (
    <>
      <title>{`${t(`error.${status}`)} – ${t('site.name')}`}</title>
      <h1>{t(`error.${status}`)}</h1>
      <p>{t(`error.${status}Hint`)}</p>
      <p>
        <a href={path('/')}>{t('error.home')}</a>
      </p>
    </>
  );
}
