import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.process>;

/** Where a server of the bus itself listens. */
export interface ListenerAddress {
  /** An IP address, `localhost`, or a wildcard (`0.0.0.0`, `::`). */
  readonly host: string;
  readonly port: number;
}

/** Whether a connection to this address and port would reach one of the bus's own servers. */
export function isOwnListener(address: Address, port: number, listeners: Iterable<ListenerAddress>): boolean {
  for (const listener of listeners) {
    if (listener.port === port && covers(listener.host, address)) return true;
  }
  return false;
}

function covers(host: string, address: Address): boolean {
  if (host === 'localhost') return address.range() === 'loopback';
  if (!ipaddr.isValid(host)) return false;
  const bound = ipaddr.process(host);
  if (bound.range() === 'unspecified') return address.range() === 'loopback' || isLocal(address);
  return bound.toNormalizedString() === address.toNormalizedString();
}

function isLocal(address: Address): boolean {
  const text = address.toNormalizedString();
  return Object.values(networkInterfaces()).some((entries) =>
    entries?.some((entry) => ipaddr.process(entry.address).toNormalizedString() === text),
  );
}
