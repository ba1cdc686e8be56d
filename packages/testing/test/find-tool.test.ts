import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool, temporaryFolder, toolPath } from '../src/index.ts';

const folder = temporaryFolder();
const program = join(folder.path, 'no-such-tool');

afterAll(() => folder.remove());
afterEach(() => {
  delete process.env['TEST_NO_SUCH_TOOL'];
});

describe('findTool', () => {
  it('knows none that is nowhere, and says so to who needs it', () => {
    expect(findTool('no-such-tool')).toBeUndefined();
    expect(() => toolPath('no-such-tool')).toThrow('no-such-tool is missing');
  });

  it('takes the one that its variable names, if that can be run', () => {
    process.env['TEST_NO_SUCH_TOOL'] = program;
    expect(findTool('no-such-tool')).toBeUndefined();
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o755);
    expect(findTool('no-such-tool')).toBe(program);
  });
});
