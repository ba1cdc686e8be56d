import type { Delegation } from '@simpul/contracts';
import canonicalize from 'canonicalize';
import { DEFAULTS } from '../defaults.ts';
import { sha256 } from '../digest.ts';
import { fullId, ID_PARTS } from '../full-id.ts';
import type { DelegationEntry } from '../schema/delegation.ts';
import { idOf } from './id-of.ts';

/** A delegation with full ids, its defaults, and the digest of what it says. */
export function normaliseDelegation(entry: DelegationEntry, instance: string): Delegation {
  const { id, side, services, legalBasis, validFrom, validUntil } = entry;
  const text = {
    id,
    from: idOf(entry.from, instance, ID_PARTS.member),
    to: partyOf(entry.to, instance),
    side,
    ...(services === undefined ? {} : { services: services.map((one) => idOf(one, instance, ID_PARTS.service)) }),
    legalBasis,
    validFrom,
    validUntil,
  };
  return { ...text, status: entry.status ?? DEFAULTS.status, digest: digestOfDelegation(text) };
}

/**
 * Full id of a member or of a subsystem. Three parts may be either: a member with its instance, or a subsystem without;
 * the instance's name decides, as no class has it.
 */
export function partyOf(reference: string, instance: string): string {
  const parts = reference.split('/').length;
  const isMember = parts === ID_PARTS.member - 1 || (parts === ID_PARTS.member && reference.startsWith(`${instance}/`));
  const wanted = isMember ? ID_PARTS.member : ID_PARTS.subsystem;
  return fullId(reference, instance, wanted) ?? reference;
}

/** SHA-256 (base64url) of the JCS (RFC 8785) of what a delegation says: its state is no part of it. */
export function digestOfDelegation(text: Omit<Delegation, 'digest' | 'status'>): string {
  const canonical = canonicalize(text);
  if (canonical === undefined) throw new TypeError('a delegation has a canonical form');
  return sha256(canonical);
}
