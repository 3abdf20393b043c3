import { useLoaderData, type ActionFunctionArgs, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { sessionContext } from '../context.js';
import { MyWork, Place } from '../documents.js';
import { ask } from '../gateway.server.js';
import { requireSession, signOut } from '../session.server.js';
import { useSpeech } from '../words.js';
import vi from '../words/vi.json';

export const middleware = [requireSession];
/** Staff work with scripts; the portal has none. */
export const handle = { scripts: true };

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, role, unit: code, accessToken, formToken } = context.get(sessionContext);
  const [{ unit }, { myWork }] = await Promise.all([
    ask(context, Place, { code }),
    ask(context, MyWork, {}, { token: accessToken }),
  ]);
  return { name, role, code, unit, work: myWork.nodes, formToken };
}

/** The one button so far signs out. */
export const action = ({ context }: ActionFunctionArgs) => signOut(context, context.get(sessionContext));

const isRole = (role: string): role is keyof typeof vi.role => role in vi.role;

export default function Desk() {
  const { name, role, code, unit, work, formToken } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period } = useSpeech();
  return (
    <>
      <Heading title={t('desk.title')} />
      <p className="lead">{t('desk.hello', { name })}</p>
      <dl className="who">
        <dt>{t('desk.role')}</dt>
        <dd>{isRole(role) ? t(`role.${role}`) : role}</dd>
        <dt>{t('desk.unit')}</dt>
        <dd>
          {unit ? nameOf(unit) : code} ({code})
        </dd>
      </dl>
      <h2>{t('work.heading')}</h2>
      {work.length === 0 && <p>{t('work.none')}</p>}
      <ul>
        {work.map((item, at) => (
          <li key={at}>
            {t(`work.${item.kind}`, {
              count: item.count,
              title: item.title ? nameOf(item.title) : '',
              period: item.period ? period(item.period) : '',
            })}
            {item.unit && (
              <>
                {': '}
                <a href={path(`/rates/${item.unit.code}`)}>{nameOf(item.unit)}</a>
              </>
            )}
          </li>
        ))}
      </ul>
      <p>{t('desk.soon')}</p>
      <p>
        <a href={path(`/rates/${code}`)}>{t('desk.rates')}</a>
      </p>
      <form method="post" action={path('/desk')}>
        <input type="hidden" name="formToken" value={formToken} />
        <button className="quiet">{t('desk.signOut')}</button>
      </form>
    </>
  );
}
