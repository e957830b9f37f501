/** What the tutor is here: how much help, who answers, what is left, and why not. */

import { absolute } from '../pure/due.ts';
import { serverNow } from '../pure/now.ts';
import { helpText, leftText, modelText } from '../pure/tutor.ts';
import { signInUrl } from '../ui/links.ts';
import { Banner, Empty } from '../ui/parts.tsx';
import type { TutorStatus } from '../wire.ts';
import type { Assignment } from '../work/assignment.ts';
import type { TutorDesk } from './desk.ts';
import type { Talk } from './talk.ts';

export function Head({ desk, assignment, talk }: { desk: TutorDesk; assignment: Assignment; talk: Talk }): JSX.Element {
  return (
    <div className="lct-tutor-head">
      <p className="lct-subject">{assignment.title}</p>
      {talk.status === null ? null : <Facts status={talk.status} />}
      <Trouble desk={desk} talk={talk} />
    </div>
  );
}

function Facts({ status }: { status: TutorStatus }): JSX.Element | null {
  if (status.code === 'exam' || status.help_level === 'off') {
    return null;
  }
  return (
    <>
      <p className="lct-note">{helpText(status.help_level)}.</p>
      <p className="lct-facts">
        <span>{modelText(status.model)}</span>
        <span>{leftText(status)}</span>
      </p>
    </>
  );
}

function Trouble({ desk, talk }: { desk: TutorDesk; talk: Talk }): JSX.Element | null {
  const { status, error } = talk;
  switch (desk.api.client.connection) {
    case 'offline':
      return <Banner>The course service can’t be reached. What was said is kept, and what you type stays here. It will be tried again by itself.</Banner>;
    case 'signin':
      return (
        <Banner>
          <span>Your sign-in has expired. What was said is kept, and what you type stays here.</span>
          <a className="lct-button lct-accent" href={signInUrl()} target="_blank" rel="noopener">
            Sign in again
          </a>
        </Banner>
      );
    default:
  }
  if (error !== '') {
    return <Banner tone="bad">{error}</Banner>;
  }
  if (status === null) {
    return <Empty>Looking up whether the tutor can be asked here…</Empty>;
  }
  return status.available ? null : <Banner>{closedText(status)}</Banner>;
}

/** The service says why; when a day's questions are used up, this adds when there are new ones on this clock. */
function closedText(status: TutorStatus): string {
  const reason = status.reason ?? 'The tutor can’t be asked about this just now.';
  return status.code === 'daily_limit' ? `${reason} There are new ones from ${absolute(status.resets_at, serverNow(Date.now()))}.` : reason;
}
