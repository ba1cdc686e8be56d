import { type Handler, handler } from '@simpul/bus';
import { auditReceipt, type Result } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import { sidesOf } from '../domain/access.ts';
import { parseSideCar, parseStoredLeaf } from '../domain/leaf-check.ts';
import { writeReceipt } from '../domain/receipt.ts';
import { saltsFor } from '../domain/salts.ts';
import { signaturesOf } from '../domain/signatures.ts';
import type { AuditLog } from '../log.ts';
import { locateLeaves } from '../shards/find-leaf.ts';

/** `audit.receipt`: proof that an exchange is in a log, for those who took part in it and for auditors. */
export function receiptAction(log: () => AuditLog): Handler {
  return handler(auditReceipt, async ({ exchangeId, asker }): Promise<Result<typeof auditReceipt>> => {
    const place = (await locateLeaves(log().shards, [exchangeId])).get(exchangeId);
    if (place === undefined) return { state: 'unknown' };
    const { index } = place;
    const { read } = place.shard;
    const [entry] = await read.entriesAt([index]);
    if (entry === undefined) return { state: 'unknown' };
    const sides = sidesOf(asker, parseStoredLeaf(entry.leaf));
    if (sides.length === 0) throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    const checkpoint = await read.checkpoint();
    if (checkpoint === undefined || checkpoint.size <= index) return { state: 'pending' };
    const sideCar = parseSideCar(entry.sideCar);
    const salts = Object.assign({}, ...sides.map((side) => saltsFor(side, sideCar)));
    const readTile = (level: number, n: number) => read.tile(level, n);
    const signatures = signaturesOf(sideCar);
    const { leaf } = entry;
    return { state: 'ready', receipt: await writeReceipt({ checkpoint, index, leaf, salts, signatures, readTile }) };
  });
}
