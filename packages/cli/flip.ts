import { makeLog } from './test/support/fake-log.ts';
import { checkSignature } from './src/verification/check-signature.ts';
import { sha256 } from './src/verification/trusted-keys.ts';
import { verifyReceipt, parseTlogProof } from '@simpul/tlog';
const log = await makeLog(40);
const b = Buffer.from(log.receipt);
const survivors = new Map<number, number>();
for (let i = 0; i < b.length; i++) for (const mask of [1,2,4,8,16,32,64,128]) {
  const c = Buffer.from(b); c[i]! ^= mask;
  let text; try { text = new TextDecoder('utf-8',{fatal:true, ignoreBOM:true}).decode(c); } catch { continue; }
  try { const r = await verifyReceipt(text, { hash: sha256, verify: checkSignature, vkeys: log.vkeys }); if (r.verifiedKeys.length === 2) survivors.set(i, (survivors.get(i) ?? 0) + 1); } catch {}
}
const lines = log.receipt.split('\n'); console.log(b.length, survivors.size, 'header+extra line', lines[0]!.length + 1, lines[1]!.length);
const ks=[...survivors.keys()]; console.log(ks[0], ks.at(-1));
console.log(Buffer.from(parseTlogProof(log.receipt).extra!).toString().slice(-120));
