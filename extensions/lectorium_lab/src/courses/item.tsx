/** An item of a class's outline: one row, a button over its whole width. */

import React from 'react';

import type { Api } from '../api/api.ts';
import { messageOf } from '../api/errors.ts';
import { scoreText } from '../pure/format.ts';
import { wantsResult } from '../pure/states.ts';
import { announcementIcon, materialIcon } from '../ui/icons.ts';
import { Due, State } from '../ui/parts.tsx';
import type { Challenge, ItemCard } from '../wire.ts';
import type { CourseActions } from './actions.ts';
import { isQuiz, isReading, isWork } from './actions.ts';

interface ItemProps {
  item: ItemCard;
  /** An announcement that isn't read yet, or not as it is now. */
  news: 'new' | 'changed' | null;
  zone: string;
  /** Whoever teaches the class hands nothing in: an item they didn't try has no state worth a word. */
  isStaff: boolean;
  api: Api;
  actions: CourseActions;
}

export function Item({ item, news, zone, isStaff, api, actions }: ItemProps): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const isExam = item.mode === 'exam' && !isStaff;
  const several = item.challenge_ids.length > 1 && !isQuiz(item);
  const click = () => {
    if (isReading(item)) {
      actions.read(item.id);
    } else if (isQuiz(item) && !isExam) {
      actions.quiz(item.id);
    } else if (isExam && !open) {
      void actions.sit(item.id).then(isOpen => setOpen(several && isOpen));
    } else if (several) {
      setOpen(!open);
    } else {
      actions.open(item.challenge_ids[0], item.state !== null && wantsResult(item.state));
    }
  };
  return (
    <li className="lct-item">
      <button type="button" className="lct-row" disabled={!isWork(item) && !isReading(item) && !isExam} aria-expanded={several ? open : undefined} onClick={click}>
        <span className="lct-row-title">
          {item.title}
          {item.is_published ? null : <span className="lct-tag">hidden from students</span>}
          {news === null ? null : <span className="lct-tag lct-news">{news}</span>}
        </span>
        <ItemFacts item={item} zone={zone} isStaff={isStaff} />
      </button>
      {open ? <Problems item={item} api={api} actions={actions} /> : null}
    </li>
  );
}

function ItemFacts({ item, zone, isStaff }: { item: ItemCard; zone: string; isStaff: boolean }): JSX.Element {
  const silent = isStaff && item.state === 'not started';
  const several = item.challenge_ids.length;
  return (
    <span className="lct-facts">
      {item.state === null ? <Kind type={item.content_type} /> : silent ? null : <State state={item.state} />}
      {item.due_date === null || item.state === null ? null : <Due due={item.due_date} zone={zone} short done={wantsResult(item.state)} />}
      {item.points_total !== null && item.points_total > 0 ? <span>{scoreText(item.score, item.points_total)}</span> : null}
      {several > 1 ? <span>{`${several} ${isQuiz(item) ? 'questions' : 'problems'}`}</span> : null}
    </span>
  );
}

/** A sign and the word beside it. */
function Kind({ type }: { type: ItemCard['content_type'] }): JSX.Element {
  const Sign = type === 'announcement' ? announcementIcon : materialIcon;
  return (
    <span className="lct-kind">
      <Sign.react tag="span" aria-hidden="true" /> {type === 'announcement' ? 'Announcement' : 'Material'}
    </span>
  );
}

/** The problems of an assignment with several; their titles are fetched when it is opened. */
function Problems({ item, api, actions }: { item: ItemCard; api: Api; actions: CourseActions }): JSX.Element {
  const [found, setFound] = React.useState<Challenge[]>([]);
  const [error, setError] = React.useState('');
  const ids = item.challenge_ids.join(' ');
  React.useEffect(() => {
    Promise.all(ids.split(' ').map(id => api.challenge(id)))
      .then(setFound)
      .catch(reason => setError(messageOf(reason)));
  }, [api, ids]);
  if (error !== '') {
    return <p className="lct-empty">{error}</p>;
  }
  return (
    <ul className="lct-problems" aria-label={`Problems of ${item.title}`}>
      {found.map(one => (
        <li key={one.id}>
          <button type="button" className="lct-row" onClick={() => actions.open(one.id, false)}>
            <span className="lct-row-title">{one.title}</span>
            <span className="lct-facts">
              <span>{one.state}</span>
              <span>{scoreText(one.best_score, one.points_total)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
