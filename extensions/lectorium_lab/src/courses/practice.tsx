/** Standalone challenges of the school. */


import { scoreText } from '../pure/format.ts';
import { Empty, Section } from '../ui/parts.tsx';
import type { PracticeCard } from '../wire.ts';
import type { CourseActions } from './actions.ts';

export function Practice({ found, actions }: { found: PracticeCard[]; actions: CourseActions }): JSX.Element {
  return (
    <Section title="Practice">
      {found.length === 0 ? <Empty>No practice problems yet. Teachers of your school can add some for everybody.</Empty> : null}
      <ul className="lct-items">
        {found.map(one => (
          <li key={one.id} className="lct-item">
            <button type="button" className="lct-row" onClick={() => actions.open(one.id, false)}>
              <span className="lct-row-title">{one.title}</span>
              <span className="lct-facts">
                <span>{one.kind === 'program' ? 'Program' : 'Notebook'}</span>
                <span>{one.difficulty}</span>
                <span>{scoreText(one.best_score, one.points_total)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
