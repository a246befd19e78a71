/**
 * What an agent should be wary of in a message, in words for his mail. A flag that is not known here, a process's own
 * or one of an older desk, is shown as it is, with spaces.
 */
export function flagInWords(flag: string): string {
  const [, name = flag, about = ''] = /^(\w+): (.*)$/s.exec(flag) ?? [];
  return (about ? ABOUT.get(name)?.(about) : ALONE.get(name)) ?? flag.replaceAll('_', ' ');
}

const ALONE = new Map(
  Object.entries({
    stranger: 'not on this ticket',
    not_on_ticket: 'not on this ticket, but of the same organisation',
    no_reply_address: 'not sent to a reply address of theirs',
    not_proven: 'in the name of an agent, not proven to be theirs',
    topic_changed: 'under a new subject',
    not_reopened: 'the ticket stays closed',
    late_recovered: 'was held back until now',
    called_spam: 'the mail service calls it spam',
    replies_go_to_agent: 'wants its answers sent to an agent',
    message_id_reused: 'its Message-ID was used before',
    copied_in_left_out: 'not everybody in copy was added',
    refused: 'was not carried out',
    echo: 'repeats what was said before',
    bounce: 'a mail that came back',
    auto_reply: 'an automatic answer',
    auto_generated: 'written by a machine',
    receipt: 'a receipt',
    complaint: 'a complaint about our mail',
  }),
);

const ABOUT = new Map<string, (about: string) => string>(
  Object.entries({
    degraded: (what: string) => what,
    unverified: (domain: string) => `not proven to come from ${domain}`,
    reads_no_mail: (address: string) => `nobody reads what is sent to ${address}`,
    forwarded_by: (agent: string) => `forwarded by ${agent}`,
    forward_in_doubt: () => 'forwarded, and it is not plain who wrote it',
    perhaps_about: (ref: string) => `perhaps about ${ref}`,
    split_into: (ref: string) => `now a ticket of its own, ${ref}`,
    put_here_by: (who: string) => `put here by ${who}`,
    encrypted: (file: string) => `${file} has a password`,
    nested_archive: (file: string) => `${file} holds another archive`,
    sender_by_reply_to: (form: string) => `its sender is named by the form at ${form}`,
    sender_by_list: (list: string) => `its sender is named by the list ${list}`,
    sender_by_forwarder: (forwarder: string) => `its sender is vouched for by ${forwarder}`,
  }),
);
