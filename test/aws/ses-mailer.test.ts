import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, expect, test } from 'vitest';
import type { Mailer, OutgoingMail } from '../../functions/app/ports.ts';
import { deliveryOfTag, sesMailer, tagValue } from '../../functions/aws/ses-mailer.ts';
import { scriptedService } from './scripted-service.ts';
import type { ScriptedService, ServiceAnswer } from './scripted-service.ts';

const mail: OutgoingMail = {
  from: { name: 'Support', address: 'support@desk.example' },
  to: { name: 'Zoë', address: 'customer@example.com' },
  replyTo: 'reply+abc@desk.example',
  subject: 'Re: Grüße [T-7K3M-9QXA]',
  text: 'All good.',
  html: '<p>All good.</p>',
  headers: { 'In-Reply-To': '<1@example.com>', 'Auto-Submitted': 'auto-replied' },
  attachments: [
    { name: 'log.bin', contentType: 'application/octet-stream', bytes: new Uint8Array([0, 128, 255]) },
  ],
  tags: { ref: 'T-7K3M-9QXA', delivery: '3.0', participant: '1' },
};

let service: ScriptedService;
let logged: unknown[] = [];
afterEach(() => service.close());

async function mailerThatIsTold(answer: ServiceAnswer): Promise<Mailer> {
  service = await scriptedService(() => answer);
  logged = [];
  return sesMailer({
    client: new SESv2Client(service.client),
    configurationSet: 'desk',
    region: 'eu-west-1',
    log: (event, ids) => logged.push({ event, ...ids }),
  });
}

test('SES composes the mail; both forms of its Message-ID are told', async () => {
  const mailer = await mailerThatIsTold({ body: { MessageId: '0102-abc' } });
  expect(await mailer.send(mail)).toEqual({
    kind: 'sent',
    messageIds: ['0102-abc@eu-west-1.amazonses.com', '0102-abc@email.amazonses.com'],
  });
  expect(service.requests).toEqual([
    {
      operation: '/v2/email/outbound-emails',
      body: {
        FromEmailAddress: '"Support" <support@desk.example>',
        Destination: { ToAddresses: ['=?UTF-8?B?Wm/Dqw==?= <customer@example.com>'] },
        ReplyToAddresses: ['reply+abc@desk.example'],
        ConfigurationSetName: 'desk',
        EmailTags: [
          { Name: 'ref', Value: 'T-7K3M-9QXA' },
          { Name: 'delivery', Value: '3-0' },
          { Name: 'participant', Value: '1' },
        ],
        Content: {
          Simple: {
            Subject: { Data: 'Re: Grüße [T-7K3M-9QXA]', Charset: 'UTF-8' },
            Body: {
              Text: { Data: 'All good.', Charset: 'UTF-8' },
              Html: { Data: '<p>All good.</p>', Charset: 'UTF-8' },
            },
            Headers: [
              { Name: 'In-Reply-To', Value: '<1@example.com>' },
              { Name: 'Auto-Submitted', Value: 'auto-replied' },
            ],
            Attachments: [
              {
                RawContent: 'AID/',
                FileName: 'log.bin',
                ContentType: 'application/octet-stream',
                ContentTransferEncoding: 'BASE64',
                ContentDisposition: 'ATTACHMENT',
              },
            ],
          },
        },
      },
    },
  ]);
});

test('a picture in the text keeps its content id', async () => {
  const mailer = await mailerThatIsTold({ body: { MessageId: '1' } });
  const picture = {
    name: 'logo.png',
    contentType: 'image/png',
    bytes: new Uint8Array([1]),
    contentId: 'logo@desk',
  };
  await mailer.send({ ...mail, attachments: [picture] });
  expect(JSON.stringify(service.requests[0]?.body)).toContain(
    '"ContentDisposition":"INLINE","ContentId":"logo@desk"',
  );
});

test.each([
  ['TooManyRequestsException', 429],
  ['LimitExceededException', 400],
  ['SendingPausedException', 400],
  ['AccountSuspendedException', 400],
  ['MailFromDomainNotVerifiedException', 400],
  ['NotFoundException', 404],
  ['AccessDeniedException', 403],
  ['ThrottlingException', 400],
])('%s means that the mail was not taken and may be sent later', async (error, status) => {
  const mailer = await mailerThatIsTold({ error, status });
  expect(await mailer.send(mail)).toEqual({ kind: 'later', reason: error });
  expect(logged).toEqual([{ event: 'mail_turned_away', ...mail.tags, reason: error }]);
});

test.each(['MessageRejected', 'BadRequestException'])('%s refuses the mail for good', async (error) => {
  const mailer = await mailerThatIsTold({ error });
  expect(await mailer.send(mail)).toEqual({ kind: 'refused', reason: `${error}: as scripted` });
});

test('why a mail was refused is told without whom it was for', async () => {
  const message =
    'Email address is not verified. The following identities failed: Zoë <customer@example.com>, a@b.example';
  const mailer = await mailerThatIsTold({ error: 'MessageRejected', body: { message } });
  expect(await mailer.send(mail)).toEqual({
    kind: 'refused',
    reason:
      'MessageRejected: Email address is not verified. The following identities failed: Zoë <(address)>, (address)',
  });
});

test.each([
  ['InternalFailure', 500],
  ['ServiceUnavailable', 503],
])('%s leaves open whether it was sent, and is thrown', async (error, status) => {
  const mailer = await mailerThatIsTold({ error, status });
  await expect(mailer.send(mail)).rejects.toThrow('as scripted');
});

test('a delivery survives its tag', async () => {
  service = await scriptedService(() => ({}));
  expect(tagValue('12.3')).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(deliveryOfTag(tagValue('12.3'))).toBe('12.3');
});
