import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { useSpeech } from '../../words.js';
import { DeskHeading } from '../form.js';
import { nominationAt } from './act.server.js';
import { ExampleForms } from './forms.js';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role } = context.get(sessionContext);
  return {
    one: await nominationAt(context, request, params.id ?? ''),
    mayEdit: role === 'editor' || role === 'administrator',
    mayReview: role === 'reviewer' || role === 'administrator',
  };
}

export { action } from './act.server.js';

export default function ExamplePage() {
  const { one, mayEdit, mayReview } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period, date } = useSpeech();
  return (
    <>
      <DeskHeading
        title={one.name ?? t('staff.examples.erased')}
        trail={[
          { to: path('/desk'), name: t('desk.title') },
          { to: path('/desk/examples'), name: t('staff.examples.title') },
        ]}
      />
      <p className="lead">
        {[
          t(`staff.examples.statusOf.${one.status}`),
          one.featured && t('staff.examples.isFeatured'),
          t(`staff.examples.groupOf.${one.group}`),
          one.minor === true && t('staff.examples.isMinor'),
          nameOf(one.unit),
          period(one.period),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {one.awardChanged && <p className="warning">{t('staff.examples.awardChanged')}</p>}
      {one.note && (
        <p className="warning">
          {t('staff.examples.note')}: {one.note}
        </p>
      )}
      {one.headline && <h2>{one.headline}</h2>}
      {one.story && <pre className="command story">{one.story}</pre>}
      {one.honours && one.honours.length > 0 && (
        <ul>
          {one.honours.map((honour) => (
            <li key={honour.id}>
              {honour.title}
              {honour.achievement && `: ${honour.achievement}`}
            </li>
          ))}
        </ul>
      )}
      {one.channels.length > 0 && (
        <>
          <h2>{t('staff.channels.title')}</h2>
          <ul>
            {one.channels.map(({ channel, on }) => (
              <li key={`${channel} ${on}`}>
                {t(`staff.channels.of.${channel}`)}: {date(on)}
              </li>
            ))}
          </ul>
        </>
      )}
      <ExampleForms one={one} mayEdit={mayEdit} mayReview={mayReview} />
    </>
  );
}
