import { useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { visitContext } from '../context.js';
import { examples } from '../examples.js';
import { askRaw } from '../gateway.server.js';
import { useSpeech } from '../words.js';

/** `?run=rates` runs that example and shows its answer: an ordinary form, and an address to pass on. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { origin, config } = context.get(visitContext);
  const run = new URL(request.url).searchParams.get('run');
  const example = examples.find(({ name }) => name === run);
  const answer = example ? await askRaw(context, example.query) : null;
  return {
    address: `${origin}/graphql`,
    hasEditor: config.NODE_ENV !== 'production',
    run: example?.name ?? null,
    answer: answer && JSON.stringify(answer, null, 2),
  };
}

export default function About() {
  const { address, hasEditor, run, answer } = useLoaderData<typeof loader>();
  const { t, path } = useSpeech();
  return (
    <>
      <Heading title={t('about.title')} />
      <section className="prose" aria-labelledby="how">
        <h2 id="how">{t('about.how')}</h2>
        <p>{t('about.how1')}</p>
        <p>{t('about.how2')}</p>
        <p>{t('about.how3')}</p>
        <p>{t('about.how4')}</p>
        <p>{t('about.how5')}</p>
        <h2>{t('about.gaps')}</h2>
        <p>{t('about.gapsLead')}</p>
        <ul>
          <li>{t('about.gapBaseline')}</li>
          <li>{t('about.gapZero')}</li>
          <li>{t('about.gapNumerator')}</li>
          <li>{t('about.gapExact')}</li>
        </ul>
      </section>
      <section aria-labelledby="open-data">
        <h2 id="open-data">{t('about.openData')}</h2>
        <p>{hasEditor ? <Lead address={address} /> : t('about.openDataLead', { address })}</p>
        {examples.map(({ name, query }) => (
          <section key={name} className="example" aria-labelledby={name} id={`run-${name}`}>
            <h3 id={name}>{t(`about.examples.${name}`)}</h3>
            <pre tabIndex={0} aria-label={t(`about.examples.${name}`)}>
              <code>{query}</code>
            </pre>
            <form action={`${path('/about')}#run-${name}`}>
              <button name="run" value={name}>
                {t('about.run')}
              </button>
            </form>
            {run === name && answer && (
              <>
                <h4 id="answer">{t('about.answer')}</h4>
                <pre className="answer" tabIndex={0} aria-labelledby="answer">
                  <code>{answer}</code>
                </pre>
                <h4 id="curl">{t('about.curl')}</h4>
                <pre className="command" tabIndex={0} aria-labelledby="curl">
                  <code>{`curl ${address} -H 'content-type: application/json' -d '${JSON.stringify({ query: query.replaceAll(/\s+/g, ' ') })}'`}</code>
                </pre>
              </>
            )}
          </section>
        ))}
      </section>
    </>
  );
}

/** Where the gateway has a page of its own for questions, its address is a link. */
function Lead({ address }: { address: string }) {
  const { t } = useSpeech();
  const [before, after] = t('about.openDataLead', { address: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      <a href="/graphql">{address}</a>
      {after}
    </>
  );
}
