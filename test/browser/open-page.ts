import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { startDesk } from '../local/desk-process.ts';
import type { DeskProcess } from '../local/desk-process.ts';

/** A desk in a process of its own and its page in a browser. */
export interface OpenPage {
  desk: DeskProcess;
  page: Page;
  /** What the page complained about, in words: an error, a refused script or style, a missing file. */
  complaints: string[];
  close(): Promise<void>;
}

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** Opens it on a working day at ten, on a clock that only the page moves. */
export async function openPage(size: { width: number; height: number }): Promise<OpenPage> {
  const folder = await mkdtemp(join(tmpdir(), 'stepdesk-browser-'));
  const desk = await startDesk({ folder, flags: ['--manual-clock'] });
  const origin = `http://127.0.0.1:${desk.httpPort}`;
  await fetch(`${origin}/_desk/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: tenOnTheNextMonday() }),
  });
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  await page.goto(origin);
  return {
    desk,
    page,
    complaints,
    close: async () => {
      await browser.close();
      await desk.end('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}

function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

/** In the summer of the desk's time zone it is eleven. */
function tenOnTheNextMonday(): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7 || 7));
  day.setUTCHours(9, 0, 0, 0);
  return day.toISOString();
}
