import type { SharedLogStore } from '../log-store.ts';
import { LogChain } from './log-chain.ts';
import { LogFindings } from './log-findings.ts';
import { LogIndex } from './log-index.ts';
import { LogSigned } from './log-signed.ts';
import { type LogDatabase, type MongoLogStoreOptions, openLogDatabase } from './log-database.ts';

/**
 * Opens a log in a database of a server of MongoDB's protocol, where several processes may append: the first index of a batch is
 * its id, so whatever two of them believe, batches form one chain. Closing it leaves the connection open.
 * @throws SimpulError `STORE.NEWER` if a newer release wrote there, `STORE.FAILED` if it cannot be used
 */
export async function openMongoLogStore(options: MongoLogStoreOptions): Promise<SharedLogStore> {
  return createLogStore(await openLogDatabase(options));
}

function createLogStore(database: LogDatabase): SharedLogStore {
  const chain = new LogChain(database);
  const signed = new LogSigned(database);
  const index = new LogIndex(database);
  const findings = new LogFindings(database);
  return {
    establish: (identity) => signed.establish(identity),
    identity: () => signed.identity(),
    append: (batch) => chain.append(batch),
    seal: (seal) => chain.seal(seal),
    tail: () => chain.tail(),
    batches: (from, limit) => chain.batches(from, limit),
    gaps: () => chain.gaps(),
    locate: (ids) => chain.locate(ids),
    greatestId: () => chain.greatestId(),
    entry: (at) => chain.entry(at),
    entries: (first, count) => chain.entries(first, count),
    tile: (level, n) => signed.tile(level, n),
    putTiles: (tiles) => signed.putTiles(tiles),
    putCheckpoint: (checkpoint) => signed.putCheckpoint(checkpoint),
    checkpoint: () => signed.checkpoint(),
    putSigned: (checkpoint) => signed.putSigned(checkpoint),
    signed: () => signed.signed(),
    putVerifierKeys: (vkeys) => signed.putVerifierKeys(vkeys),
    claimVerifierKeys: (vkeys) => signed.claimVerifierKeys(vkeys),
    verifierKeys: () => signed.verifierKeys(),
    index: (records) => index.add(records),
    indexedTo: () => index.indexedTo(),
    search: (filter, page) => index.search(filter, page),
    addFinding: (finding) => findings.add(finding),
    findings: (query, page) => findings.find(query, page),
    close: () => database.close(),
  };
}
