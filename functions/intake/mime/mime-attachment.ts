/** What is offered as a file, decoded: a part of the mail, or what was found inside one. */
export interface MimeAttachment {
  /** As the mail gives it; `''` when it does not. */
  name: string;
  contentType: string;
  /** Without angle brackets, `''` when there is none. */
  contentId: string;
  bytes: Buffer;
  /** What was found in it, where it was opened; each file stands in the mail's list as well. */
  opened?: OpenedContainer;
}

export interface OpenedContainer {
  files: MimeAttachment[];
  /** Nothing of it was left out. */
  whole: boolean;
}
