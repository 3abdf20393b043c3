import type { HonourCount } from '../documents/honours.js';
import { useSpeech } from '../words.js';
import vi from '../words/vi.json';

const isTitle = (code: string): code is keyof typeof vi.emulationTitle => code in vi.emulationTitle;

/** Counts of a unit and period by kind of honour, tallies included. */
export function HonourCounts({ counts, of, period }: { counts: HonourCount[]; of: string; period: string }) {
  const { t, nameOf, number } = useSpeech();
  return (
    <section className="summary" aria-labelledby="summary">
      <h2 id="summary">{t('honours.summary', { unit: of, period })}</h2>
      <p className="hint">{t('honours.summaryHint')}</p>
      <div className="scroll" role="group" aria-labelledby="summary" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('honours.kind')}</th>
              <th scope="col">{t('honours.authority')}</th>
              <th scope="col">{t('honours.subject')}</th>
              <th scope="col" className="number">
                {t('honours.count')}
              </th>
              <th scope="col">{t('honours.basis')}</th>
            </tr>
          </thead>
          <tbody>
            {counts.map((row) => (
              <tr key={JSON.stringify(row)}>
                <th scope="row">
                  {row.form
                    ? t(`form.${row.form}`)
                    : row.emulationTitle && isTitle(row.emulationTitle)
                      ? t(`emulationTitle.${row.emulationTitle}`)
                      : row.exemplarGroup
                        ? t(`exampleGroup.${row.exemplarGroup}`)
                        : row.learningTitle
                          ? nameOf(row.learningTitle)
                          : t(`honourKind.${row.kind}`)}
                </th>
                <td>{row.authority ? t(`authority.${row.authority}`) : ''}</td>
                <td>{row.subjectKind ? t(`subject.${row.subjectKind}`) : ''}</td>
                <td className="number">{number(row.count)}</td>
                <td>{t(`honourBasis.${row.basis}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
