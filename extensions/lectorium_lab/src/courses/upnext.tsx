/** The three items that come first, each with the one thing to do. */

import { scoreText } from '../pure/format.ts';
import { nextAction, wantsResult } from '../pure/states.ts';
import { Button, Due, Empty, Section, State } from '../ui/parts.tsx';
import type { ItemCard } from '../wire.ts';
import type { CourseActions } from './actions.ts';
import { isQuiz, isWork } from './actions.ts';
import type { Courses } from './store.ts';

export function UpNext({ courses, actions }: { courses: Courses; actions: CourseActions }): JSX.Element | null {
  const onlyTeaches = courses.classes.length > 0 && courses.me.classes.every(one => one.role !== 'student');
  return courses.upNext.length === 0 && onlyTeaches ? null : (
    <Section title="Up next">
      {courses.upNext.length === 0 ? (
        <Empty>{nothing(courses)}</Empty>
      ) : (
        <ul className="lct-cards">
          {courses.upNext.map(item => (
            <Card key={item.id} item={item} courses={courses} actions={actions} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function nothing(courses: Courses): string {
  return courses.classes.length === 0
    ? 'You are in no class yet. Enter the code from your teacher below.'
    : 'Nothing is due. Practice below, or look over what you have done.';
}

function Card({ item, courses, actions }: { item: ItemCard; courses: Courses; actions: CourseActions }): JSX.Element {
  const home = courses.classes.find(one => one.id === item.class_id);
  const state = item.state ?? 'not started';
  return (
    <li className="lct-card">
      <div className="lct-card-text">
        <span className="lct-row-title">{item.title}</span>
        <span className="lct-facts">
          <State state={state} />
          {item.score === null || item.points_total === null ? null : <span>{scoreText(item.score, item.points_total)}</span>}
          {courses.classes.length > 1 ? <span>{home?.name}</span> : null}
        </span>
        <Due due={item.due_date} zone={home?.time_zone} />
      </div>
      {isWork(item) || item.mode === 'exam' ? (
        <Button
          label={nextAction(state)}
          title={`${nextAction(state)}: ${item.title}`}
          accent
          onClick={() => begin(item, wantsResult(state), actions)}
        />
      ) : null}
    </li>
  );
}

function begin(item: ItemCard, withResult: boolean, actions: CourseActions): void {
  if (item.mode === 'exam') {
    void actions.sit(item.id);
  } else if (isQuiz(item)) {
    actions.quiz(item.id);
  } else {
    actions.open(item.challenge_ids[0], withResult);
  }
}
