import type { UnitRow } from '../documents/rates.js';
import { countOf, gapOf, isPartial, rateKinds, rateOf, reportedUnits, statedOf } from '../figures.js';
import { useSpeech } from '../words.js';

/** Each title with its counts, percentages, baseline, source, date, and what was stated or is to be reached. */
export function FigureCards({ rows }: { rows: UnitRow[] }) {
  const speech = useSpeech();
  const { t, nameOf, percent, printed, quantity, date, number, countedIn, sourceOf } = speech;
  return (
    <div className="figures">
      {rows.map((row) => (
        <article key={row.title.code} aria-labelledby={row.title.code}>
          <h3 id={row.title.code}>{nameOf(row.title)}</h3>
          <div className="pair">
            {rateKinds.map((of) => {
              const count = countOf(row, of);
              const computed = rateOf(row, of).percent;
              const stated = statedOf(row, of);
              return (
                <div key={of} className={of.toLowerCase()}>
                  <p className="kind">{t(of === 'REGISTERED' ? 'rates.registered' : 'rates.recognised')}</p>
                  <p className="figure">
                    {computed !== null && computed !== undefined
                      ? percent(computed)
                      : stated
                        ? printed(stated.percent)
                        : '–'}
                  </p>
                  <p>
                    {count ? quantity(count) : t('gap.NUMERATOR_UNKNOWN')}
                    {computed === null && count && <em className="mark">{t(`gap.${gapOf(row, of)}`)}</em>}
                    {count && isPartial(row) && (
                      <em className="mark">
                        {t('rates.partial', {
                          reported: number(rateOf(row, of).reportedUnits),
                          total: number(row.totalUnits),
                        })}
                      </em>
                    )}
                    {computed === null && stated && <em className="mark">{t('chart.statedKey')}</em>}
                  </p>
                </div>
              );
            })}
          </div>
          <dl>
            <dt>{t('rates.baselineOf', { counts: countedIn(row.title) })}</dt>
            <dd>
              {row.baseline ? (
                <>
                  {quantity(row.baseline)} <em className="mark">{t(`origin.${row.baseline.origin}`)}</em>
                </>
              ) : (
                t('rates.baselineUnknown')
              )}
            </dd>
            {row.baseline && (
              <>
                <dt>{t('rates.source')}</dt>
                <dd>
                  {sourceOf(row.baseline)} ({date(row.baseline.asOf)})
                </dd>
              </>
            )}
            <dt>{t('rates.reportedColumn')}</dt>
            <dd>
              {t('rates.reported', {
                count: row.totalUnits,
                reported: number(reportedUnits(row)),
                total: number(row.totalUnits),
              })}
              {row.basis &&
                `; ${t(`basis.${row.basis}`)}. ${row.asOf ? t('rates.asOf', { date: date(row.asOf) }) : t('rates.asOfUnknown')}`}
              {'.'}
            </dd>
            {row.targets.map((target) => (
              <Entry key={target.of} name={t('rates.target')}>
                {t('rates.targetLine', {
                  percent: percent(target.percent),
                  kind: t(`kind.${target.of}`),
                  source: target.source,
                })}
              </Entry>
            ))}
            {row.stated.map((stated) => (
              <Entry key={stated.of + stated.percent} name={t('rates.stated')}>
                {t('rates.statedLine', {
                  percent: printed(stated.percent),
                  kind: t(`kind.${stated.of}`),
                  source: stated.source,
                })}
                {stated.differs && <em className="mark">{t('rates.statedDiffers')}</em>}
              </Entry>
            ))}
            {row.pooledBelow && (
              <Entry name={t('rates.pooled')}>
                {rateKinds
                  .flatMap((of) => {
                    const below = row.pooledBelow;
                    const count = below && countOf(below, of);
                    if (!below || !count) return [];
                    const computed = rateOf(below, of).percent;
                    return t('rates.pooledLine', {
                      kind: t(`kind.${of}`),
                      count: quantity(count),
                      rate:
                        computed === null || computed === undefined
                          ? t(`gap.${gapOf(below, of)}`)
                          : percent(computed),
                    });
                  })
                  .join('; ')}
              </Entry>
            )}
          </dl>
          {row.warnings.map((warning) => (
            <p key={warning} className="warning">
              {t(`warning.${warning}`)}
            </p>
          ))}
        </article>
      ))}
    </div>
  );
}

const Entry = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
