import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Desk } from '../functions/core/desk.ts';
import { Alarms } from './alarms.ts';
import { CallsOut } from './calls-out.ts';
import type { Deployment } from './deployment.ts';
import { DeskLayer } from './desk-layer.ts';
import type { DeskParts } from './desk-parts.ts';
import { DnsRecords } from './dns-records.ts';
import { HttpDoors } from './http-doors.ts';
import type { MachineTexts } from './machine-texts.ts';
import { MailBucket } from './mail-bucket.ts';
import { MailIn } from './mail-in.ts';
import { MailOut } from './mail-out.ts';
import { MalwareScan } from './malware-scan.ts';
import { Outbox } from './outbox.ts';
import { Processes } from './processes.ts';
import { Secrets } from './secrets.ts';
import { TicketTable } from './ticket-table.ts';

export interface DeskStackProps extends StackProps {
  desk: Desk;
  machines: MachineTexts;
  deployment: Deployment;
}

/** The whole desk on AWS. It wires; what a part is made of and may do is said in the part's own file. */
export class DeskStack extends Stack {
  constructor(scope: Construct, id: string, { desk, machines, deployment, ...stackProps }: DeskStackProps) {
    super(scope, id, stackProps);
    const key = new Key(this, 'Key', {
      description: 'Raw mail, attachments and announcements of the desk',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const parts: DeskParts = {
      key,
      alarms: new Alarms(this, 'Alarms', { key, mailTo: deployment.alarmsTo ?? null }),
      tickets: new TicketTable(this, 'Tickets'),
      bucket: new MailBucket(this, 'Mail', { key }),
      secrets: new Secrets(this, 'Secrets'),
      desk: new DeskLayer(this, 'Desk', { desk }),
    };
    const { mailDomain } = desk;

    const doors = new HttpDoors(this, 'Doors', parts);
    const pagesUrl = deployment.pagesUrl ?? doors.url;
    const mailOut = new MailOut(this, 'MailOut', { ...parts, mailDomain, pagesUrl });
    const callsOut = new CallsOut(this, 'CallsOut', { ...parts, pagesUrl });
    const processes = new Processes(this, 'Processes', { ...parts, machines });
    new Outbox(this, 'Outbox', { ...parts, processes, mailOut, callsOut });
    if (desk.attachments.scan === 'guardduty') new MalwareScan(this, 'MalwareScan', parts);
    new MailIn(this, 'MailIn', { ...parts, mailDomain, receiptRules: deployment.receiptRules });

    new DnsRecords(this, 'Dns', { mailDomain, mailOut });
    this.#say(
      'SupportAddresses',
      'Where customers write',
      desk.inboxes.map(({ address }) => address).join(', '),
    );
    this.#say('PagesUrl', 'Status pages and forms', pagesUrl);
    if (desk.webhooks.length > 0)
      this.#say(
        'WebhookUrls',
        'Where other systems deliver',
        desk.webhooks.map(({ id }) => `${pagesUrl}/webhooks/${id}`).join(', '),
      );
    if (desk.chat.length > 0)
      this.#say(
        'ChatUrls',
        'Where the widgets talk',
        desk.chat.map(({ id }) => `${pagesUrl}/chat/${id}`).join(', '),
      );
    this.#say(
      'WebhookSecret',
      'Put the secrets of the webhook sources and hooks here',
      parts.secrets.webhooks.secretArn,
    );
    this.#say('AlarmTopic', 'Subscribe whoever is on call', parts.alarms.topic.topicArn);
    this.#say('TicketTable', 'Everything the desk knows', parts.tickets.name);
    this.#say('MailBucket', 'Raw mail and attachments', parts.bucket.name);
    this.#say(
      'SigningSecret',
      'Tells answers from new requests, to whoever recovers held mail',
      parts.secrets.signing.secretArn,
    );
  }

  #say(id: string, description: string, value: string): void {
    new CfnOutput(this, id, { description, value });
  }
}
