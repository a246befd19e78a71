/** Something in `desk/` that an admin must mend before the desk can start. */
export interface DeskFault {
  /** `desk/processes/customer-support.yaml` */
  file: string;
  /** Counts from 1. */
  line: number;
  problem: string;
  remedy: string;
}

/** `desk/desk.yaml:12: there is no team named front. Name one of frontline, leads.` */
export function faultText({ file, line, problem, remedy }: DeskFault): string {
  return `${file}:${line}: ${problem}. ${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`;
}

/** Files in order, lines in order within a file. */
export function inReadingOrder(faults: DeskFault[]): DeskFault[] {
  return faults.toSorted(
    (first, second) => first.file.localeCompare(second.file) || first.line - second.line,
  );
}
