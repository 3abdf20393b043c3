import { useState } from 'react';
import { useSpeech } from '../../words.js';
import { DeskForm } from '../form.js';
import type { EntryNode } from './entries.server.js';

interface Edition {
  ranks: { code: string; name: string; quota: number | null; special: boolean }[];
}

/** One list of entries with their prizes: the first letters of a rank choose it, Tab goes on; quotas count as it is typed. */
export function Prizes({
  competition,
  entries,
  isOpen,
}: {
  competition: Edition;
  entries: EntryNode[];
  isOpen: boolean;
}) {
  const { t, nameOf } = useSpeech();
  const [main, special] = [
    competition.ranks.filter((rank) => !rank.special),
    competition.ranks.filter((rank) => rank.special),
  ];
  const [given, setGiven] = useState(
    () => new Set(entries.flatMap((entry) => entry.prizes.map((rank) => `${entry.code}/${rank.code}`))),
  );
  const choose = (entry: string, rank: string, among: readonly { code: string }[]) => {
    const next = new Set(given);
    for (const one of among) next.delete(`${entry}/${one.code}`);
    if (rank) next.add(`${entry}/${rank}`);
    setGiven(next);
  };
  const countOf = (rank: string) => [...given].filter((one) => one.endsWith(`/${rank}`)).length;
  return (
    <DeskForm
      intent="prizes"
      className="desk-form wide"
      submit={isOpen ? t('staff.competitions.savePrizes') : undefined}
    >
      <h2 id="prizes">{t('staff.competitions.prizes')}</h2>
      <p className="hint">{isOpen && t('staff.competitions.prizesHint')}</p>
      <ul className="quotas" aria-live="polite">
        {competition.ranks.map(({ code, name, quota }) => (
          <li key={code} className={quota !== null && countOf(code) > quota ? 'fault' : undefined}>
            {name}: {countOf(code)}
            {quota !== null && ` / ${quota}`}
            {quota !== null && countOf(code) > quota && ` – ${t('staff.competitions.over')}`}
          </li>
        ))}
      </ul>
      <div className="scroll" role="region" aria-labelledby="prizes" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('staff.competitions.entryCode')}</th>
              <th scope="col">{t('staff.competitions.entryTitle')}</th>
              <th scope="col">{t('competitions.school')}</th>
              <th scope="col">{t('staff.competitions.prize')}</th>
              {special.length > 0 && <th scope="col">{t('competitions.special')}</th>}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => {
              const name = entry.title ?? entry.members.join(', ');
              return (
                <tr key={entry.id}>
                  <td>{entry.code}</td>
                  <th scope="row">
                    {name}
                    <span className="hint">{entry.members.join(', ')}</span>
                  </th>
                  <td>{nameOf(entry.unit)}</td>
                  <td>
                    {isOpen ? (
                      <select
                        id={`prizes-main/${entry.code}`}
                        name={`main/${entry.code}`}
                        aria-label={`${t('staff.competitions.prize')}: ${name}`}
                        value={main.find(({ code }) => given.has(`${entry.code}/${code}`))?.code ?? ''}
                        onChange={(event) => choose(entry.code, event.target.value, main)}
                      >
                        <option value="">–</option>
                        {main.map(({ code, name: rank }) => (
                          <option key={code} value={code}>
                            {rank}
                          </option>
                        ))}
                      </select>
                    ) : (
                      entry.prizes
                        .filter((rank) => !rank.special)
                        .map((rank) => rank.name)
                        .join(', ')
                    )}
                  </td>
                  {special.length > 0 && (
                    <td>
                      {special.map((rank) => (
                        <label key={rank.code} className="tick">
                          <input
                            type="checkbox"
                            name={`special/${entry.code}`}
                            value={rank.code}
                            disabled={!isOpen}
                            checked={given.has(`${entry.code}/${rank.code}`)}
                            onChange={(event) =>
                              choose(entry.code, event.target.checked ? rank.code : '', [rank])
                            }
                          />
                          {rank.name}
                          <span className="hidden"> {name}</span>
                        </label>
                      ))}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </DeskForm>
  );
}
