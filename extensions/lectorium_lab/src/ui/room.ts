/** A window that is too narrow for two panels and the work between them has one: the one opened last. */

import type { ILabShell } from '@jupyterlab/application';

/** Pixels of a window: below, there is room for one panel beside the work; for none while work opens; for none at all. */
const [NARROW, NARROWER, NARROWEST] = [960, 720, 640];

/** Whether a panel lies over the work, as `panel.css` has it. */
export function coversWork(): boolean {
  return window.innerWidth < NARROWEST;
}

/** Before work is shown, or something beside it. */
export function makeRoom(shell: ILabShell | null): void {
  if (window.innerWidth < NARROWER) {
    shell?.collapseLeft();
  }
}

/** Before the keyboard goes to the work. */
export function uncoverWork(shell: ILabShell | null): void {
  if (coversWork()) {
    shell?.collapseLeft();
    shell?.collapseRight();
  }
}

export class Room {
  private readonly shell: ILabShell;
  private wasLeft = false;
  private wasRight = false;
  /** The left one was closed for want of room, and comes back with it. */
  private isTaken = false;

  constructor(shell: ILabShell) {
    this.shell = shell;
    shell.layoutModified.connect(() => this.look());
    window.addEventListener('resize', () => this.onResize());
    this.look();
  }

  /** Who is at work when the window gets that small goes on with it. */
  private onResize(): void {
    if (window.innerWidth >= NARROW) {
      this.giveBack();
    } else if (coversWork() && this.isOurs() && document.activeElement?.closest('#jp-main-dock-panel') != null) {
      this.isTaken ||= !this.shell.leftCollapsed;
      uncoverWork(this.shell);
    }
    this.look();
  }

  private giveBack(): void {
    if (this.isTaken && this.shell.leftCollapsed) {
      this.shell.expandLeft();
    }
    this.isTaken = false;
  }

  private look(): void {
    const { wasLeft, wasRight, shell } = this;
    this.wasLeft = !shell.leftCollapsed;
    this.wasRight = !shell.rightCollapsed;
    if (!this.wasLeft || !this.wasRight || window.innerWidth >= NARROW || !this.isOurs()) {
      return;
    }
    if (wasRight && !wasLeft) {
      shell.collapseRight();
    } else {
      this.isTaken = true;
      shell.collapseLeft();
    }
  }

  /** Lab's own panels may stand as they like. */
  private isOurs(): boolean {
    return [...this.shell.widgets('left'), ...this.shell.widgets('right')].some(panel => panel.isVisible && panel.hasClass('lct-panel'));
  }
}
