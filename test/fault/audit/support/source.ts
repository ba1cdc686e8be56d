import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { canonicalBytes, createSourceChain } from '@simpul/tlog';

/** A leaf on the way to the log server, with its side-car: bytes in base64. */
export interface WireLeaf {
  readonly id: string;
  readonly leaf: string;
  readonly sideCar: string;
}

/** A gateway, as the log sees it: a chain of leaves without gaps. */
export interface Source {
  readonly node: string;
  readonly boot: string;
  /** The next leaves of its chain. */
  next(count: number): WireLeaf[];
  /** A leaf that was made, with members replaced: another leaf under the same id. */
  same(id: string, otherContent: Readonly<Record<string, unknown>>): WireLeaf;
  /** The next leaf of its chain, by which it says something of itself: `superseded SEQ ID`. */
  note(op: string): WireLeaf;
}

const PROVIDER = 'ID-UJI/GOV/PENYEDIA/sistem';
const DIGEST_BYTES = 32;
const SALT_BYTES = 16;

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** Starts a source: one boot of a node. */
export function createSource(node: string, boot: string = randomUUID()): Source {
  const chain = createSourceChain({ node, boot, hash: sha256 });
  const made = new Map<string, Record<string, unknown>>();

  function make(): WireLeaf {
    const time = Date.now();
    const id = createId(time);
    const leaf = chain.next({ ...exchangeFields(time), id });
    made.set(id, JSON.parse(Buffer.from(leaf).toString()) as Record<string, unknown>);
    return wire(id, leaf);
  }
  return {
    node,
    boot,
    next: (count) => Array.from({ length: count }, make),
    same(id, otherContent) {
      const content = made.get(id);
      if (content === undefined) throw new Error(`${node} made no leaf ${id}`);
      return wire(id, canonicalBytes({ ...content, ...otherContent }));
    },
    note(op) {
      const time = Date.now();
      const id = createId(time);
      return wire(id, chain.next({ v: 1, type: 'node.idle', id, time, op }));
    },
  };
}

function exchangeFields(time: number): Record<string, unknown> {
  return {
    v: 1,
    type: 'exchange.closed',
    time,
    consumer: 'ID-UJI/GOV/KONSUMEN/klien',
    provider: `${PROVIDER}/layanan`,
    version: '1.0.0',
    agreement: { id: 'PKS-UJI', digest: digest() },
    purpose: 'uji',
    legal: 'Uji',
    op: 'GET /data',
    xRoadId: randomUUID(),
    response: { digest: digest(), size: 11, status: 200 },
    outcome: 'ok',
    ms: 7,
    attempts: 1,
  };
}

function wire(id: string, leaf: Uint8Array): WireLeaf {
  const salts = { response: randomBytes(SALT_BYTES).toString('base64url') };
  return { id, leaf: base64(leaf), sideCar: base64(canonicalBytes(salts)) };
}

/** A UUIDv7 (RFC 9562 section 5.7). */
function createId(time: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const digest = (): string => randomBytes(DIGEST_BYTES).toString('base64url');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
