import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Desk } from '../functions/core/desk.ts';

/** The checked desk/ folder beside the functions that follow it, so that a changed text is a deployment of one layer. */
export class DeskLayer extends Construct {
  /** Where a function finds it. */
  readonly file = '/opt/desk.json';
  readonly layer: LayerVersion;

  constructor(scope: Construct, id: string, { desk }: { desk: Desk }) {
    super(scope, id);
    const folder = mkdtempSync(join(tmpdir(), 'desk-layer-'));
    writeFileSync(join(folder, 'desk.json'), JSON.stringify(desk));
    this.layer = new LayerVersion(this, 'Layer', {
      code: Code.fromAsset(folder),
      description: 'desk.json: inboxes, teams, calendars, processes and mail texts',
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.ARM_64],
    });
    // The layer has taken its copy.
    rmSync(folder, { recursive: true });
  }
}
