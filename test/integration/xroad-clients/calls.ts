import { BASE, CONTRACT, PROVIDER } from './region.ts';

/** A call that a client by others made, and what it wants of the answer. */
export interface RecordedCall {
  /** The client, its version, and what it was told to do. */
  readonly name: string;
  /** What it wrote, byte for byte but for `{host}` and `{client}`, its own subsystem. */
  readonly bytes: string;
  readonly status: number;
  /** The part of the JSON answer that it reads. */
  readonly json: unknown;
  /** What the system behind the bus sees; nothing where the bus itself answers. */
  readonly seen?: { readonly method: string; readonly target: string; readonly body: string };
}

interface Sent {
  /** Method and path, from the service or metadata service on. */
  readonly line: string;
  /** Header lines, as recorded. */
  readonly headers: readonly string[];
  readonly body?: string;
}

function bytes({ line, headers, body = '' }: Sent): string {
  const [method = '', path = ''] = line.split(' ');
  return [`${method} /r1/${PROVIDER}${path} HTTP/1.1`, ...headers, '', body].join('\r\n');
}

const REQUESTS = ['Host: {host}', 'User-Agent: python-requests/2.34.2', 'Accept-Encoding: gzip, deflate'];
const xrdinfo = (path: string): string =>
  bytes({
    line: `GET ${path}`,
    headers: [...REQUESTS, 'accept: application/json', 'Connection: keep-alive', 'X-Road-Client: {client}'],
  });
