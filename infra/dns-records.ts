import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { MailOut } from './mail-out.ts';

export interface DnsRecordsProps {
  mailDomain: string;
  mailOut: MailOut;
}

/** The records that whoever keeps the domain's zone has to set, as outputs to copy. */
export class DnsRecords extends Construct {
  constructor(scope: Construct, id: string, { mailDomain, mailOut }: DnsRecordsProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const { identity, mailFromDomain } = mailOut;
    this.#say(
      'DnsMx',
      'Mail to the desk comes to SES',
      `${mailDomain} MX 10 inbound-smtp.${region}.amazonaws.com`,
    );
    for (const [index, { name, value }] of identity.dkimRecords.entries())
      this.#say(
        `DnsDkim${index + 1}`,
        'Proves that the mail is ours, and the domain to SES',
        Fn.join('', [name, ' CNAME ', value]),
      );
    this.#say(
      'DnsMailFromMx',
      'Undeliverable mail comes back to SES',
      `${mailFromDomain} MX 10 feedback-smtp.${region}.amazonses.com`,
    );
    this.#say(
      'DnsMailFromSpf',
      'Allows SES to send for us',
      `${mailFromDomain} TXT "v=spf1 include:amazonses.com ~all"`,
    );
    this.#say(
      'DnsDmarc',
      'Asks receivers to distrust mail in our name that is not ours',
      `_dmarc.${mailDomain} TXT "v=DMARC1; p=quarantine; adkim=r; aspf=r"`,
    );
  }

  #say(id: string, description: string, value: string): void {
    new CfnOutput(Stack.of(this), id, { description, value });
  }
}
