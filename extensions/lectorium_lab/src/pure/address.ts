/** A problem that an address asks for: `…/lab?lectorium=<challenge id>`. */

const NAME = 'lectorium';
/** Lab's own, in a second window: it has been done by the time that a problem opens. */
const RESET = 'reset';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The challenge that is asked for; '' where there is none, or what stands there is no id. */
export function askedFor(search: string): string {
  const asked = new URLSearchParams(search).get(NAME) ?? '';
  return ID.test(asked) ? asked : '';
}

/** The same address without what was asked for, so that a reload neither asks again nor has Lab lay out all anew. */
export function withoutAsked(address: string): string {
  const url = new URL(address);
  url.searchParams.delete(NAME);
  url.searchParams.delete(RESET);
  return url.href;
}
