import { randomUUID } from 'node:crypto';
import { Outlet, useLoaderData, useLocation, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../context.js';
import { requireSession } from '../session.server.js';
import { useSpeech } from '../words.js';
import './desk.css';
import type { Frame } from './form.js';
import { pagesOf } from './menu.js';

export const middleware = [requireSession];
/** Staff work with scripts; the portal has none. */
export const handle = { scripts: true };

export function loader({ context }: LoaderFunctionArgs): Frame {
  const { name, role, unit, formToken } = context.get(sessionContext);
  return { name, role, unit, formToken, key: randomUUID() };
}

/** Frame of every page of the desk: whom it knows, and where they have work. */
export default function Desk() {
  const { role } = useLoaderData<typeof loader>();
  const { t, path } = useSpeech();
  const { pathname } = useLocation();
  return (
    <>
      <nav className="desk-menu" aria-label={t('staff.menu.label')}>
        <ul>
          <li>
            <a href={path('/desk')} aria-current={pathname === path('/desk') ? 'page' : undefined}>
              {t('desk.title')}
            </a>
          </li>
          {pagesOf(role).map(({ name, to }) => (
            <li key={name}>
              <a href={path(to)} aria-current={pathname.startsWith(path(to)) ? 'page' : undefined}>
                {t(`staff.menu.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </>
  );
}
