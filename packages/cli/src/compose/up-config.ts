import type { LogLevel } from '@simpul/telemetry';
import Type, { type Static } from 'typebox';

/** Not imported: the command line must not load the whole bus to show its help. */
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const satisfies readonly LogLevel[];

/** Settings of `simpul up`. */
export const UpConfig = Type.Object(
  {
    region: Type.Optional(Type.String({ description: 'Region file; needed at the first start' })),
    data: Type.String({ default: '.simpul', description: 'Data folder' }),
    host: Type.String({ default: '127.0.0.1', description: 'Address that the public door listens on' }),
    port: Type.Integer({
      default: 8080,
      minimum: 0,
      maximum: 65_535,
      description: 'Port of the public door; 0 picks a free one',
    }),
    metricsPort: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_535,
        description: 'Port of metrics on 127.0.0.1 (9464, or a free one if that is taken)',
      }),
    ),
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://[^/?#@]+$',
        description: 'Address under which the bus is known (http://localhost:{port})',
      }),
    ),
    tlsCert: Type.Optional(
      Type.String({ description: 'File with the certificate chain of the public door (PEM), with --tls-key' }),
    ),
    tlsKey: Type.Optional(Type.String({ description: 'File with its private key (PEM, not encrypted)' })),
    tlsClientCa: Type.Optional(
      Type.String({ description: 'File with the authorities that client certificates must come from (PEM)' }),
    ),
    tlsMin: Type.Enum(['1.2', '1.3'], { default: '1.3', description: 'Lowest version of TLS: 1.3, or 1.2' }),
    trustedProxy: Type.Optional(
      Type.String({
        description: 'Networks of proxies in front, separated by commas; their Client-Cert header is believed',
      }),
    ),
    only: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Services that run in this process, separated by commas, with --nats (all of them, in one process)',
      }),
    ),
    nats: Type.Optional(
      Type.String({
        description: 'NATS servers that join the processes of a cluster (tls://host:4222), separated by commas',
      }),
    ),
    natsCa: Type.Optional(Type.String({ description: 'File with the authorities of their certificates (PEM)' })),
    natsNkey: Type.Optional(Type.String({ description: 'File with the nkey seed of this process there' })),
    mongo: Type.Optional(
      Type.String({
        description: "Database on a server of MongoDB's protocol (mongodb://host/database), in place of SQLite files",
      }),
    ),
    authorityMaxAge: Type.Integer({
      default: 60,
      minimum: 1,
      maximum: 3600,
      description: 'Seconds without contact to registry or identity after which nothing is decided any more',
    }),
    witnessPolicy: Type.Optional(
      Type.String({ description: 'File with the witnesses of checkpoints and their quorum (C2SP tlog-policy)' }),
    ),
    oidcIssuer: Type.Optional(
      Type.String({
        pattern: '^https?://[^?#@ ]+$',
        description: "The region's own OpenID provider, with which people may sign in (https, but for a sandbox)",
      }),
    ),
    oidcClientId: Type.Optional(Type.String({ minLength: 1, description: 'Client id of the bus there' })),
    oidcClientSecretFile: Type.Optional(Type.String({ description: 'File with the secret of that client' })),
    oidcName: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'What people call that provider (its host)' }),
    ),
    logLevel: Type.Enum([...LOG_LEVELS], { default: 'info', description: `One of ${LOG_LEVELS.join(', ')}` }),
    logFile: Type.Optional(
      Type.String({ description: 'File for the log ({data}/run/simpul.log); - for standard output' }),
    ),
  },
  { additionalProperties: false },
);
export type UpConfig = Static<typeof UpConfig>;

/** Settings that may hold a secret, so that `--NAME-file` may name a file with the value. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set<keyof UpConfig>(['mongo']);

/** Port of metrics where none was given. */
export const DEFAULT_METRICS_PORT = 9464;
