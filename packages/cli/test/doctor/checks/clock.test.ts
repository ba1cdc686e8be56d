import { describe, expect, it } from '@jest/globals';
import { checkClock } from '../../../src/doctor/checks/clock.ts';
import { answering, codes, folderWith, makePatient, NOW, TERMINAL } from '../make-patient.ts';

const heardAt = (ahead: number) => answering({ date: NOW - ahead * 1000 });

describe('the clock', () => {
  it.each([
    { ahead: 0, found: 'clock-agrees' },
    { ahead: 5, found: 'clock-agrees' },
    { ahead: 8, found: 'clock-differs' },
    { ahead: -30, found: 'clock-differs' },
    { ahead: 12, found: 'clock-ahead' },
    { ahead: -62, found: 'clock-behind' },
  ])('that is $ahead s ahead of the bus: $found', async ({ ahead, found }) => {
    expect(codes(await checkClock(makePatient({ reached: heardAt(ahead) })))).toEqual([found]);
  });

  it('is compared in the middle of the call, so that a slow answer does not count', async () => {
    const reached = answering({ sentAt: NOW - 20_000, receivedAt: NOW + 20_000, date: NOW });
    expect(codes(await checkClock(makePatient({ reached })))).toEqual(['clock-agrees']);
  });

  it('is not compared where no bus answers', async () => {
    const reached = { answers: false, reason: 'ECONNREFUSED' } as const;
    expect(codes(await checkClock(makePatient({ reached })))).toEqual(['clock-not-compared']);
    expect(codes(await checkClock(makePatient({ reached: answering() })))).toEqual(['clock-not-compared']);
  });

  it('is behind what the data folder has seen', async () => {
    const file = { path: 'keys/signed.json', isFolder: false, mode: 0o600, uid: 0, mtimeMs: NOW + 61_000 };
    const look = (mtimeMs: number) =>
      checkClock(makePatient({ reached: heardAt(0), folder: folderWith({ files: [{ ...file, mtimeMs }] }) }));
    expect(codes(await look(NOW + 61_000))).toEqual(['clock-agrees', 'clock-before-files']);
    expect(codes(await look(NOW + 59_000))).toEqual(['clock-agrees']);
  });

  it('cannot be right before this release was made', async () => {
    expect(codes(await checkClock(makePatient({ terminal: { ...TERMINAL, now: () => 0 } })))).toEqual([
      'clock-implausible',
    ]);
  });
});
