import type { Command } from 'commander';
import { SECRET_SETTINGS, UpConfig } from '../compose/up-config.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';

type Flags = Readonly<Record<string, string | undefined>>;

/** Registers `simpul up`: one option for each setting. */
export function upCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('up')
    .description('Start the bus, or a part of it, in this process until SIGINT or SIGTERM.');
  for (const [key, schema] of Object.entries(UpConfig.properties)) {
    const { description = '', default: preset } = schema as { description?: string; default?: string | number };
    const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    command.option(`--${flag} <value>`, preset === undefined ? description : `${description} (${String(preset)})`);
    if (SECRET_SETTINGS.has(key)) command.option(`--${flag}-file <file>`, `File with the value of --${flag}`);
  }
  command.option('--config <file>', 'YAML or JSON file with these settings; flags win over SIMPUL_… variables over it');
  command.action(async ({ config: file, ...flags }: Flags) => {
    const [{ loadConfig }, { runBus }] = await Promise.all([import('@simpul/config'), import('../actions/run-bus.ts')]);
    await runBus(loadConfig(UpConfig, { flags, env: terminal.env, file }), terminal);
  });
  withExample(command, 'simpul up --region infra/sandbox/lampung.yaml');
}
