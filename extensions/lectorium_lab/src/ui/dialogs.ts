/** Dialogs with a name: Lab gives one only where the body is plain text. */

import { Dialog } from '@jupyterlab/apputils';

type Options<T> = Partial<Dialog.IOptions<T>> & { title: string };

export class NamedDialog<T> extends Dialog<T> {
  constructor(options: Options<T>) {
    super(options);
    this.node.setAttribute('aria-label', options.title);
  }
}
