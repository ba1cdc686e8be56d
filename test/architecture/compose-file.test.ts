import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@simpul/config';
import { PARTIES } from '@simpul/contracts';
import { hasNatsServer, temporaryFolder, toolPath, writeNatsConfig } from '@simpul/testing';
import { Ajv } from 'ajv';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readShape } from '../../packages/cli/src/compose/shape.ts';
import { UpConfig } from '../../packages/cli/src/compose/up-config.ts';
import { read, ROOT } from './source-tree.ts';

// There is no Docker where this runs: the file is held to the schema of the Compose Specification, and what it tells our own program
// to our own parsers.

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

/** The schema of the Compose Specification, as the linter of the package `dclint` has it. */
const SCHEMA = join(createRequire(import.meta.url).resolve('dclint/package.json'), '../schemas/compose.schema.json');

const file = parse(read('infra/compose/compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const parts = Object.entries(file.services)
  .filter(([, { command }]) => command?.[0] === 'up')
  .map(([name, service]) => ({ name, ...service }));

/** `--nats-nkey FILE …` as the command line would have it. */
function flagsOf(command: readonly string[] = []): Record<string, string> {
  const words = command.slice(1);
  const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ''] as const] : []));
  return Object.fromEntries(
    pairs.map(([flag, value]) => [
      flag.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

const variableOf = (key: string): string =>
  `SIMPUL_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

describe('infra/compose/compose.yaml', () => {
  it('is what the Compose Specification says', () => {
    // Its draft (7) is named by an address that nobody else uses.
    const schema = {
      ...(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object),
      $schema: 'http://json-schema.org/draft-07/schema#',
    };
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect([validate(file), validate.errors]).toEqual([true, null]);
  });

  it('is the recommended cluster', () => {
    const services = parts.map(({ command }) => flagsOf(command)['only']);
    expect(services).toEqual([
      'gateway,exchange',
      'gateway,exchange',
      'identity',
      'registry',
      'audit',
      'audit',
      'signer',
    ]);
  });

  it.each(parts)(
    'starts $name with flags and variables that there are',
    ({ name, command, environment = {}, secrets }) => {
      const { natsNkey = '', ...flags } = flagsOf(command);
      const known = new Set(
        Object.keys(UpConfig.properties).flatMap((key) => [variableOf(key), `${variableOf(key)}_FILE`]),
      );
      expect(Object.keys(flags).filter((flag) => !Object.hasOwn(UpConfig.properties, flag))).toEqual([]);
      expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
      // Its files are only in the container.
      const { SIMPUL_NATS_CA: ca, SIMPUL_MONGO_FILE: mongo, ...variables } = environment;
      const env = { ...variables, SIMPUL_MONGO: 'mongodb://simpul:x@ferretdb:27017/simpul' };
      const { cluster } = readShape(loadConfig(UpConfig, { flags, env }), '/');
      expect(cluster?.party).toBe(name.startsWith('edge') ? 'edge' : name.replace(/-\d$/, ''));
      const inContainer = (secret: string): string => `/run/secrets/${secret}`;
      expect([ca, mongo, natsNkey]).toEqual(['nats-ca', 'mongo', cluster?.party ?? ''].map(inContainer));
      expect(secrets).toEqual(['nats-ca', 'mongo', cluster?.party]);
    },
  );

  it('gives each part the seed of its own party', () => {
    const seeds = PARTIES.filter((party) => file.secrets[party] !== undefined);
    expect(seeds.map((party) => file.secrets[party]?.file)).toEqual(seeds.map((party) => `./nats/${party}.nk`));
  });
});

(hasNatsServer() ? describe : describe.skip)('infra/compose/nats-cluster.conf', () => {
  it('is what nats-server takes, with what "simpul nats config" writes', async () => {
    const folder = temporaryFolder();
    const config = join(folder.path, 'config');
    await writeNatsConfig(config);
    copyFileSync(join(ROOT, 'infra/compose/nats-cluster.conf'), join(folder.path, 'nats-cluster.conf'));
    const args = ['-t', '-c', '../nats-cluster.conf'];
    const env = { ...process.env, SERVER_NAME: 'nats-1' };
    const { stderr, status } = spawnSync(toolPath('nats-server'), args, { cwd: config, env, encoding: 'utf8' });
    expect([stderr, status]).toEqual([expect.stringContaining('is valid'), 0]);
    folder.remove();
  });
});
