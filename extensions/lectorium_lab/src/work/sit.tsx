/** The dialogs at an exam's start and end. */

import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';

import { clock } from '../pure/due.ts';
import { overText, rules } from '../pure/exam.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import type { Sitting } from '../wire.ts';
import type { Exam } from './exam.ts';

/** Whether its problems can be opened: asks where it hasn't begun, and says why where it can't. */
export async function enter(exam: Exam, zoneOf: (classId: string) => string | undefined): Promise<boolean> {
  const sitting = await exam.load();
  if (sitting.state === 'running') {
    return true;
  }
  const zone = zoneOf(sitting.class_id);
  if (sitting.state !== 'ready') {
    const isReadable = await exam.isReadable();
    if (!isReadable) {
      await say(sitting.title, overText(sitting, zone));
    }
    return isReadable;
  }
  const body = ReactWidget.create(<Rules sitting={sitting} zone={zone} />);
  body.addClass('lct-submit');
  const dialog = new NamedDialog({
    title: `Start “${sitting.title}”?`,
    body,
    buttons: [Dialog.cancelButton({ label: 'Not now' }), Dialog.okButton({ label: 'Start the exam' })]
  });
  return (await dialog.launch()).button.accept && (await exam.start()).state === 'running';
}

/** Whether to end the sitting with what is saved. */
export async function confirmHandIn(exam: Exam): Promise<boolean> {
  const sitting = await exam.load();
  const body = ReactWidget.create(<Saved sitting={sitting} />);
  body.addClass('lct-submit');
  const dialog = new NamedDialog({
    title: `Hand in “${sitting.title}”?`,
    body,
    buttons: [Dialog.cancelButton({ label: 'Go on working' }), Dialog.okButton({ label: 'Hand in the exam' })]
  });
  return (await dialog.launch()).button.accept;
}

function Rules({ sitting, zone }: { sitting: Sitting; zone?: string }): JSX.Element {
  return (
    <ul className="lct-rules">
      {rules(sitting, zone).map(rule => (
        <li key={rule}>{rule}</li>
      ))}
    </ul>
  );
}

function Saved({ sitting }: { sitting: Sitting }): JSX.Element {
  return (
    <>
      <p>This ends the exam for you, on every machine. What is saved is handed in:</p>
      <dl className="lct-facts-list">
        {sitting.work.map(one => (
          <div key={one.challenge_id}>
            <dt>{one.title}</dt>
            <dd>{one.saved_at === null ? 'nothing is saved' : `saved ${clock(one.saved_at)}`}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

async function say(title: string, text: string): Promise<void> {
  await new Dialog({ title, body: text, buttons: [Dialog.okButton({ label: 'Close' })] }).launch();
}
