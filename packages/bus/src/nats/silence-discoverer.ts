import { Discoverers } from 'moleculer';

/** Milliseconds between heartbeats. */
const BEAT_MS = 1000;
/** Milliseconds without a word from a node after which it is taken for gone, so that calls to it end within two seconds. */
const SILENCE_MS = 1900;
/** Milliseconds between looks at who is silent. */
const LOOK_MS = 50;
/** A look that comes later than this, in milliseconds, shows that this process itself stood still. */
const STOOD_STILL_MS = 500;
/** Milliseconds between removals of nodes that left long ago. */
const CLEAN_MS = 60_000;

/**
 * Moleculer's own discoverer with a quicker judgement: whatever a node sends is a sign of life, and a node without one is
 * gone at once for those that wait for it and for those that come after, until it is heard again.
 */
export class SilenceDiscoverer extends Discoverers.Local {
  readonly #heardAt = new Map<string, number>();
  #lookedAt = 0;

  /** Notes a sign of life. */
  heard(nodeId: string): void {
    this.#heardAt.set(nodeId, performance.now());
  }

  override startHeartbeatTimers(): void {
    this.stopHeartbeatTimers();
    this.#lookedAt = performance.now();
    this.heartbeatTimer = setInterval(() => void this.sendHeartbeat(), BEAT_MS).unref();
    this.checkNodesTimer = setInterval(() => this.checkRemoteNodes(), LOOK_MS).unref();
    this.offlineTimer = setInterval(() => this.checkOfflineNodes(), CLEAN_MS).unref();
  }

  /** Says also which run this is and what it offers, so that a lost INFO is asked for again. */
  override async sendHeartbeat(): Promise<void> {
    const { transit, localNode } = this;
    if (transit === undefined || localNode === undefined) return;
    const payload = { instanceID: localNode.instanceID, seq: localNode.seq };
    // What cannot be sent is missed by nobody else, and whoever keeps the connection reports its loss.
    await transit.publish({ type: 'HEARTBEAT', payload }).catch(() => undefined);
  }

  override checkRemoteNodes(): void {
    const now = performance.now();
    const late = now - this.#lookedAt - LOOK_MS;
    this.#lookedAt = now;
    if (late > STOOD_STILL_MS) {
      // What arrived meanwhile has not been read yet.
      for (const [nodeId, at] of this.#heardAt) this.#heardAt.set(nodeId, at + late);
    }
    for (const [nodeId, at] of this.#heardAt) {
      if (now - at > SILENCE_MS) this.remoteNodeDisconnected(nodeId, true);
    }
  }

  override remoteNodeDisconnected(nodeId: string, isUnexpected: boolean): void {
    this.#heardAt.delete(nodeId);
    super.remoteNodeDisconnected(nodeId, isUnexpected);
  }

  override processRemoteNodeInfo(nodeId: string, payload: { readonly instanceID: string }) {
    const known = this.registry.nodes.get(nodeId);
    // A new run of the process knows nothing of what was asked of the former one.
    if (known?.available && known.instanceID !== payload.instanceID) {
      super.remoteNodeDisconnected(nodeId, true);
    }
    return super.processRemoteNodeInfo(nodeId, payload);
  }
}
