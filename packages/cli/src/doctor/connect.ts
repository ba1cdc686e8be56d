import { isIP, connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { CONNECT_MS } from './limits.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
  /** Absent: plain TCP. */
  readonly tls?: { readonly ca?: Buffer | undefined };
}

/**
 * Connects, sends nothing, and hangs up.
 *
 * @returns when the certificate that was shown ends; undefined over plain TCP
 * @throws Error of the system, of the lookup, or of the certificate's verification
 */
export function tryConnection({ host, port, lookup, tls }: Target): Promise<Date | undefined> {
  return new Promise((done, fail) => {
    const options = { host, port, lookup };
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket: Socket | TLSSocket =
      tls === undefined
        ? connectTcp(options)
        : connectTls({ ...options, ...name, ...(tls.ca === undefined ? {} : { ca: tls.ca }) });
    const timer = setTimeout(
      () => socket.destroy(new Error(`no connection within ${CONNECT_MS / 1000} s`)),
      CONNECT_MS,
    );
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', fail);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      const certificate = 'getPeerX509Certificate' in socket ? socket.getPeerX509Certificate() : undefined;
      socket.destroy();
      done(certificate?.validToDate);
    });
  });
}
