/** In a narrow window a panel at the left leaves no room for work and what stands beside it. */

import type { ILabShell } from '@jupyterlab/application';

/** Pixels of such a window. */
const NARROW = 720;

export function makeRoom(shell: ILabShell | null): void {
  if (window.innerWidth < NARROW) {
    shell?.collapseLeft();
  }
}
