import { hash } from 'node:crypto';
import { readComponents } from '../components/component.ts';
import { type ComponentSource, signatureBase } from '../components/signature-base.ts';
import { checkContentDigest } from '../digest/content-digest.ts';
import { fieldValue } from '../message/field-lines.ts';
import type { ReadMessage } from '../message/read-message.ts';
import { assertCoverage } from '../profiles/coverage.ts';
import { assertInTime } from '../profiles/in-time.ts';
import { assertParameters, type CommonParameters, readString } from '../profiles/parameters.ts';
import type { Profile } from '../profiles/profile.ts';
import { SignatureError } from '../signature-error.ts';
import { findSignature } from '../signatures/find-signature.ts';
import { findActiveKey, type FindKey } from './find-key.ts';
import type { Attempt, Held } from './verification.ts';

export interface VerifyContext extends ComponentSource {
  readonly now: number;
  readonly findKey: FindKey;
  readonly attempt: Attempt;
}

const NO_BODY = new Uint8Array(0);

/**
 * Verifies the one signature of a profile: its form, its times, its key, its bytes and, last because it costs most, the body's digest.
 *
 * @throws SignatureError for the first rule that is broken; what `findKey` throws
 */
export async function verifySignature<P extends CommonParameters>(
  profile: Profile<P>,
  context: VerifyContext,
): Promise<Held & P> {
  const { message, now, attempt } = context;
  const { label, covered, parameters, input, signature } = findSignature(message.fields, profile.tag);
  const components = readComponents(covered);
  const base = orError(() => signatureBase(components, input, context));
  if (typeof base === 'string') attempt.base = base;
  assertCoverage(profile, components, message);
  assertParameters(parameters, profile.parameters);
  readString(parameters, 'tag');
  const read = profile.readParameters(parameters);
  assertInTime(read, now);
  if (typeof base !== 'string') throw base;

  const key = await findActiveKey(read.keyid, context);
  const data = Buffer.from(base, 'ascii');
  if (!(await key.holds({ data, signature }))) throw new SignatureError('signature-wrong');
  await checkBody(message);
  return { ...read, ok: true, label, signature, base, baseDigest: hash('sha256', data, 'base64url') };
}

/** A digest that stands there must hold, also where there is no body: one was there when it was made. */
async function checkBody({ message, fields }: ReadMessage): Promise<void> {
  const digest = fieldValue(fields, 'content-digest');
  if (digest !== undefined) await checkContentDigest(digest, message.body ?? NO_BODY);
}

/** The base is wanted for the answer even where an earlier rule is broken, and its own faults are reported after those. */
function orError(make: () => string): string | SignatureError {
  try {
    return make();
  } catch (error) {
    if (error instanceof SignatureError) return error;
    throw error;
  }
}
