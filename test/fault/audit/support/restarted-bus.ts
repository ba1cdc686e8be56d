import { type LaunchedSimpul, type LaunchOptions, launchSimpul } from '@simpul/testing';
import { type CallEnd, type Load, startLoad } from '../../support/load-client.ts';
import { endOf, type Running, startCli } from './cli-process.ts';
import type { Restarted } from './restarts.ts';

/** A whole bus that is restarted under load. */
export interface RestartedBus extends Restarted {
  /** Ends the load, and lets the calls under way end. */
  stopLoad(): Promise<void>;
}

export interface RestartedBusOptions extends LaunchOptions {
  readonly port: number;
  /** Calls under way at once. */
  readonly connections: number;
  /** Told of each call that ended. */
  readonly onEnd: (end: CallEnd) => void;
}

/** A bus whose every start brings a load of exchanges with it. */
export function createRestartedBus({ connections, onEnd, ...up }: RestartedBusOptions): RestartedBus {
  const { region, data, port, args = [] } = up;
  let load: Load | undefined;
  const stopLoad = async (): Promise<void> => {
    await load?.stop();
    load = undefined;
  };
  return {
    name: 'the bus',
    cleanEnd: { code: 0, signal: null },
    startDoomed: () =>
      startCli(['up', '--region', region, '--data', data, '--port', String(port), '--metrics-port', '0', ...args]),
    async start() {
      const simpul = await launchSimpul(up);
      load = startLoad({ url: simpul.url, connections, onEnd });
      return asRunning(simpul);
    },
    afterEnd: stopLoad,
    stopLoad,
  };
}

function asRunning(simpul: LaunchedSimpul): Running {
  return {
    ended: endOf(simpul.process),
    output: () => simpul.output(),
    signal: (signal) => void simpul.process.kill(signal),
  };
}
