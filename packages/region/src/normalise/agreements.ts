import type { Agreement } from '@simpul/contracts';
import canonicalize from 'canonicalize';
import { DEFAULTS } from '../defaults.ts';
import { sha256 } from '../digest.ts';
import { ID_PARTS } from '../full-id.ts';
import type { AgreementEntry } from '../schema/agreement.ts';
import { idOf } from './id-of.ts';

/** An agreement with full ids, its defaults, and the digest of both. */
export function normaliseAgreement(entry: AgreementEntry, instance: string): Agreement {
  const { consumer, endpoints, quota, onBehalfOf } = entry;
  const agreement = {
    id: entry.id,
    consumer: consumer.startsWith('group:') ? consumer : idOf(consumer, instance, ID_PARTS.subsystem),
    service: idOf(entry.service, instance, ID_PARTS.service),
    ...(endpoints === undefined ? {} : { endpoints }),
    purpose: entry.purpose,
    legalBasis: entry.legalBasis,
    validFrom: entry.validFrom,
    validUntil: entry.validUntil,
    ...(quota === undefined ? {} : { quota }),
    signatures: entry.signatures ?? DEFAULTS.signatures,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: idOf(onBehalfOf, instance, ID_PARTS.member) }),
    status: entry.status ?? DEFAULTS.status,
  };
  return { ...agreement, digest: digestOfAgreement(agreement) };
}

/** SHA-256 (base64url) of the JCS (RFC 8785) of an agreement as registered, without its `digest`. */
export function digestOfAgreement(agreement: Omit<Agreement, 'digest'>): string {
  const text = canonicalize(agreement);
  if (text === undefined) throw new TypeError('an agreement has a canonical form');
  return sha256(text);
}
