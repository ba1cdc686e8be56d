import { registryContract, registryPutContract } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { showTagged, withETag } from './etag.ts';
import { OF_CONTRACT } from './needed-scopes.ts';
import { readExpected } from './read-expected.ts';
import { SERVICE_PATH, serviceOf } from './resource-paths.ts';
import { createWriters } from './writer.ts';

/** Above what a contract may be (256 KiB), so that the registry says what is wrong; what is larger is not read. */
const MAX_CONTRACT_BYTES = 512 * 1024;
type OfService = { readonly Params: Readonly<Record<string, string>> };

/** The contract of a service or of one of its versions, as its text. */
export function contractRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const writers = createWriters(callers, OF_CONTRACT);
  const place = ({ params }: Pick<FastifyRequest<OfService>, 'params'>) => {
    const { version } = params;
    return { service: serviceOf(params), ...(version !== undefined && { version }) };
  };

  async function show(request: FastifyRequest<OfService>, reply: FastifyReply) {
    await callers.identify(request);
    const { mediaType, text, revision, version } = await callForCaller(client, registryContract, place(request));
    // Sandboxed by its type: a contract may hold anything that its author wrote.
    reply.header('X-Simpul-Version', version).type(isOpenApiType(mediaType) ? mediaType : 'text/plain; charset=utf-8');
    return showTagged(request, reply, { revision }, text);
  }

  async function take(request: FastifyRequest<OfService>, reply: FastifyReply) {
    const mediaType = request.headers['content-type'] ?? '';
    if (!isOpenApiType(mediaType)) {
      const reason = 'a contract is application/yaml, application/json or application/vnd.oai.openapi';
      throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason } });
    }
    const { service, version } = place(request);
    const id = version === undefined ? service : `${service}@${version}`;
    const { created, ...kept } = await callForCaller(client, registryPutContract, {
      ...place(request),
      expected: readExpected(request.headers, 'contract', id),
      mediaType,
      body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
      actor: writers.actorOf(request),
    });
    return withETag(reply.code(created ? 201 : 200), kept);
  }

  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_CONTRACT_BYTES }, (_request, body, parsed) =>
      parsed(null, body),
    );
    for (const path of [`${SERVICE_PATH}/contract`, `${SERVICE_PATH}/versions/:version/contract`]) {
      scope.get<OfService>(path, show);
      scope.put<OfService>(path, { bodyLimit: MAX_CONTRACT_BYTES, onRequest: writers.onRequest }, take);
    }
    done();
  });
}

function isOpenApiType(type: string): boolean {
  return /^(?:application|text)\/(?:x-)?(?:vnd\.oai\.openapi(?:\+json|\+yaml)?|json|yaml)\s*(?:;|$)/i.test(type);
}
