/** The right panel beside the notebook: asking the tutor. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { isRunnable } from '../pure/snippets.ts';
import { tutorIcon } from '../ui/icons.ts';
import { useKeptFocus } from '../ui/focus.ts';
import { Empty, PanelHead } from '../ui/parts.tsx';
import type { Assignment } from '../work/assignment.ts';
import { careful } from './answer.tsx';
import type { Tools } from './answer.tsx';
import { Ask, QUESTION } from './ask.tsx';
import type { TutorDesk } from './desk.ts';
import { Head } from './head.tsx';
import { Log } from './log.tsx';
import type { Look } from './log.tsx';
import { runSnippet } from './snippet.ts';
import type { OpenSource } from './sources.ts';
import type { Talk } from './talk.ts';
import { SnippetTools } from './tools.tsx';
import { Unsaid } from './unsaid.ts';

const PANEL = 'lectorium-tutor';

function panelNode(): HTMLElement | null {
  return document.getElementById(PANEL);
}

export interface PanelActions {
  open: OpenSource;
  close: () => void;
}

export class TutorPanel extends ReactWidget {
  private readonly desk: TutorDesk;
  private readonly rendermime: IRenderMimeRegistry;
  private readonly unsaid = new Unsaid();
  private readonly actions: PanelActions;
  private look: { challengeId: string; look: Look } | null = null;

  constructor(desk: TutorDesk, rendermime: IRenderMimeRegistry, actions: PanelActions) {
    super();
    this.desk = desk;
    this.rendermime = careful(rendermime);
    this.actions = actions;
    this.id = PANEL;
    this.title.icon = tutorIcon;
    this.title.caption = 'Tutor';
    this.node.setAttribute('aria-label', 'Tutor');
    this.node.setAttribute('role', 'region');
    this.addClass('lct-panel');
    this.node.tabIndex = -1;
    desk.changed.connect(() => this.isVisible && this.loadOnce());
  }

  /** To where one types; to the panel itself where nothing can be asked. */
  focusQuestion(): void {
    this.loadOnce();
    setTimeout(() => (document.getElementById(QUESTION) ?? this.node).focus());
  }

  protected override onAfterShow(): void {
    this.loadOnce();
  }

  protected render(): JSX.Element {
    return <UseSignal signal={this.desk.changed}>{() => this.body()}</UseSignal>;
  }

  private loadOnce(): void {
    const { talk } = this.desk;
    if (talk?.isWanting) {
      void talk.load();
    }
  }

  private body(): JSX.Element {
    const { assignment, talk } = this.desk;
    return (
      <>
        <PanelHead title="Tutor" close={this.actions.close} />
        {assignment === null || talk === null ? (
          <Empty>Open a problem from Courses on the left. Then you can ask about it here.</Empty>
        ) : (
          <Conversation key={talk.challengeId} desk={this.desk} assignment={assignment} talk={talk} look={this.lookOf(assignment, talk)} unsaid={this.unsaid} />
        )}
      </>
    );
  }

  /** The same object as long as nothing changes, so that answers aren't drawn again. */
  private lookOf(assignment: Assignment, talk: Talk): Look {
    const steps = talk.status?.hint_steps ?? [];
    const known = this.look;
    if (known?.challengeId !== talk.challengeId) {
      this.look = { challengeId: talk.challengeId, look: { rendermime: this.rendermime, tools: this.toolsOf(assignment), open: this.actions.open, steps } };
    } else if (known.look.steps.join() !== steps.join()) {
      this.look = { ...known, look: { ...known.look, steps } };
    }
    return this.look!.look;
  }

  private toolsOf(assignment: Assignment): Tools {
    return (code, language) => {
      const spec = assignment.panel.context.model.metadata.kernelspec as { language?: string } | undefined;
      const session = () => assignment.panel.sessionContext.session;
      return new SnippetTools(code, {
        run: isRunnable(language, spec?.language ?? 'python') ? (text, stdin, tell) => runSnippet(assignment, this.desk.runs, text, stdin, tell) : null,
        interrupt: () => void session()?.kernel?.interrupt()
      });
    };
  }
}

interface ConversationProps {
  desk: TutorDesk;
  assignment: Assignment;
  talk: Talk;
  look: Look;
  unsaid: Unsaid;
}

function Conversation({ desk, assignment, talk, look, unsaid }: ConversationProps): JSX.Element {
  const [text, setText] = React.useState(() => unsaid.of(talk.challengeId));
  const keep = (typed: string) => {
    unsaid.keep(talk.challengeId, typed);
    setText(typed);
  };
  const restore = (taken: string) => {
    keep(text === '' ? taken : `${taken}\n${text}`);
    document.getElementById(QUESTION)?.focus();
  };
  useKeptFocus(panelNode, () => document.getElementById(QUESTION) ?? panelNode());
  return (
    <>
      <Head desk={desk} assignment={assignment} talk={talk} />
      <Log talk={talk} look={look} restore={restore} />
      <Spoken talk={talk} />
      <Ask desk={desk} talk={talk} text={text} setText={keep} />
    </>
  );
}

/** The answer for who listens: that it comes, then whole sentences as they come, each once. */
function Spoken({ talk }: { talk: Talk }): JSX.Element {
  return (
    <>
      <div role="status" className="lct-hidden">
        {talk.live === null ? '' : 'The tutor is answering.'}
      </div>
      <div role="log" aria-live="polite" aria-label="The tutor’s answer" className="lct-hidden">
        {talk.spoken.map(({ key, text }) => (
          <p key={key}>{text}</p>
        ))}
      </div>
    </>
  );
}
