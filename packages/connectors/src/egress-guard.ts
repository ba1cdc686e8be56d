import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { PROVIDER, SimpulError } from '@simpul/errors';
import ipaddr from 'ipaddr.js';
import { isOwnListener, type ListenerAddress } from './own-listeners.ts';
import { REFUSED_NETWORKS } from './refused-addresses.ts';

type Address = ReturnType<typeof ipaddr.process>;
type Network = ReturnType<typeof ipaddr.parseCIDR>;
type Resolve = (hostname: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

export interface EgressRules {
  /** CIDRs of the operators: the upper bound, read at each new connection. */
  readonly upperBound: () => readonly string[];
  /** CIDRs of the service's member. */
  readonly allow: readonly string[];
  /** Where the bus itself listens, read at each new connection. */
  readonly ownListeners: () => Iterable<ListenerAddress>;
  /** Resolves a name to all its addresses; the system's resolver when left out. */
  readonly resolve?: Resolve;
}

export interface EgressGuard {
  /** Why an address must not be called at this port, or undefined. */
  refusal(address: string, port: number): SimpulError | undefined;
  /**
   * A `lookup` for `net.connect`: resolves once, checks every address, and hands on just those addresses, so what is
   * checked is what is connected to.
   */
  lookupFor(port: number): LookupFunction;
}

const REFUSED = parseNetworks(REFUSED_NETWORKS);

/** Decides which addresses a service may have (SSRF guard; OWASP API7:2023). */
export function createEgressGuard(rules: EgressRules): EgressGuard {
  const allow = parseNetworks(rules.allow);
  const resolveAll: Resolve = rules.resolve ?? ((hostname, done) => resolve(hostname, { all: true }, done));
  let bound: { readonly cidrs: readonly string[]; readonly networks: readonly Network[] } | undefined;
  const upperBound = (): readonly Network[] => {
    const cidrs = rules.upperBound();
    if (bound?.cidrs !== cidrs) bound = { cidrs, networks: parseNetworks(cidrs) };
    return bound.networks;
  };

  const refusal = (text: string, port: number): SimpulError | undefined => {
    const address = parseAddress(text);
    const fine =
      address !== undefined &&
      !isWithin(address, REFUSED) &&
      isWithin(address, allow) &&
      isWithin(address, upperBound()) &&
      !isOwnListener(address, port, rules.ownListeners());
    return fine ? undefined : new SimpulError(PROVIDER.EGRESS_REFUSED);
  };

  const lookupFor =
    (port: number): LookupFunction =>
    (hostname, options, done) => {
      resolveAll(hostname, (error, found) => {
        if (error) return done(error, '');
        for (const { address } of found) {
          const refused = refusal(address, port);
          if (refused) return done(refused, '');
        }
        const first = found[0];
        if (!first) return done(new SimpulError(PROVIDER.UNREACHABLE), '');
        return options.all ? done(null, found) : done(null, first.address, first.family);
      });
    };

  return { refusal, lookupFor };
}

function parseAddress(text: string): Address | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

/** What is not a CIDR allows nothing; configuration refuses it long before. */
function parseNetworks(cidrs: readonly string[]): readonly Network[] {
  return cidrs.filter((cidr) => ipaddr.isValidCIDR(cidr)).map((cidr) => ipaddr.parseCIDR(cidr));
}

function isWithin(address: Address, networks: readonly Network[]): boolean {
  return networks.some(([network, bits]) => address.kind() === network.kind() && address.match(network, bits));
}
