import type { AccessTokenVerifier } from '@simpul/bus';
import { AUTH, HTTP, SimpulError } from '@simpul/errors';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { PROOF_MAX_AGE_S, PROOF_MAX_AHEAD_S } from '../config.ts';
import { dpopToken } from './authorization-header.ts';
import type { createProofChecker } from './dpop-proof.ts';
import { checkCertificate } from '../tls/client-certificate.ts';
import type { Peers } from '../tls/peers.ts';
import type { MtlsSubsystems } from './mtls-subsystems.ts';
import type { OpenSubsystems } from './open-subsystems.ts';

/** Who calls one of the bus's own APIs. */
export interface ApiCaller {
  readonly id: string;
  readonly scopes: readonly string[];
}

export interface ApiCallerOptions {
  readonly publicUrl: string;
  readonly tokens: AccessTokenVerifier;
  readonly checkProof: ReturnType<typeof createProofChecker>;
  readonly open: OpenSubsystems;
  readonly mtls: MtlsSubsystems;
  readonly peers: Peers;
}

/** Proofs that are remembered at once. */
const REMEMBERED_PROOFS = 100_000;

/**
 * Authenticates calls to the bus's own APIs: a token for `{publicUrl}/api` with a proof that was not seen here before,
 * or, without one, the certificate of an `mtls` link, or, in a sandbox on loopback, `X-Road-Client` of an `open` link.
 */
export function createApiCallers(options: ApiCallerOptions) {
  const { publicUrl, tokens, checkProof, open, mtls, peers } = options;
  const seen = new LRUCache<string, true>({
    max: REMEMBERED_PROOFS,
    ttl: (PROOF_MAX_AGE_S + PROOF_MAX_AHEAD_S) * 1000,
  });

  /** The subsystem on an `mtls` link that the caller's certificate belongs to; undefined where none came. */
  function byCertificate({ raw, headers }: FastifyRequest): string | undefined {
    const certificate = peers.certificateOf(raw);
    if (certificate === undefined) return undefined;
    checkCertificate(certificate, Date.now());
    const owner = mtls.ownerOf(certificate.fingerprint);
    if (owner === undefined || !mtls.isActive(owner)) throw new SimpulError(AUTH.CERTIFICATE_UNKNOWN);
    if ((headers['x-road-client'] ?? owner) !== owner) throw new SimpulError(AUTH.CERTIFICATE_UNKNOWN);
    return owner;
  }

  /** @throws SimpulError `SIMPUL_AUTH_*`. */
  async function identify(request: FastifyRequest): Promise<ApiCaller> {
    const { authorization, dpop, 'x-road-client': client } = request.headers;
    const token = dpopToken(authorization);
    if (token === undefined) {
      if (authorization !== undefined) throw new SimpulError(AUTH.TOKEN_MISSING);
      const certified = byCertificate(request);
      if (certified !== undefined) return { id: certified, scopes: [] };
      const isOpen = typeof client === 'string' && open.has(client) && peers.isLocal(request.raw);
      if (!isOpen) throw new SimpulError(AUTH.TOKEN_MISSING);
      return { id: client, scopes: [] };
    }
    const { clientId, audience, scopes, jkt } = await tokens.verify(token);
    if (audience !== `${publicUrl}/api`)
      throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'it is for another audience' } });
    if (typeof dpop !== 'string') throw new SimpulError(AUTH.PROOF_INVALID, { params: { reason: 'it is missing' } });
    const path = request.url.split('?', 1)[0] ?? '';
    const proof = await checkProof(dpop, { method: request.method, url: publicUrl + path, token });
    if (proof.jkt !== jkt)
      throw new SimpulError(AUTH.PROOF_INVALID, { params: { reason: 'it was made with another key' } });
    const key = `${proof.jkt}.${proof.jti}`;
    if (seen.has(key)) throw new SimpulError(AUTH.PROOF_REPLAYED);
    seen.set(key, true);
    return { id: clientId, scopes };
  }

  return {
    identify,
    /** The same, for a call that needs a scope. @throws SimpulError `SIMPUL_HTTP_FORBIDDEN` besides. */
    async requireScope(request: FastifyRequest, scope: string): Promise<ApiCaller> {
      const caller = await identify(request);
      if (!caller.scopes.includes(scope)) throw new SimpulError(HTTP.FORBIDDEN, { params: { scope } });
      return caller;
    },
  };
}
export type ApiCallers = ReturnType<typeof createApiCallers>;
