import { LiquidError } from 'liquidjs';
import { parseMailText, renderMailText, variablesOf } from '../app/mail-texts.ts';
import type { MailText } from '../app/mail-texts.ts';
import { builtInTexts } from '../core/mail-facts.ts';
import type { DeskFault } from './desk-fault.ts';
import { knownVariables, sampleMailFacts } from './sample-mail-facts.ts';

/** A list or text may be asked for these. */
const properties = /\.(size|first|last)$/;

/** The texts that the desk itself sends must be there. @param names of those that are. */
export function missingReplies(names: readonly string[], folder: string): DeskFault[] {
  return builtInTexts
    .filter((name) => !names.includes(name))
    .map((name) => ({
      file: `${folder}/${name}.liquid`,
      line: 1,
      problem: 'this mail text is missing',
      remedy: 'write it: a line "Subject: …", an empty line, and the text',
    }));
}

/** Whether every text can be sent. */
export function replyFaults(replies: Record<string, string>, folder: string): DeskFault[] {
  return Object.entries(replies).flatMap(([name, source]) => textFaults(`${folder}/${name}.liquid`, source));
}

function textFaults(file: string, source: string): DeskFault[] {
  try {
    const text = parseMailText(source);
    const unknown = variablesOf(text).filter(({ name }) => !knownVariables.has(name.replace(properties, '')));
    if (unknown.length === 0) return renderFaults(file, text);
    return unknown.map(({ name, line }) => ({
      file,
      line,
      problem: `${name} is nothing that a mail text knows`,
      remedy: `use one of ${namesNear(name)}`,
    }));
  } catch (error) {
    return [brokenText(file, error, 'use only tags and filters that exist, and close what was opened')];
  }
}

function renderFaults(file: string, text: MailText): DeskFault[] {
  try {
    const { subject, body } = renderMailText(text, sampleMailFacts);
    if (subject !== '' && body.trim() !== '') return [];
    return [{ file, line: 1, problem: 'the mail would be empty', remedy: 'write a subject and a text' }];
  } catch (error) {
    return [brokenText(file, error, 'use only what a mail text knows')];
  }
}

function brokenText(file: string, error: unknown, remedy: string): DeskFault {
  if (!(error instanceof Error)) throw error;
  const line = LiquidError.is(error) ? error.token.getPosition()[0] : 1;
  const problem = error.message.replace(/,?( file:\S+,)? line:\d+, col:\d+$/, '');
  return { file, line: line ?? 1, problem, remedy: LiquidError.is(error) ? remedy : 'write them first' };
}

/** What stands in the same group, else the groups. */
function namesNear(name: string): string {
  const group = `${name.split('.')[0]}.`;
  const names = [...knownVariables];
  const siblings = names.filter((known) => known.startsWith(group));
  return (siblings.length > 0 ? siblings : names.filter((known) => !known.includes('.'))).join(', ');
}
