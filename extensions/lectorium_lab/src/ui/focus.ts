/** The keyboard's place on the screen. */

import React from 'react';

type Place = () => HTMLElement | null;

/** Where what has the keyboard goes from the page, the keyboard goes on nearby and not at the page's beginning. */
export function useKeptFocus(around: Place, home: Place): void {
  const isInside = React.useRef(false);
  React.useEffect(() => {
    const enter = ({ target }: FocusEvent) => void (isInside.current = around()?.contains(target as Node) ?? false);
    // What goes from the page takes the focus along, and may do so just before it is gone; a click on nothing, or into
    // another window, is meant: what had the focus is still there a moment later.
    const leave = ({ target, relatedTarget }: FocusEvent) =>
      relatedTarget === null && queueMicrotask(() => void (isInside.current &&= !(target as Node).isConnected));
    document.addEventListener('focusin', enter);
    document.addEventListener('focusout', leave);
    return () => {
      document.removeEventListener('focusin', enter);
      document.removeEventListener('focusout', leave);
    };
  }, []);
  React.useLayoutEffect(() => {
    if (isInside.current && (document.activeElement ?? document.body) === document.body) {
      home()?.focus();
    }
  });
}
