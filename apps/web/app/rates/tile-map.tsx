import { Choices } from '../components.js';
import type { RateRow } from '../documents/rates.js';
import {
  bareName,
  gapOf,
  isPartial,
  rateKinds,
  rateOf,
  reportedUnits,
  shadeNames,
  shadeOf,
  type Change,
  type RateKind,
} from '../figures.js';
import { useSpeech } from '../words.js';

/** Where each province lies, about: codes of the 34 provinces in rows from north to south; '' is no tile. */
const lie = [
  ['12', '15', '08', '04', ''],
  ['11', '14', '25', '19', '20'],
  ['', '', '01', '24', '22'],
  ['', '', '37', '33', '31'],
  ['', '', '38', '', ''],
  ['', '', '40', '42', ''],
  ['', '', '', '44', '46'],
  ['', '', '', '', '48'],
  ['', '', '', '', '51'],
  ['', '', '', '52', ''],
  ['', '', '', '66', '56'],
  ['', '80', '75', '68', ''],
  ['91', '82', '79', '', ''],
  ['96', '92', '86', '', ''],
];
const place = new Map(lie.flatMap((row, y) => row.map((code, x) => [code, { x: x + 1, y: y + 1 }] as const)));

/** Whether each has its tile: provinces that were merged have none, and what is left of their number is not theirs alone. */
export const isOnMap = (rows: RateRow[]): boolean =>
  rows.length <= place.size && rows.every(({ unit }) => place.has(unit.code));

/** The 34 provinces as tiles of one size: a small one can be read as well as a large one. */
export function TileMap({ rows, of, change }: { rows: RateRow[]; of: RateKind; change: Change }) {
  const { t, path, nameOf, number, percent } = useSpeech();
  const title = rows[0]?.title;
  if (!title) return null;
  // In the order of the map, which is the order of the keyboard.
  const placed = lie.flat().flatMap((code) => rows.filter((row) => row.unit.code === code));
  return (
    <figure className="map">
      <figcaption>
        <strong>{t('rates.map', { title: nameOf(title), kind: t(`kind.${of}`) })}</strong>{' '}
        {t('rates.mapHint')}
      </figcaption>
      <Choices
        label={t('rates.mapKind')}
        choices={rateKinds.map((kind) => ({
          to: `${change({ of: kind.toLowerCase() })}#below`,
          name: t(`kind.${kind}`),
          chosen: kind === of,
        }))}
      />
      <ul className="key" aria-label={t('rates.shades')}>
        {shadeNames.map((name, shade) => (
          <li key={name} className={`shade${shade + 1}`}>
            {name}
          </li>
        ))}
        <li className="none">{t('rates.noFigure')}</li>
      </ul>
      <ul className="tiles">
        {placed.map((row) => {
          const at = place.get(row.unit.code);
          const computed = rateOf(row, of).percent;
          const shade = shadeOf(computed);
          return (
            <li key={row.unit.code} className={`x${at?.x} y${at?.y} ${shade ? `shade${shade}` : 'none'}`}>
              <a href={path(`/rates/${row.unit.code}?${new URLSearchParams({ period: row.period })}`)}>
                <span className="name">{bareName(nameOf(row.unit))}</span>
                {computed === null || computed === undefined ? (
                  <>
                    <span aria-hidden="true">–</span>
                    <span className="hidden">{t(`gap.${gapOf(row, of)}`)}</span>
                  </>
                ) : (
                  <span>{percent(computed)}</span>
                )}
                {isPartial(row) && (
                  <span>
                    {t('rates.reportedShort', {
                      reported: number(reportedUnits(row)),
                      total: number(row.totalUnits),
                    })}{' '}
                    {t('rates.communes')}
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
