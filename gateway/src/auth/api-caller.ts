import { type AccessToken, type AccessTokenVerifier, checkBinding } from '@simpul/bus';
import { type Act, type Actor, objectionTo } from '@simpul/contracts';
import { AUTH, HTTP, SimpulError } from '@simpul/errors';
import type { FastifyRequest } from 'fastify';
import type { NoteProof } from '../proof/note-proof.ts';
import type { Authority } from './authority.ts';
import { bearerToken, dpopToken } from './authorization-header.ts';
import { bearerCertificate } from './bearer-certificate.ts';
import { clientActor } from './client-actors.ts';
import type { CheckProof } from '../proof/dpop-proof.ts';
import { checkCertificate } from '../tls/client-certificate.ts';
import type { Peers } from '../tls/peers.ts';
import type { MtlsSubsystems } from './mtls-subsystems.ts';
import type { OpenSubsystems } from './open-subsystems.ts';

/** Who calls one of the bus's own APIs. */
export interface ApiCaller {
  /** Id of a client or of a person. */
  readonly id: string;
  readonly scopes: readonly string[];
  /** The same as somebody whose rights a service decides on. */
  readonly actor: Actor;
}

export interface ApiCallerOptions {
  readonly publicUrl: string;
  readonly tokens: AccessTokenVerifier;
  readonly checkProof: CheckProof;
  readonly open: OpenSubsystems;
  readonly mtls: MtlsSubsystems;
  readonly peers: Peers;
  readonly authority: Authority;
  /** Notes that a proof was used. @returns false where it was used before, at any gateway */
  readonly noteProof: NoteProof;
}

/**
 * Authenticates calls to the bus's own APIs: a token for `{publicUrl}/api` with a proof that was not used before, or as
 * Bearer over the certificate that it is bound to; without a token, the certificate of an `mtls` link, or, in a sandbox on
 * loopback, `X-Road-Client` of an `open` link.
 */
export function createApiCallers(options: ApiCallerOptions) {
  const { publicUrl, tokens, checkProof, open, mtls, peers, authority, noteProof } = options;
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

  async function verify(token: string): Promise<AccessToken> {
    authority.assertIdentity();
    const verified = await tokens.verify(token);
    if (verified.audience === `${publicUrl}/api`) return verified;
    throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'it is for another audience' } });
  }

  /** @throws SimpulError `SIMPUL_AUTH_*`. */
  async function identify(request: FastifyRequest): Promise<ApiCaller> {
    const { authorization, dpop, 'x-road-client': client } = request.headers;
    const bearer = dpop === undefined ? bearerToken(authorization) : undefined;
    if (bearer !== undefined) {
      const certificate = bearerCertificate(peers, request.raw);
      const verified = await verify(bearer);
      checkBinding(verified.boundTo, { certificate });
      return callerOf(verified);
    }
    const token = dpopToken(authorization);
    if (token === undefined) {
      if (authorization !== undefined) throw new SimpulError(AUTH.TOKEN_MISSING);
      authority.assertRegistry();
      const certified = byCertificate(request);
      if (certified !== undefined) return { id: certified, scopes: [], actor: clientActor(certified) };
      const isOpen = typeof client === 'string' && open.has(client) && peers.isLocal(request.raw);
      if (!isOpen) throw new SimpulError(AUTH.TOKEN_MISSING);
      return { id: client, scopes: [], actor: clientActor(client) };
    }
    const verified = await verify(token);
    if (typeof dpop !== 'string') throw new SimpulError(AUTH.PROOF_INVALID, { params: { reason: 'it is missing' } });
    const path = request.url.split('?', 1)[0] ?? '';
    const proof = await checkProof(dpop, { method: request.method, url: publicUrl + path, token });
    checkBinding(verified.boundTo, { proof });
    if (!(await noteProof(proof))) throw new SimpulError(AUTH.PROOF_REPLAYED);
    return callerOf(verified);
  }

  return {
    identify,
    /** The same, for an act on the whole region. @throws SimpulError `SIMPUL_HTTP_FORBIDDEN` besides. */
    async requireRight(request: FastifyRequest, act: Act): Promise<ApiCaller> {
      const caller = await identify(request);
      if (!may(caller, act)) throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: act } });
      return caller;
    },
  };
}
export type ApiCallers = ReturnType<typeof createApiCallers>;

/** Whom a token stands for. */
function callerOf({ clientId, subject, scopes, grants }: AccessToken): ApiCaller {
  const actor: Actor = grants === undefined ? clientActor(clientId) : { kind: 'person', id: subject, grants };
  return { id: actor.id, scopes, actor };
}

/** Whether somebody may do an act on the whole region: a client by the scopes of its token, a person by his or her roles. */
export function may({ actor, scopes }: ApiCaller, act: Act): boolean {
  return actor.kind === 'client' ? scopes.includes(act) : objectionTo(act, {}, actor) === undefined;
}
