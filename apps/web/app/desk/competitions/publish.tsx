import { useSpeech } from '../../words.js';
import { DecisionFields } from '../decision-fields.js';
import { DeskForm, Hidden } from '../form.js';
import type { EntryNode } from './entries.server.js';

interface Edition {
  version: number;
  organiser: { code: string } | null;
  ranks: { code: string; name: string }[];
}

/** Exactly what becomes public, before the decision that makes it so. */
export function Publish({
  competition,
  entries,
  own,
}: {
  competition: Edition;
  entries: EntryNode[];
  own: string;
}) {
  const { t, nameOf } = useSpeech();
  const lines = competition.ranks.flatMap((rank) =>
    entries
      .filter(({ prizes }) => prizes.some(({ code }) => code === rank.code))
      .map((entry) => ({ rank, entry })),
  );
  return (
    <section>
      <h2 id="publish">{t('staff.competitions.publish')}</h2>
      {lines.length === 0 && <p className="empty">{t('staff.competitions.noPrizes')}</p>}
      {lines.length > 0 && (
        <>
          <p>
            {t('staff.competitions.becomesPublic', {
              count: lines.length,
              certificates: lines.reduce((sum, { entry }) => sum + entry.members.length, 0),
              without: entries.filter(({ prizes }) => prizes.length === 0).length,
            })}
          </p>
          <div className="scroll" role="region" aria-labelledby="publish" tabIndex={0}>
            <table className="publishing">
              <thead>
                <tr>
                  <th scope="col">{t('competitions.rank')}</th>
                  <th scope="col">{t('staff.competitions.entryTitle')}</th>
                  <th scope="col">{t('competitions.members')}</th>
                  <th scope="col">{t('competitions.school')}</th>
                  <th scope="col">{t('competitions.supervisors')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ rank, entry }) => (
                  <tr key={rank.code + entry.id}>
                    <td>{rank.name}</td>
                    <th scope="row">{entry.title ?? '–'}</th>
                    <td>{entry.members.join(', ')}</td>
                    <td>{nameOf(entry.unit)}</td>
                    <td>{entry.supervisors.join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <DeskForm intent="publish" submit={t('staff.competitions.publishIt')}>
            <Hidden name="version" value={competition.version} />
            <DecisionFields issuer={competition.organiser?.code ?? own} authority="DEPARTMENT_DIRECTOR" />
          </DeskForm>
        </>
      )}
    </section>
  );
}
