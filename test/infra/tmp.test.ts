import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { synthesise } from './synthesised.ts';
test('x', () => { writeFileSync('/tmp/i/t.json', JSON.stringify(synthesise().toJSON(), null, 1)); });
