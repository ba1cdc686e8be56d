import { createAccessTokenVerifier } from '@simpul/bus';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createProofChecker } from '../../gateway/src/proof/dpop-proof.ts';
import { SignatureThread } from '../../gateway/src/proof/signature-thread.ts';
import { type Issuer, PUBLIC_URL, startIssuer } from './identity/issuer.ts';
import { middleOf, timeCalls, type Timing } from './identity/time-calls.ts';

// `npm run bench:identity [-- --reps 3 --calls 2000 --json]`: what tokens and proofs cost. It prints figures and asserts nothing.

const AT_ONCE = 64;
const { values } = parseArgs({
  options: {
    reps: { type: 'string', default: '3' },
    calls: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
});
const [reps, calls] = [Number(values.reps), Number(values.calls)];

function print(what: string, { perSecond, p50, p99 }: Timing): void {
  const figures = { what, perSecond: Math.round(perSecond), p50: Number(p50.toFixed(3)), p99: Number(p99.toFixed(3)) };
  const line = `${what.padEnd(44)} ${String(figures.perSecond).padStart(8)} /s   p50 ${figures.p50} ms   p99 ${figures.p99} ms`;
  process.stdout.write(`${values.json ? JSON.stringify(figures) : line}\n`);
}

const NOTHING_DENIED = { denies: () => false, isStale: () => false };

async function measureTokens(issuer: Issuer): Promise<void> {
  const ask = (form: Uint8Array) => issuer.token(form);
  const endpoint = async (atOnce: number) => timeCalls(await issuer.forms(calls), ask, atOnce);
  await endpoint(AT_ONCE);
  print('token endpoint, 1 at once', await middleOf(reps, () => endpoint(1)));
  print(`token endpoint, ${AT_ONCE} at once`, await middleOf(reps, () => endpoint(AT_ONCE)));

  const forms = await issuer.forms(calls);
  const tokens = await Promise.all(forms.map(ask));
  const first = () => {
    const verifier = createAccessTokenVerifier(issuer.bus.as('exchange'), NOTHING_DENIED);
    return timeCalls(tokens, (token) => verifier.verify(token), AT_ONCE);
  };
  await first();
  print('token verified, first time', await middleOf(reps, first));
  const verifier = createAccessTokenVerifier(issuer.bus.as('exchange'), NOTHING_DENIED);
  const again = () => timeCalls(tokens, (token) => verifier.verify(token), 1);
  await again();
  print('token verified, known', await middleOf(reps, again));
}

async function measureProofs(): Promise<void> {
  const request = { method: 'GET', url: `${PUBLIC_URL}/r1/ID-BENCH/GOV/18/a/b`, token: 'a token' };
  const ath = createHash('sha256').update(request.token).digest('base64url');
  const signatures = new SignatureThread();
  const check = createProofChecker({ signatures });
  for (const alg of ['ES256', 'PS256', 'EdDSA']) {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const jwk = await exportJWK(publicKey);
    const prove = () =>
      new SignJWT({ htm: request.method, htu: request.url, jti: randomUUID(), ath })
        .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk })
        .setIssuedAt()
        .sign(privateKey);
    const timed = async (atOnce: number) => {
      const proofs = await Promise.all(Array.from({ length: calls }, prove));
      return timeCalls(proofs, (proof) => check(proof, request), atOnce);
    };
    await timed(AT_ONCE);
    print(`proof checked, ${alg}, 1 at once`, await middleOf(reps, () => timed(1)));
    print(`proof checked, ${alg}, ${AT_ONCE} at once`, await middleOf(reps, () => timed(AT_ONCE)));
  }
  await signatures.close();
}

const issuer = await startIssuer();
try {
  await measureTokens(issuer);
  await measureProofs();
} finally {
  await issuer.stop();
}
