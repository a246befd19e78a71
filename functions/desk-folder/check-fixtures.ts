import { readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { WebhookSource } from '../core/desk.ts';
import { deskFile } from '../core/desk.ts';
import { mapPayload } from '../intake/webhook-mapping.ts';
import type { DeskFault } from './desk-fault.ts';
import { readYaml } from './yaml-file.ts';

/** Runs each webhook mapping on its sample payload. The desk must have been loaded without a fault. */
export async function fixtureFaults(folder: string): Promise<DeskFault[]> {
  const file = `${basename(resolve(folder))}/desk.yaml`;
  const read = readYaml({ path: join(folder, 'desk.yaml'), file }, deskFile);
  if (read.kind === 'refused') return read.faults;
  const { value, lineOf } = read.yaml;
  const faults = await Promise.all(
    value.webhooks.map(async (source, index) => {
      const complaint = await complaintAbout(source, folder);
      if (!complaint) return [];
      const { part, problem, remedy } = complaint;
      return [
        { file, line: lineOf(['webhooks', index, ...part]), problem: `${source.id}: ${problem}`, remedy },
      ];
    }),
  );
  return faults.flat();
}

interface Complaint {
  part: string[];
  problem: string;
  remedy: string;
}

async function complaintAbout(
  { mapping, fixture }: WebhookSource,
  folder: string,
): Promise<Complaint | null> {
  const path = resolve(folder, fixture.payload);
  const part = ['fixture', 'payload'];
  if (relative(resolve(folder), path).startsWith('..'))
    return {
      part,
      problem: `${fixture.payload} lies outside the folder`,
      remedy: 'keep sample payloads beside desk.yaml',
    };
  const body = bytesOf(path);
  if (!body)
    return {
      part,
      problem: `there is no file ${fixture.payload}`,
      remedy: 'save a real delivery of this source there',
    };
  const result = await mapPayload({ mapping, body });
  if (result.kind === 'failed')
    return {
      part: ['mapping'],
      problem: result.explanation,
      remedy: 'change the mapping or the sample payload',
    };
  const unlike = Object.entries(result.message).filter(
    ([key, value]) => !isExpected(key, value, fixture.expect),
  );
  const absent = Object.keys(fixture.expect).filter((key) => !(key in result.message));
  if (unlike.length + absent.length === 0) return null;
  const made = unlike.map(([key, value]) => `${key} is ${inspect(value, { breakLength: Infinity })}`);
  const problem = [...made, ...absent.map((key) => `${key} is missing`)].join(', ');
  return {
    part: ['fixture', 'expect'],
    problem: `of the sample the mapping makes something else than expected: ${problem}`,
    remedy: 'change the mapping, or what is expected',
  };
}

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** A fixture need not mention that a machine gets no answer by itself. */
function isExpected(key: string, value: unknown, expect: Record<string, unknown>): boolean {
  return (
    isDeepStrictEqual(value, expect[key]) || (key === 'answerable' && value === false && !(key in expect))
  );
}
