// Gets a token (SIMPUL-M2M-1) and makes one signed call. Node 20 or later and nothing else; README.md says how to run it.
import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [bus, client, keyFile, target, bodyFile] = process.argv.slice(2);
if (target === undefined) throw new Error('usage: node signed-call.mjs BUS CLIENT KEY-FILE TARGET [BODY-FILE]');

const { d: _, alg, kid, ...publicJwk } = JSON.parse(readFileSync(keyFile, 'utf8'));
const key = createPrivateKey({ key: JSON.parse(readFileSync(keyFile, 'utf8')), format: 'jwk' });
const now = () => Math.floor(Date.now() / 1000);
const sha256 = (data, encoding) => createHash('sha256').update(data).digest(encoding);
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
// ES256: r and s side by side, 32 bytes each, and not in DER.
const es256 = (text) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });

function jwt(header, claims) {
  const input = `${base64url({ alg: 'ES256', ...header })}.${base64url({ jti: randomUUID(), iat: now(), ...claims })}`;
  return `${input}.${es256(input).toString('base64url')}`;
}

/** Proves for one request that we hold the key (RFC 9449). */
function dpop(method, url, more) {
  const { kty, crv, x, y } = publicJwk;
  return jwt({ typ: 'dpop+jwt', jwk: { kty, crv, x, y } }, { htm: method, htu: url.split('?')[0], ...more });
}

/** Step 1: a token, by private_key_jwt (RFC 7523) and DPoP. Each assertion and each proof is good for one request. */
async function askForToken(nonce) {
  const url = `${bus}/oauth2/token`;
  const claims = { iss: client, sub: client, aud: `${bus}/oauth2`, exp: now() + 60 };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { dpop: dpop('POST', url, nonce === undefined ? {} : { nonce }) },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: jwt({ kid }, claims),
      resource: `${bus}/r1`,
    }),
  });
  const { access_token: token, error } = await answer.json();
  // The first request is answered with the nonce that the second must have.
  if (error === 'use_dpop_nonce' && nonce === undefined) return askForToken(answer.headers.get('dpop-nonce'));
  if (token === undefined) throw new Error(`no token: ${answer.status} ${error}`);
  return token;
}

/** Step 2: the signature (RFC 9421, RFC 9530). `headers` are those that it covers, in their order. */
function signatureOf(method, url, headers) {
  const covered = [['@method', method], ['@target-uri', url], ...Object.entries(headers)];
  const names = covered.map(([name]) => `"${name}"`).join(' ');
  const { crv, kty, x, y } = publicJwk;
  const keyid = sha256(JSON.stringify({ crv, kty, x, y }), 'base64url'); // RFC 7638
  const created = now();
  const input = `(${names});created=${created};expires=${created + 60};nonce="${randomUUID()}";keyid="${keyid}";tag="simpul-request"`;
  const base = [...covered.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${input}`].join('\n');
  return { 'signature-input': `sig=${input}`, signature: `sig=:${es256(base).toString('base64')}:` };
}

/** Step 3: the call. */
const token = await askForToken();
const body = bodyFile === undefined ? undefined : readFileSync(bodyFile);
const method = body === undefined ? 'GET' : 'POST';
const url = new URL(bus + target).href;
const headers = {
  authorization: `DPoP ${token}`,
  dpop: dpop(method, url, { ath: sha256(token, 'base64url') }),
  'x-road-client': client,
  ...(body && { 'content-type': 'application/json', 'content-digest': `sha-256=:${sha256(body, 'base64')}:` }),
};
const answer = await fetch(url, { method, headers: { ...headers, ...signatureOf(method, url, headers) }, body });
console.error(answer.status, answer.headers.get('x-road-request-id'));
console.log(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
