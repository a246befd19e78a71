#!/usr/bin/env node
/* Plain JavaScript that any Node can read, so that an old one gets a sentence instead of a syntax error. */

import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const commands = ['start', 'desk', 'bench', 'check', 'compile', 'measure-mail'];

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `Stepdesk needs Node ${NEEDED} and this is ${process.version}: run "npm install", which brings it along, ` +
      'and then "npm start" or "npm run desk", which use it.',
  );
  process.exit(1);
}

/* What Node makes of our code is kept, so that the next start takes half as long. */
nodeModule.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));

const [first, ...rest] = process.argv.slice(2);
const known = commands.find((name) => name === first);
const command = known ?? 'desk';
const exported = command.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const { [exported]: run } = await import(`./commands/${command}.ts`);
process.exitCode = await run(known ? rest : process.argv.slice(2));
