import { data, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { Heading } from '../components.js';
import { ExampleCard } from '../documents/examples.js';
import { HonourLine, type HonourRow } from '../documents/honours.js';
import { ask } from '../gateway.server.js';
import { graphql, persisted } from '../graphql.js';
import { storyHtml } from '../story.server.js';
import { languageOf, useSpeech } from '../words.js';

/** One example with its story and the honours that it rests on. */
const Example = persisted(
  graphql(
    `
      query Example($slug: ID!) {
        exemplar(slug: $slug) {
          ...ExampleCard
          story
          storyEn
          publishedAt
          movement {
            name
            nameEn
          }
          honours {
            ...HonourLine
          }
        }
      }
    `,
    [ExampleCard, HonourLine],
  ),
);

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { exemplar } = await ask(context, Example, { slug: params.slug ?? '' });
  if (!exemplar) throw data({ code: 'NOT_FOUND' }, { status: 404 });
  const { story, storyEn, ...example } = exemplar;
  const isEnglish = languageOf(new URL(request.url).pathname) === 'en';
  const translated = isEnglish ? storyEn : null;
  return {
    example,
    story: storyHtml(translated ?? story),
    /** A page in English tells in Vietnamese what nobody has translated, and says so. */
    isUntranslated: isEnglish && !translated,
  };
}

export default function ExampleStory() {
  const { example, story, isUntranslated } = useLoaderData<typeof loader>();
  const { t, path, nameOf, period, dayOf, headlineOf } = useSpeech();
  const { name, group, unit, movement, honours } = example;
  return (
    <article className="story">
      {example.noindex && <meta name="robots" content="noindex" />}
      <Heading title={name} trail={[{ to: path('/examples'), name: t('examples.title') }]} />
      <p className="lead">{headlineOf(example)}</p>
      <p className="hint">
        {[
          t(`exampleGroup.${group}`),
          example.position,
          nameOf(unit),
          period(example.period),
          movement && nameOf(movement),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {isUntranslated && <p className="hint">{t('examples.untranslated')}</p>}
      <div
        className="prose"
        lang={isUntranslated ? 'vi' : undefined}
        dangerouslySetInnerHTML={{ __html: story }}
      />
      {honours.length > 0 && (
        <section aria-labelledby="behind">
          <h2 id="behind">{t('examples.honours')}</h2>
          <ul className="counts">
            {honours.map((honour) => (
              <li key={honour.id}>
                <b>{honour.title}</b>
                <Behind honour={honour} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="hint">{t('examples.published', { date: dayOf(example.publishedAt) })}</p>
    </article>
  );
}

/** What an honour was for, and by what decision. */
function Behind({ honour }: { honour: HonourRow }) {
  const { t, path, nameOf, date } = useSpeech();
  const { achievement, competition, decision, awardedOn } = honour;
  return (
    <>
      {achievement && <span> {achievement}</span>}
      {competition && (
        <>
          {' '}
          <a href={path(`/competitions/${encodeURIComponent(competition.code)}`)}>{nameOf(competition)}</a>
        </>
      )}
      <span className="hint">
        {decision
          ? `${t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) })}, ${t(`authority.${decision.authority}`)}`
          : date(awardedOn)}
      </span>
    </>
  );
}
