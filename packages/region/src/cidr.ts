import { BlockList, isIP } from 'node:net';

/** A range of addresses. */
export interface Cidr {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** Reads `address/prefix`; undefined where it is none, also where bits beyond the prefix are set. */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', digits = ''] = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const prefix = Number(digits);
  if (prefix > BITS[family] || String(prefix) !== digits) return undefined;
  return isNetwork(address, family, prefix) ? { address, family, prefix } : undefined;
}

/** Whether an address (no host name) lies in one of the ranges. */
export function isWithin(address: string, ranges: readonly Cidr[]): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(range.address, range.prefix, range.family);
  return list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Whether every address of a range lies in one of the others. */
export function isCovered(range: Cidr, others: readonly Cidr[]): boolean {
  return others.some(
    (other) => other.family === range.family && other.prefix <= range.prefix && isWithin(range.address, [other]),
  );
}

/** Whether no bit beyond the prefix is set. */
function isNetwork(address: string, family: 'ipv4' | 'ipv6', prefix: number): boolean {
  const rest = BigInt(BITS[family] - prefix);
  const bits = family === 'ipv4' ? ipv4Bits(address) : ipv6Bits(address);
  return (bits & ((1n << rest) - 1n)) === 0n;
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

function ipv6Bits(address: string): bigint {
  // The WHATWG parser writes the address in its one canonical form, without embedded IPv4.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
