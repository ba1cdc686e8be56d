import { describe, expect, it } from '@jest/globals';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { duplicateIndex, isDuplicate, isPassing } from '../../src/mongo/mongo-error.ts';

const answer = (message: string, code: number): MongoServerError =>
  new MongoServerError({ message, errmsg: message, code });

describe('what a server of the protocol answers', () => {
  it.each<[string, Error, boolean]>([
    ['a lost connection', new MongoNetworkError('connection 3 to 127.0.0.1:27017 closed'), true],
    ['an election', answer('not primary', 10_107), true],
    ['a collection that could not be made beside others', answer('Unable to create the specified collection', 1), true],
    ['indexes that could not be made beside others', answer('deadlock detected', 1), true],
    ['a taken key', answer('E11000 duplicate key error index: ids', 11_000), false],
    ['another fault of its own', answer('internal error', 1), false],
    ['a fault of ours', new TypeError('no'), false],
  ])('%s: asked again: %p', (_, error, isAskedAgain) => {
    expect(isPassing(error)).toBe(isAskedAgain);
  });

  it('names the index of a taken key', () => {
    const taken = answer('E11000 duplicate key error index: by_proof dup key', 11_000);
    expect(isDuplicate(taken)).toBe(true);
    expect(duplicateIndex(taken.message)).toBe('by_proof');
  });
});
