import { canonicalJson, type LeafSource } from '@simpul/tlog';

/** Two numbers and two texts that stand nowhere else in a leaf, for what differs from one leaf to the next. */
const TIME = 9_007_199_254_740_990;
const SEQ = 9_007_199_254_740_991;
const ID = '<id>';
const PREV = '<prev>';

const DIGEST = 'w4Wq3UbxKXQ3xhk3NnQpJ3XQ0nTqJrN0b5cFz7kq5lE';
const SALT = 'AAECAwQFBgcICQoLDA0ODw';
/** 24 November 2025: ids and times grow from here by a millisecond with each leaf. */
const START_MS = 1_764_000_000_000;

/** What the search index holds of each sample leaf. */
export const PARTIES = {
  consumer: 'ID-LA/GOV/1871-DISDUKCAPIL/siak',
  provider: 'ID-LA/GOV/1871-DPMPTSP/sicantik',
  service: 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status',
  outcome: 'ok',
} as const;

/** The side-car of each: the salts of two digests and of the user, and the user. */
export const SIDE_CAR = new TextEncoder().encode(
  canonicalJson({ request: SALT, response: SALT, user: { salt: SALT, value: 'EE1234' } }),
);

function fields(id: string, time: number, src: LeafSource): object {
  return {
    v: 1,
    id,
    type: 'exchange.closed',
    time,
    src,
    consumer: PARTIES.consumer,
    provider: PARTIES.service,
    version: '1.2.0',
    agreement: { id: 'PKS-2026-014', digest: DIGEST },
    purpose: 'verifikasi-izin',
    legal: 'Perpres 95/2018 ps. 33',
    op: 'GET /permits/{id}',
    user: DIGEST,
    request: { digest: DIGEST, size: 312 },
    response: { digest: DIGEST, size: 1024, status: 200 },
    outcome: PARTIES.outcome,
    ms: 12,
    attempts: 1,
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
  };
}

const encoder = new TextEncoder();

/** Writes sample leaves of one source, as an exchange makes them: about 1 KB, canonical. */
export function createLeafWriter(node: string, boot: string): (n: number, src: LeafSource) => Uint8Array {
  const template = canonicalJson(fields(ID, TIME, { node, boot, seq: SEQ, prev: PREV }));
  // Everything between the four values; writing whole leaves would cost more than storing them.
  const parts = template.split(new RegExp(`${ID}|${PREV}|${SEQ}|${TIME}`));
  return (n, src) => {
    const { seq, prev } = src;
    if (prev === undefined) return encoder.encode(canonicalJson(fields(leafId(n), START_MS + n, src)));
    return encoder.encode(
      `${parts[0]}${leafId(n)}${parts[1]}${prev}${parts[2]}${seq}${parts[3]}${START_MS + n}${parts[4]}`,
    );
  };
}

/** Id of the n-th leaf: a UUIDv7, so that ids grow as those of exchanges do. */
export function leafId(n: number): string {
  const time = (START_MS + n).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
