import type { Agreement, AgreementText } from '@simpul/contracts';
import canonicalize from 'canonicalize';
import { DEFAULTS } from '../defaults.ts';
import { sha256 } from '../digest.ts';
import { ID_PARTS } from '../full-id.ts';
import type { AgreementEntry } from '../schema/agreement.ts';
import type { ServiceEntry } from '../schema/service.ts';
import { idOf } from './id-of.ts';

/** Consumers that are no subsystem: a group, or whoever is eligible. */
const NAMELESS = /^(\*$|group:)/;

/**
 * An agreement with full ids, its defaults, and the digest of what it says. Where it is silent of data, those of the service count.
 * @param dataOf - of a service of the same file, by its full id
 */
export function normaliseAgreement(
  entry: AgreementEntry,
  instance: string,
  dataOf: (service: string) => ServiceEntry['data'],
): Agreement {
  const { consumer, eligibility, major, endpoints, quota, expectedPerDay, pks, onBehalfOf, providedFor } = entry;
  const service = idOf(entry.service, instance, ID_PARTS.service);
  const data = dataOf(service);
  const agreement = {
    id: entry.id,
    version: entry.version ?? 1,
    consumer: NAMELESS.test(consumer) ? consumer : idOf(consumer, instance, ID_PARTS.subsystem),
    ...(eligibility === undefined ? {} : { eligibility }),
    service,
    ...(major === undefined ? {} : { major }),
    ...(endpoints === undefined ? {} : { endpoints }),
    purpose: entry.purpose,
    legalBasis: entry.legalBasis,
    dataElements: entry.dataElements ?? data?.elements ?? [],
    personal: entry.personal ?? data?.personal ?? DEFAULTS.personal,
    validFrom: entry.validFrom,
    validUntil: entry.validUntil,
    ...(quota === undefined ? {} : { quota }),
    ...(expectedPerDay === undefined ? {} : { expectedPerDay }),
    ...(pks === undefined ? {} : { pks }),
    signatures: entry.signatures ?? DEFAULTS.signatures,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf: idOf(onBehalfOf, instance, ID_PARTS.member) }),
    ...(providedFor === undefined ? {} : { providedFor: idOf(providedFor, instance, ID_PARTS.member) }),
  };
  return { ...agreement, status: entry.status ?? DEFAULTS.status, digest: digestOfAgreement(agreement) };
}

/** SHA-256 (base64url) of the JCS (RFC 8785) of what an agreement says: its state is no part of it. */
export function digestOfAgreement(text: AgreementText): string {
  const canonical = canonicalize(text);
  if (canonical === undefined) throw new TypeError('an agreement has a canonical form');
  return sha256(canonical);
}
