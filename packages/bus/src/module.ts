/**
 * What `create(config, deps)` of the gateway and of each service returns. Creating registers actions on the bus and has
 * no other effect; the composition root starts the bus between the two.
 */
export interface Module {
  readonly name: string;
  /** Begins work; calls to other services are possible from here on. */
  start(): Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
  /** Why this module cannot do its work now; undefined when it can. */
  notReady(): string | undefined;
}
