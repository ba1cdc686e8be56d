import { CONFIG, SimpulError } from '@simpul/errors';
import { BlockList, isIP } from 'node:net';

/** Bits of an address, by its version. */
const BITS = { 4: 32, 6: 128 } as const;

/** Says whether an address, as Node writes it, belongs to a proxy in front of this door. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

/**
 * Reads the networks of `--trusted-proxy`.
 * @param text - ranges or addresses, separated by commas
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` for what is no range, and for one that holds every address
 */
export function readTrustedProxies(text: string | undefined): IsTrustedProxy {
  if (text === undefined) return () => false;
  const list = new BlockList();
  for (const range of text.split(',')) {
    const [address = '', prefix, ...rest] = range.trim().split('/');
    const version = isIP(address);
    if ((version !== 4 && version !== 6) || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? '0'))
      throw invalid(`${range.trim() || 'an empty entry'} is no address range such as 10.18.0.0/24`);
    const length = prefix === undefined ? BITS[version] : Number(prefix);
    if (length > BITS[version]) throw invalid(`${range.trim()} has more than ${BITS[version]} bits`);
    if (length === 0) throw invalid(`${range.trim()} is every address: whoever calls could say that it is anybody`);
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => {
    if (address === undefined) return false;
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

function invalid(reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name: '--trusted-proxy', reason } });
}
