import { Client, type Dispatcher } from 'undici';

/** A handler that wants to know on what kind of connection its request goes out. */
export interface LaneHandler extends Dispatcher.DispatchHandler {
  lane: Lane | undefined;
}

/** One connection of a pool. */
export interface Lane {
  /** Requests that were written to the present connection. */
  written: number;
}

/** undici's client for one connection, which tells handlers how often the connection was used before. */
export class LaneClient extends Client {
  readonly #lane: Lane = { written: 0 };

  constructor(origin: string | URL, options: Client.Options) {
    super(origin, options);
    this.on('connect', () => {
      this.#lane.written = 0;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if ('lane' in handler) handler.lane = this.#lane;
    return super.dispatch(options, handler);
  }
}
