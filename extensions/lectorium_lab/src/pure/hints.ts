/** What a step of help costs, in words. */

import { count, points } from './format.ts';

/** "This hint costs 0.5 points. 2 hints are left." */
export function priceText(cost: number, left: number): string {
  const price = cost === 1 ? '1 point' : `${points(cost)} points`;
  return `This hint costs ${price}. ${count(left, 'hint')} ${left === 1 ? 'is' : 'are'} left.`;
}

/** "Show hint 2 of 3", "Show hint 2 of 3 for 0.5 points" */
export function askText(step: number, total: number, cost: number): string {
  const price = cost === 0 ? '' : ` for ${cost === 1 ? '1 point' : `${points(cost)} points`}`;
  return `Show hint ${step} of ${total}${price}`;
}

/** "Your hints cost 1.5 points together.", empty where they were free. */
export function paidText(costs: readonly number[]): string {
  // Points have at most four digits, and sums of binary fractions don't.
  const sum = Number(costs.reduce((all, cost) => all + cost, 0).toFixed(4));
  return sum === 0 ? '' : `Your ${count(costs.length, 'hint')} cost ${sum === 1 ? '1 point' : `${points(sum)} points`}.`;
}
