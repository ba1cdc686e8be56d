import type { LegacyLink } from '@simpul/contracts';
import { AUTH, type ErrorDefinition, SimpulError } from '@simpul/errors';
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';

/** A link by which a system showed itself. */
export interface KnownLink {
  /** `{subsystem}/{code}`: what stands in the record of each exchange. */
  readonly id: string;
  readonly link: LegacyLink;
}

interface CompiledLink extends KnownLink {
  /** SHA-256 of the key. */
  readonly keyDigest: Buffer | undefined;
  readonly addresses: BlockList | undefined;
}

/** The legacy links of subsystems: who may show itself by a key or by its address, and until when. */
export class LegacyLinks {
  readonly #links = new Map<string, CompiledLink>();
  readonly #bySubsystem = new Map<string, Set<CompiledLink>>();

  set(id: string, link: LegacyLink): void {
    this.remove(id);
    const compiled: CompiledLink = {
      id,
      link,
      keyDigest: link.kind === 'api-key' ? Buffer.from(link.keyDigest, 'base64url') : undefined,
      addresses: link.kind === 'ip' ? blockListOf(link.addresses) : undefined,
    };
    this.#links.set(id, compiled);
    const { subsystem } = link;
    this.#bySubsystem.set(subsystem, (this.#bySubsystem.get(subsystem) ?? new Set()).add(compiled));
  }

  remove(id: string): void {
    const link = this.#links.get(id);
    if (link === undefined) return;
    this.#links.delete(id);
    const same = this.#bySubsystem.get(link.link.subsystem);
    same?.delete(link);
    if (same?.size === 0) this.#bySubsystem.delete(link.link.subsystem);
  }

  /**
   * The link of a subsystem that a key opens. The key is compared by its digest, in constant time, with each of the links.
   * @throws SimpulError `SIMPUL_AUTH_KEY_UNKNOWN`, `SIMPUL_AUTH_LINK_ENDED`
   */
  byKey(subsystem: string, key: string, day: string): KnownLink {
    const digest = createHash('sha256').update(key).digest();
    const found = [...(this.#bySubsystem.get(subsystem) ?? [])].filter(
      ({ keyDigest }) => keyDigest !== undefined && timingSafeEqual(keyDigest, digest),
    );
    return inForce(found, day, AUTH.KEY_UNKNOWN);
  }

  /**
   * The link of a subsystem that covers an address.
   * @throws SimpulError `SIMPUL_AUTH_ADDRESS_UNKNOWN`, `SIMPUL_AUTH_LINK_ENDED`
   */
  byAddress(subsystem: string, address: string, day: string): KnownLink {
    const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
    if (isIP(plain) === 0) throw new SimpulError(AUTH.ADDRESS_UNKNOWN);
    const version = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    const found = [...(this.#bySubsystem.get(subsystem) ?? [])].filter(
      ({ addresses }) => addresses?.check(plain, version) === true,
    );
    return inForce(found, day, AUTH.ADDRESS_UNKNOWN);
  }
}

/** The link that lasts longest of those that fit. @throws SimpulError where it has ended, or where there is none */
function inForce(links: readonly CompiledLink[], day: string, none: ErrorDefinition): KnownLink {
  const [last] = links.toSorted((a, b) => b.link.until.localeCompare(a.link.until));
  if (last === undefined) throw new SimpulError(none);
  if (last.link.until < day) throw new SimpulError(AUTH.LINK_ENDED, { params: { day: last.link.until } });
  return last;
}

/** Addresses and ranges, as the registry has checked them. */
function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const version = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, version);
    else list.addSubnet(address, Number(prefix), version);
  }
  return list;
}
