/** @param share from 0 to 1. What happened at all is never written as nothing. */
export function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}
