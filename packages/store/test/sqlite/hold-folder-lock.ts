import { acquireFolderLock } from '../../src/index.ts';

// A program for tests: holds the lock until it is killed.

const [, , file = ''] = process.argv;
acquireFolderLock(file);
process.stdout.write('held\n');
process.stdin.resume();
