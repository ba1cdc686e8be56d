import type { FakeBus } from './fake-bus.ts';
import type { FakeRequest } from './fake-server.ts';

/** A request that a route got, with its JSON body. */
export interface SentRequest {
  readonly route: string;
  readonly client: string | undefined;
  readonly headers: FakeRequest['headers'];
  readonly body: unknown;
  readonly query: URLSearchParams;
}

/** Lets a fake bus answer routes with JSON, and keeps what it was sent. */
export function jsonRoutes(bus: FakeBus) {
  const sent: SentRequest[] = [];
  return {
    sent,
    /** Answers `METHOD path`; several bodies are answered in turn, the last for ever. */
    answer(route: string, body: object | readonly object[], status = 200): void {
      const bodies = Array.isArray(body) ? [...(body as readonly object[])] : [body];
      bus.routes.set(route, (request) => {
        const token = (request.headers.authorization ?? '').split(' ')[1] ?? '';
        sent.push({
          route,
          client: bus.issuer.tokens.get(token)?.client,
          headers: request.headers,
          body: parsed(request),
          query: new URLSearchParams(request.target.split('?')[1]),
        });
        const next = bodies.length > 1 ? bodies.shift() : bodies[0];
        return {
          status,
          headers: { 'content-type': 'application/json', etag: '"7"' },
          body: request.method === 'HEAD' ? '' : JSON.stringify(next),
        };
      });
    },
    /** What a route was sent last. */
    last: (route: string) => sent.findLast((each) => each.route === route),
  };
}
export type JsonRoutes = ReturnType<typeof jsonRoutes>;

function parsed({ body }: FakeRequest): unknown {
  const text = body.toString();
  return /^[[{"]/.test(text) ? (JSON.parse(text) as unknown) : text;
}
