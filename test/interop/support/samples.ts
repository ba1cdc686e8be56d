import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findTool, machineHas, machineHasTools } from '@simpul/testing';

const SAMPLES = resolve(import.meta.dirname, '../../../docs/samples');
/** Debian's own, which has Debian's packages where another is first on the PATH. */
const DEBIAN_PYTHON = '/usr/bin/python3';
const python = [findTool('python3'), DEBIAN_PYTHON].find(hasCryptography);

/** The body that docs/samples/README.md sends. */
export const SAMPLE_BODY = join(SAMPLES, 'request.json');

/** A sample, and the command that runs it. */
export interface Sample {
  readonly language: string;
  readonly command: readonly string[];
}

/**
 * Those that this machine can run; each other one is named. .NET's is not among them: Debian has no runtime for it.
 *
 * @throws Error where one is missing in a run that may skip nothing
 */
export const RUN_SAMPLES: readonly Sample[] = [
  { language: 'Node', command: [process.execPath, file('mjs')] },
  ...runBy('Python', machineHas(python !== undefined, 'python3-cryptography'), [python, file('py')]),
  ...runBy('PHP', machineHasTools('php'), [findTool('php'), file('php')]),
  // With the compiler, which runs a source file.
  ...runBy('Java', machineHasTools('java', 'javac'), [findTool('java'), file('java')]),
  ...runBy('Go', machineHasTools('go'), [findTool('go'), 'run', file('go')]),
  ...runBy('Bash', machineHasTools('bash', 'openssl', 'curl', 'jq', 'basenc'), [findTool('bash'), file('sh')]),
];

function file(extension: string): string {
  return join(SAMPLES, `signed-call.${extension}`);
}

function runBy(language: string, present: boolean, command: readonly (string | undefined)[]): readonly Sample[] {
  return present ? [{ language, command: command.map(String) }] : [];
}

function hasCryptography(program: string | undefined): boolean {
  return program !== undefined && spawnSync(program, ['-c', 'import cryptography']).status === 0;
}
