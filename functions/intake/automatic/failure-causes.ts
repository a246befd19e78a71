/** Why a mail did not arrive, as far as it matters for what to do next. */
export type FailureCause =
  | 'unknown_user'
  | 'unknown_host'
  | 'moved'
  | 'accepts_no_mail'
  | 'mailbox_full'
  | 'disabled'
  | 'server'
  | 'expired'
  | 'too_large'
  | 'blocked'
  | 'spam'
  | 'virus'
  | 'authentication'
  | 'policy'
  | 'network'
  | 'relaying'
  | 'other';

/** Another try to this address is pointless. */
const PERMANENT = new Set<FailureCause>(['unknown_user', 'unknown_host', 'moved', 'accepts_no_mail']);

/** Checked in order: a refusal by policy often also says "user" or "mailbox", so the specific ones come first. */
const BY_WORDS: [FailureCause, RegExp][] = [
  [
    'accepts_no_mail',
    /null ?mx|does not accept (?:any )?mail|no longer accepts? (?:e-?)?mail for|not accept(?:ing)? (?:any )?mail(?: for this domain)?|smtp protocol returned a permanent error 521/i,
  ],
  [
    'server',
    /procmail: |couldn.t create|can(?:no|')t create|no space left|not enough (?:disk )?space|i\/o error|system error|server error|local (?:configuration|delivery) error|mailer (?:error|died)|malformed or unexpected name server reply|host not responding|not responding|internal error|out of memory/i,
  ],
  ['virus', /virus|infected|malware|viral|trojan/i],
  [
    'authentication',
    /\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated email|authentication checks?|sender policy framework|not authori[sz]ed to send/i,
  ],
  [
    'moved',
    /has moved|user has moved|no longer (?:at|on) this|address (?:has )?changed|new address|moved to|please try <|user not local; please try|551\b.*forward/i,
  ],
  [
    'mailbox_full',
    /mailbox.{0,40}full|over ?quota|quota ?exceeded|exceed\w* .{0,40}(?:quota|storage|allocation)|mailbox (?:size )?(?:limit|has exceeded)|out of storage|is full\b|disk quota|storage.{0,20}(?:exceeded|full)|account is over|boîte pleine|voll/i,
  ],
  [
    'disabled',
    /(?:account|mailbox|user|recipient|address|domain).{0,60}(?:disabled|suspended|inactive|deactivated|not active|locked|frozen|expired|unavailable for)|is not active|inactive (?:user|account)|account that you tried to reach is (?:disabled|inactive)/i,
  ],
  [
    'policy',
    /sender address rejected|domain of (?:the )?sender|sender domain|security polic|polic(?:y|ies) violation/i,
  ],
  ['too_large', /too (?:large|big)|size (?:limit|exceeds)|exceeds.{0,40}(?:size|maximum)|message size/i],
  ['spam', /\bspam\b|spamhaus|junk|unsolicited|content (?:rejected|filter)|looks like|bulk mail/i],
  [
    'blocked',
    /block(?:ed|list)|black ?list|\brbl\b|dnsbl|banned|reputation|reverse (?:dns|lookup)|\bptr\b|client host|bad ip|your ip|too many (?:connections|concurrent)|deferred due to user complaints|connection refused by/i,
  ],
  [
    'relaying',
    /no relaying|relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|we do not relay|not a gateway/i,
  ],
  [
    'unknown_host',
    /host (?:\S+ |or domain name )?(?:unknown|not found|lookup)|unknown host|domain.{0,40}(?:not found|does(?:n.t| not) exist|unknown|non-?existent|invalid)|no such (?:domain|host)|name (?:service error|or service not known)|nxdomain|unrout(?:e)?able (?:address|domain|mail domain)|illegal host|unresolvable|couldn.t find any host|server.{0,20}couldn.t be found|no mx|dns (?:error|type)/i,
  ],
  [
    'unknown_user',
    /(?:user|mailbox|recipient|address(?:es)?|account|addressee|alias|email|e-mail)\b.{0,60}(?:unknown|not (?:be )?found|(?:does|did)(?:n.t| not) exist|not exist|non-?existent|invalid|not recogni[sz]ed|not listed|unrecognized|unavailable|not known|no such|not valid|doesn.t have|was deleted|is not a valid)|(?:unknown|no such|invalid|non-?existent|bad|undeliverable|unrecognized|not a valid|illegal) (?:user|mailbox|recipient|local|address|account|addressee|person|alias|destination|e-?mail)|no (?:mailbox|account|user)(?: here)?|not our (?:customer|user)|doesn.t have an? .{0,30}account|recipnotfound|resolver\.adr|there is no (?:such )?user|recipient address rejected: access denied|address not present|not in (?:directory|our)|nobody by that name|user not known|inconnu|existe pas|unbekannt|no longer (?:available|employed|with|works|valid)/i,
  ],
  [
    'expired',
    /(?:retry|delivery) time(?:out| not reached)|timed? ?out|too long|expired|could not be delivered for|queue|within the (?:time|specified)|retry timeout exceeded|delivery attempts|warning: could not|undeliverable for/i,
  ],
  [
    'network',
    /connect(?:ion)? (?:refused|reset|failed|to)|network|no route|loop|too many hops|hop count|temporar(?:y|ily)|greylist|mail ?server (?:unavailable|not)|lost connection/i,
  ],
  [
    'policy',
    /polic(?:y|ies)|denied|prohibited|not permitted|not allowed|administrat|restrict|forbidden|refused|rejected/i,
  ],
];

/** Enhanced status codes (RFC 3463, RFC 7505) that say it by themselves. */
const BY_STATUS: [RegExp, FailureCause][] = [
  [/^5\.1\.(?:1|10)$|^5\.4\.1$/, 'unknown_user'],
  [/^5\.1\.2$|^5\.4\.4$|^5\.4\.310$/, 'unknown_host'],
  [/^5\.1\.6$/, 'moved'],
  [/^5\.3\.2$|^5\.7\.27$|^5\.1\.10$/, 'accepts_no_mail'],
  [/^[45]\.2\.2$/, 'mailbox_full'],
  [/^[45]\.2\.1$/, 'disabled'],
  [/^[45]\.3\.4$|^[45]\.2\.3$/, 'too_large'],
  [/^[45]\.4\.7$/, 'expired'],
  [/^[45]\.7\.(?:9|2[0-9]|509|515)$/, 'authentication'],
];

/**
 * @param texts what the servers said, the most telling text first; the first that names a cause decides.
 * @param status enhanced status code or `''`.
 * @param transcript what else the report tells of the conversation with the server.
 */
export function failureCause(texts: string[], status: string, transcript = texts.join('\n')): FailureCause {
  const said = texts.map(causeInWords).find((cause) => cause !== undefined);
  const coded = BY_STATUS.find(([pattern]) => pattern.test(status))?.[1];
  if (said === 'unknown_user' && /^5\.2\.[01]$/.test(status) && !refusedAtOnce(transcript)) return 'disabled';
  if (said && !['policy', 'network', 'expired', 'other'].includes(said)) return said;
  return coded ?? said ?? 'other';
}

/** A mailbox status (5.2.x, RFC 3463 §3.3) says that the mailbox exists, unless its very name was refused. */
function refusedAtOnce(text: string): boolean {
  return /\bRCPT\b|bad-mailbox/.test(text);
}

/** Addresses and links are not read: their words are names. "<a@b.example> does not exist" speaks of a recipient. */
function causeInWords(text: string): FailureCause | undefined {
  const words = text
    .slice(0, 2_000)
    .replaceAll(/https?:\/\/\S+/g, ' ')
    .replaceAll(/<?\S+@\S+/g, ' recipient ')
    .replaceAll(/\s+/g, ' ');
  return BY_WORDS.find(([, pattern]) => pattern.test(words))?.[0];
}

/** A temporary status is never hard, whatever the words. */
export function isPermanent(cause: FailureCause, status: string): boolean {
  return PERMANENT.has(cause) && !status.startsWith('4');
}
