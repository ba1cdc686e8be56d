import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a host, as it stands in an address, is this machine's loopback. */
export function isLoopbackHost(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const family = isIP(plain);
  if (family === 0) return plain === 'localhost' || plain.endsWith('.localhost');
  return LOOPBACK.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether a `Host` header is meant for this proxy: a web page whose name was made to resolve to 127.0.0.1 (DNS rebinding) keeps
 * its own name there.
 */
export function isHostOfLoopback(header: string | undefined): boolean {
  return header === undefined || isLoopbackHost(header.replace(/:\d+$/, ''));
}