/** Over the `fetch` of Node 20, and over that of its own dependency, node-fetch 1.7.3, where Node has none. */
const fetched = (line: string, body?: string): string =>
  bytes({
    line,
    headers: [
      'host: {host}',
      'connection: keep-alive',
      'Content-Type: application/json',
      'x-road-client: {client}',
      'accept: */*',
      'accept-language: *',
      'sec-fetch-mode: cors',
      'user-agent: node',
      'accept-encoding: gzip, deflate',
      ...(body === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
    ],
    ...(body === undefined ? {} : { body }),
  });
const nodeFetched = (line: string): string =>
  bytes({
    line,
    headers: [
      'content-type: application/json',
      'x-road-client: {client}',
      'accept-encoding: gzip,deflate',
      'user-agent: node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
      'connection: close',
      'accept: */*',
      'Host: {host}',
    ],
  });
const example = (line: string, more: readonly string[] = [], body = ''): string =>
  bytes({
    line,
    headers: [
      ...REQUESTS,
      'Accept: */*',
      'Connection: keep-alive',
      'X-Road-Client: {client}',
      'X-Road-Id: ID-UJI-8bd1c509-1361-467a-bebc-9a42e18f5cda',
      'X-Road-UserId: Flask_client',
      ...more,
    ],
    body,
  });

const [xroad_instance, member_class, member_code, subsystem_code] = PROVIDER.split('/');
const SUBSYSTEM = { xroad_instance, member_class, member_code, subsystem_code };
const listed = (...codes: readonly string[]) => ({
  service: codes.map((service_code) => ({ ...SUBSYSTEM, service_code })),
});
const NONE = { status: 500, json: { type: 'Server.ServerProxy.UnknownService' } } as const;
const DENIED = { status: 500, json: { type: 'Server.ServerProxy.AccessDenied' } } as const;
const OK = { status: 200, json: { ok: true } } as const;
const UNICODE = '{"id":1236789,"nama":"Siti – ñ"}';
const PERSON = '{"name": "Siti", "unzr": "20010101-00001"}';
const JSON_OF_PERSON = ['Content-Length: 42', 'Content-Type: application/json'];

export const CALLS: readonly RecordedCall[] = [
  {
    name: 'xrdinfo 1.4.0, methods_rest listMethods',
    bytes: xrdinfo('/listMethods'),
    status: 200,
    json: listed('izin', 'orang', 'tertutup'),
  },
  {
    name: 'xrdinfo 1.4.0, methods_rest allowedMethods',
    bytes: xrdinfo('/allowedMethods'),
    status: 200,
    json: listed('izin', 'orang'),
  },
  {
    name: 'xrdinfo 1.4.0, openapi and openapi_endpoints',
    bytes: xrdinfo('/getOpenAPI?serviceCode=izin'),
    status: 200,
    json: CONTRACT,
  },
  {
    // It makes NotOpenapiServiceError of exactly this message.
    name: 'xrdinfo 1.4.0, openapi of a service without a contract',
    bytes: xrdinfo('/getOpenAPI?serviceCode=orang'),
    status: 500,
    json: { type: 'Server.ServerProxy.InternalError', message: 'Invalid service type: REST' },
  },
  {
    name: 'xrdinfo 1.4.0, openapi of a service that is not there',
    bytes: xrdinfo('/getOpenAPI?serviceCode=tidak-ada'),
    status: 500,
    json: {
      type: 'Server.ServerProxy.InternalError',
      message: `Service not found: ${PROVIDER}/tidak-ada (SIMPUL_SERVICE_DESCRIPTION_UNKNOWN)`,
    },
  },
  {
    name: 'xroad-client 0.0.10, GET',
    bytes: fetched('GET /orang'),
    ...OK,
    seen: { method: 'GET', target: BASE, body: '' },
  },
  {
    name: 'xroad-client 0.0.10, POST',
    bytes: fetched('POST /orang', UNICODE),
    status: 200,
    json: JSON.parse(UNICODE),
    seen: { method: 'POST', target: BASE, body: UNICODE },
  },
  {
    name: 'xroad-client 0.0.10, a path and a query in the service code',
    bytes: fetched('GET /orang/person/name/Siti%20A?x=1&y=%C3%B1'),
    ...OK,
    seen: { method: 'GET', target: `${BASE}/person/name/Siti%20A?x=1&y=%C3%B1`, body: '' },
  },
  { name: 'xroad-client 0.0.10, a service without an agreement', bytes: fetched('GET /tertutup'), ...DENIED },
  {
    name: 'xroad-client 0.0.10 over node-fetch, GET',
    bytes: nodeFetched('GET /orang'),
    ...OK,
    seen: { method: 'GET', target: BASE, body: '' },
  },
  {
    name: 'xroad-client 0.0.10 over node-fetch, an unknown service',
    bytes: nodeFetched('GET /tidak-ada'),
    ...NONE,
  },
  {
    name: 'X-Road_REST_client_example, get a person',
    bytes: example('GET /orang/person/name/Siti%20%C3%91%20A'),
    ...OK,
    seen: { method: 'GET', target: `${BASE}/person/name/Siti%20%C3%91%20A`, body: '' },
  },
  ...(['POST', 'PUT'] as const).map((method) => ({
    name: `X-Road_REST_client_example, ${method} a person`,
    bytes: example(`${method} /orang/person`, JSON_OF_PERSON, PERSON),
    status: 200,
    json: JSON.parse(PERSON) as unknown,
    seen: { method, target: `${BASE}/person`, body: PERSON },
  })),
  {
    name: 'X-Road_REST_client_example, DELETE a person',
    bytes: example('DELETE /orang/person/unzr/20010101-00001', ['Content-Length: 0']),
    ...OK,
    seen: { method: 'DELETE', target: `${BASE}/person/unzr/20010101-00001`, body: '' },
  },
  {
    name: 'X-Road_REST_client_example, POST to a service without an agreement',
    bytes: example('POST /tertutup/person', ['Content-Length: 8', 'Content-Type: application/json'], '{"a": 1}'),
    ...DENIED,
  },
  {
    name: 'json_hello, GET with a user and an issue',
    bytes: bytes({
      line: 'GET /orang/hello?name=Linda',
      headers: [
        ...REQUESTS,
        'Accept: */*',
        'Connection: keep-alive',
        'Content-Type: application/json; charset=utf-8',
        'X-Road-Client: {client}',
        'X-Road-UserId: EE30101010007',
        'X-Road-Issue: perkara 7',
      ],
    }),
    ...OK,
    seen: { method: 'GET', target: `${BASE}/hello?name=Linda`, body: '' },
  },
];
