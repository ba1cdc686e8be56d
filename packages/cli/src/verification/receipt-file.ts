import { createHash } from 'node:crypto';
import { decodeText, parseTlogProof, type ReceiptCheck, saltedDigest, toBase64, verifyReceipt } from '@simpul/tlog';
import { importVerifyingKey } from '@simpul/http-signatures';
import { readKeyFile } from '../signatures/key-file.ts';
import type { Terminal } from '../terminal.ts';
import { checkSignature } from './check-signature.ts';
import { readGivenFile } from './given-file.ts';
import { type GivenMessages, givenRequest, givenResponse, type Message, MESSAGES } from './given-messages.ts';
import { failed, holds } from './holds.ts';
import { type CheckedSignature, checkSignatures } from './message-signatures.ts';
import { checkCheckpoint, type SignedCheckpoint, type Trust } from './signed-checkpoint.ts';
import { sha256 } from './trusted-keys.ts';

/** A receipt that holds. */
export interface ReceiptReport extends Omit<SignedCheckpoint, 'root' | 'note'> {
  readonly kind: 'receipt';
  readonly index: number;
  /** base64. */
  readonly root: string;
  readonly leaf: Readonly<Record<string, unknown>>;
  /** Bodies that were compared with their salted digests. */
  readonly compared: readonly Message[];
  /** Signatures of the messages, where they were signed. */
  readonly signatures: readonly CheckedSignature[];
}

/** A receipt that holds, with its checkpoint, to be compared with what the log shows now. */
export interface CheckedReceipt {
  readonly report: ReceiptReport;
  readonly checkpoint: SignedCheckpoint;
}

/** What the salt is put before: the X-Road request hash needs the SHA-512 of a request (design 05). */
const INNER_HASH: Readonly<Record<Message, string>> = { request: 'sha512', response: 'sha256' };

export interface ReceiptOptions extends Trust {
  readonly terminal: Terminal;
  /** Files with the messages of the exchange, or with their bodies. */
  readonly request?: string | undefined;
  readonly response?: string | undefined;
  /** Files with the public keys of those who signed. */
  readonly signedBy?: readonly string[] | undefined;
}

/**
 * Verifies a receipt, offline.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`, `SIMPUL_CONFIG_INVALID` for files
 *   that cannot be read
 */
export async function verifyReceiptFile(file: string, options: ReceiptOptions): Promise<CheckedReceipt> {
  const { terminal, keys, policy } = options;
  const bytes = await readGivenFile(file, terminal);
  const { check, checkpoint } = await holds(file, async () => {
    const text = decodeText(bytes);
    const signed = await checkCheckpoint(file, parseTlogProof(text).checkpoint, { keys, policy });
    const verified = await verifyReceipt(text, { hash: sha256, verify: checkSignature, vkeys: signed.keys });
    const stray = Object.keys(verified.salts).find((name) => verified.leaf[name] === undefined);
    if (stray !== undefined) throw failed(file, `receipt-extra: the salt "${stray}" opens nothing in the record`);
    return { check: verified, checkpoint: signed };
  });
  const given = await readGiven(options);
  const compared: Message[] = [];
  for (const message of MESSAGES) {
    const content = given[message]?.body;
    if (content === undefined || (content.length === 0 && check.leaf[message] === undefined)) continue;
    compareBody(file, { check, message, content });
    compared.push(message);
  }
  const signers = await Promise.all(
    (options.signedBy ?? []).map((key) => readKeyFile(key, { importKey: importVerifyingKey, terminal })),
  );
  const signatures = await checkSignatures({ what: file, check, keys: signers, given });
  const { note: _, root, ...rest } = checkpoint;
  const { index, leaf } = check;
  return { report: { kind: 'receipt', ...rest, root: toBase64(root), index, leaf, compared, signatures }, checkpoint };
}

async function readGiven({ request, response, terminal }: ReceiptOptions): Promise<GivenMessages> {
  return {
    ...(request === undefined ? {} : { request: givenRequest(await readGivenFile(request, terminal)) }),
    ...(response === undefined ? {} : { response: givenResponse(await readGivenFile(response, terminal)) }),
  };
}

interface Comparison {
  readonly check: ReceiptCheck;
  readonly message: Message;
  readonly content: Uint8Array;
}

function compareBody(what: string, { check, message, content }: Comparison): void {
  const recorded = (check.leaf[message] as { readonly digest?: unknown } | undefined)?.digest;
  const salt = check.salts[message];
  if (recorded === undefined || salt === undefined) throw failed(what, `the record has no ${message} body`);
  const digest = saltedDigest(sha256, salt, createHash(INNER_HASH[message]).update(content).digest());
  if (digest !== recorded) throw failed(what, `the ${message} body is not the one that was recorded`);
}
