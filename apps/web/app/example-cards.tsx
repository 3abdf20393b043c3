import type { ExampleRow } from './documents/examples.js';
import { useSpeech } from './words.js';

/** Examples as cards, each with the way to its story. */
export function ExampleCards({ examples }: { examples: ExampleRow[] }) {
  const { t, path, nameOf, period, headlineOf } = useSpeech();
  return (
    <ul className="examples">
      {examples.map((example) => (
        <li key={example.slug}>
          <p className="group">
            {t(`exampleGroup.${example.group}`)}
            {example.featured && <em className="mark">{t('examples.featured')}</em>}
          </p>
          <h3>
            <a href={path(`/examples/${example.slug}`)}>{example.name}</a>
          </h3>
          <p>{headlineOf(example)}</p>
          <p className="hint">
            {[example.position, nameOf(example.unit), period(example.period)].filter(Boolean).join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}
