import { identityHttp } from '@simpul/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROOF_ALGORITHMS } from '../proof/proof-key.ts';
import { checkCertificate } from '../tls/client-certificate.ts';
import type { RouteDeps } from './route-deps.ts';

/** Largest form that the token endpoint takes, bytes. */
const MAX_FORM_BYTES = 64 * 1024;
const EMPTY = new Uint8Array();

/** `/oauth2/*`, discovery and the pages for people go on to identity as one typed call (design 04). */
export function identityRoutes(app: FastifyInstance, { client, peers, publicUrl }: RouteDeps): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES }, (_request, body, parsed) =>
      parsed(null, body),
    );
    const certificateOf = ({ raw }: FastifyRequest): { certificate?: string } => {
      const certificate = peers.certificateOf(raw);
      if (certificate === undefined) return {};
      checkCertificate(certificate, Date.now());
      return { certificate: certificate.fingerprint };
    };
    const pass = async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = await client.call(identityHttp, {
        method: request.method,
        target: request.url,
        headers: request.raw.rawHeaders,
        body: request.body instanceof Uint8Array ? request.body : EMPTY,
        source: request.socket.remoteAddress ?? '',
        ...certificateOf(request),
      });
      // First what may throw: nobody answers for a reply that was taken over.
      reply.raw.writeHead(answer.status, answer.headers);
      reply.hijack();
      reply.raw.end(answer.body);
    };
    scope.all('/oauth2/*', { bodyLimit: MAX_FORM_BYTES }, pass);
    for (const page of ['/people', '/people/*']) scope.all(page, { bodyLimit: MAX_FORM_BYTES }, pass);
    scope.get('/.well-known/oauth-authorization-server/oauth2', pass);
    done();
  });

  const overTls = publicUrl.startsWith('https:');
  for (const resource of ['r1', 'api']) {
    app.get(`/.well-known/oauth-protected-resource/${resource}`, () => ({
      resource: `${publicUrl}/${resource}`,
      authorization_servers: [`${publicUrl}/oauth2`],
      // Only over TLS can a token be bound to a client certificate, and come as Bearer (RFC 8705).
      bearer_methods_supported: overTls ? ['header'] : [],
      dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
      dpop_bound_access_tokens_required: !overTls,
      tls_client_certificate_bound_access_tokens: overTls,
    }));
  }
}
