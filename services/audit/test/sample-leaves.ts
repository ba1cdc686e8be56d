import type { Leaf, SideCar } from '@simpul/contracts';
import { canonicalBytes } from '@simpul/tlog';
import type { SentLeaf } from '../src/domain/leaf-check.ts';

export const CONSUMER = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';
export const PROVIDER = 'ID-LA/GOV/1871-DPMPTSP/sicantik';
export const SERVICE = `${PROVIDER}/permit-status`;
export const STRANGER = 'ID-LA/GOV/18-SETDA/arsip';

const SALT = 'AAECAwQFBgcICQoLDA0ODw';
const DIGEST = 'w4Wq3UbxKXQ3xhk3NnQpJ3XQ0nTqJrN0b5cFz7kq5lE';

/** The id of the n-th sample leaf. */
export function sampleId(n: number): string {
  return `01938f00-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A leaf of about 900 bytes, as an exchange makes it. */
export function sampleLeaf(n: number, changes: Partial<Leaf> = {}): Leaf {
  return {
    v: 1,
    id: sampleId(n),
    type: 'exchange.closed',
    time: 1_764_000_000_000 + n,
    src: { node: 'edge-1', boot: '0b54b6c9-93f7-4dbf-a8f5-0b9c6c0a1f11', seq: n, prev: DIGEST },
    consumer: CONSUMER,
    provider: SERVICE,
    version: '1.2.0',
    agreement: { id: 'PKS-2026-014', digest: DIGEST },
    purpose: 'verifikasi-izin',
    legal: 'Perpres 95/2018 ps. 33',
    op: 'GET /permits/{id}',
    user: DIGEST,
    request: { digest: DIGEST, size: 312 },
    response: { digest: DIGEST, size: 1024, status: 200 },
    outcome: 'ok',
    ms: 12,
    attempts: 1,
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...changes,
  };
}

/** A side-car with a salt of each kind. */
export function sampleSideCar(changes: Partial<SideCar> = {}): SideCar {
  return {
    request: SALT,
    response: 'EBESExQVFhcYGRobHB0eHw',
    user: { salt: 'ICEiIyQlJicoKSorLC0uLw', value: 'EE1234' },
    ...changes,
  };
}

/** The n-th sample leaf as its source sends it. */
export function sent(n: number, changes: Partial<Leaf> = {}, sideCar: SideCar = sampleSideCar()): SentLeaf {
  const leaf = sampleLeaf(n, changes);
  return { id: leaf.id, leaf: canonicalBytes(leaf), sideCar: canonicalBytes(sideCar) };
}
