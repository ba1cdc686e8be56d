import { createHash } from 'node:crypto';
import {
  type HeldRecord,
  importVerifyingKey,
  jwkThumbprint,
  RULE_TEXTS,
  type Refused,
  SignatureError,
  verifyRecorded,
  type VerifyingKey,
} from '@simpul/http-signatures';
import type { ReceiptCheck, ReceiptSignature } from '@simpul/tlog';
import { compareMessage, type GivenMessages, type Message, MESSAGES } from './given-messages.ts';
import { failed } from './holds.ts';

/** What was checked of one message's signature. */
export interface CheckedSignature {
  readonly of: Message;
  readonly keyid: string;
  /** The key was given by whoever checks; else it came with the receipt, which proves nothing of whose it is. */
  readonly keyVerified: boolean;
  /** POSIX seconds. */
  readonly created: number;
  /** Values of what it covers, by identifier. */
  readonly covered: Readonly<Record<string, string>>;
}

export interface SignatureCheck {
  /** Name of the receipt. */
  readonly what: string;
  readonly check: ReceiptCheck;
  /** Keys that whoever checks has from elsewhere. */
  readonly keys: readonly VerifyingKey[];
  /** Messages, or their bodies, to be compared. */
  readonly given: GivenMessages;
}

/**
 * Checks the signatures that a receipt carries: that they hold, that the leaf names the request's, that the response is bound to this
 * request and is the one of the leaf, and that given bodies are those whose digests were signed.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`
 */
export async function checkSignatures({ what, check, keys, given }: SignatureCheck): Promise<CheckedSignature[]> {
  const { leaf, signatures = {} } = check;
  const checked: CheckedSignature[] = [];
  for (const of of MESSAGES) {
    const signature = signatures[of];
    if (signature === undefined) continue;
    const key = keyOf(what, signature, keys);
    const { base, value } = signature;
    const held = await verifyRecorded({ base, signature: value }, { of, key: key.key, body: given[of]?.body });
    if (!held.ok) throw refused(what, of, held);
    const compared = await compareMessage(of, given, { base, key: key.key, leaf });
    if (compared !== undefined) throw failed(what, `the ${of} is not the one that was recorded (${compared})`);
    const shown = { of, keyid: held.keyid, keyVerified: key.given, created: held.created };
    checked.push({ ...shown, covered: Object.fromEntries(held.components) });
    if (of === 'request') assertRecorded(what, leaf, signature);
    else assertAnswers(what, held, { leaf, request: signatures.request });
  }
  for (const { keyid } of keys) {
    if (!checked.some((one) => one.keyid === keyid)) throw failed(what, `it has no signature by the key ${keyid}`);
  }
  return checked;
}

function keyOf(
  what: string,
  { kid, key }: ReceiptSignature,
  keys: readonly VerifyingKey[],
): { readonly key: VerifyingKey; readonly given: boolean } {
  const given = keys.find(({ keyid }) => keyid === kid);
  if (given !== undefined) return { key: given, given: true };
  try {
    if (jwkThumbprint(key) === kid) return { key: importVerifyingKey(key), given: false };
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
  }
  throw failed(what, 'the key of a signature is not the one that it names');
}

/** The leaf, which the log signed, says which key signed which text. */
function assertRecorded(what: string, leaf: ReceiptCheck['leaf'], { kid, base }: ReceiptSignature): void {
  const { sig } = leaf as { readonly sig?: { readonly kid?: unknown; readonly digest?: unknown } };
  const digest = createHash('sha256').update(base, 'ascii').digest('base64url');
  if (sig?.kid !== kid || sig.digest !== digest)
    throw failed(what, "the request's signature is not the one that was recorded");
}

/** A response proves something of this exchange only where it is bound to its request and its record. */
function assertAnswers(
  what: string,
  { components }: HeldRecord,
  { leaf, request }: { readonly leaf: ReceiptCheck['leaf']; readonly request: ReceiptSignature | undefined },
): void {
  if (request === undefined) throw failed(what, 'the response is signed, and the request that it answers is not');
  const bytes = Buffer.from(request.value).toString('base64');
  const input = request.base.slice(request.base.lastIndexOf('"@signature-params": ') + '"@signature-params": '.length);
  const bound =
    components.get('"signature";req')?.includes(`:${bytes}:`) === true &&
    components.get('"signature-input";req')?.includes(input) === true;
  if (!bound) throw failed(what, 'the response answers another request');
  const { status } = (leaf['response'] ?? {}) as { readonly status?: unknown };
  if (components.get('"x-road-request-id"') !== leaf['id'] || components.get('"@status"') !== String(status))
    throw failed(what, 'the signed response is not the one that was recorded');
}

function refused(what: string, of: Message, { rule, about }: Refused): Error {
  const named = about === undefined ? rule : `${rule}: ${about}`;
  return failed(what, `the signature of the ${of} does not hold (${named}): ${RULE_TEXTS[rule].en}`);
}
