import { Ajv2020 } from 'ajv/dist/2020.js';
import { fastify } from 'fastify';
import { generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { readFileSync } from 'node:fs';
import { request as send } from 'undici';
import { BODY_SCHEMA } from './payload.ts';
import { announce } from './run-child.ts';
import { OPERATION } from './write-region.ts';

// A program: what a plain reverse proxy with a schema and a token costs on this machine. Fastify parses the body, ajv
// checks it, an ES256 token is verified once and remembered, undici.request sends on. Nothing is recorded. With two more
// arguments, the files of a certificate and of its key, it is reached over TLS and asks for a client certificate.

const TOKEN_LIFE = '1d';
const target = `${process.argv[2] ?? ''}${OPERATION}`;
const validate = new Ajv2020({ strict: true }).compile(BODY_SCHEMA);
const { privateKey, publicKey } = await generateKeyPair('ES256');
const token = await new SignJWT()
  .setProtectedHeader({ alg: 'ES256' })
  .setSubject('bench')
  .setExpirationTime(TOKEN_LIFE)
  .sign(privateKey);
const verified = new Map<string, JWTPayload>();

async function claimsOf(authorization: string): Promise<JWTPayload> {
  const remembered = verified.get(authorization);
  if (remembered !== undefined) return remembered;
  const { payload } = await jwtVerify(authorization.slice('Bearer '.length), publicKey);
  verified.set(authorization, payload);
  return payload;
}

const [, , , certFile, keyFile] = process.argv;
const tls =
  certFile === undefined || keyFile === undefined
    ? undefined
    : { cert: readFileSync(certFile), key: readFileSync(keyFile), requestCert: true, rejectUnauthorized: false };
const app = fastify({ logger: false, ...(tls === undefined ? {} : { https: tls }) });
app.post(OPERATION, async (request, reply) => {
  const claims = await claimsOf(request.headers.authorization ?? '');
  if ((claims.exp ?? 0) * 1000 <= Date.now()) return reply.code(401).send();
  if (!validate(request.body)) return reply.code(422).send();
  const { statusCode, body } = await send(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  return reply
    .code(statusCode)
    .type('application/json')
    .send(Buffer.from(await body.arrayBuffer()));
});
await app.ready();
announce(app.server, { token }, tls === undefined ? 'http' : 'https');
