import { createBus, handler } from '@simpul/bus';
import { auditAppend, auditKnown } from '@simpul/contracts';

/**
 * A process with the bus of party `audit`, for suites that kill it: `node audit-member.ts OPTIONS`, which are those of NATS
 * as JSON. It answers `audit.known` with its instance's name and is silent about `audit.append`.
 */
const nats = JSON.parse(process.argv[2] ?? '') as { url: string; party: 'audit'; instance: string };
const log = (particulars: object, text: string): void =>
  void process.stderr.write(`${text} ${JSON.stringify(particulars)}\n`);
const bus = createBus({ nodeId: 'unused', nats: { ...nats, logger: { info: log, warn: log, error: log } } });
bus.serve('audit', [
  handler(auditKnown, () => Promise.resolve({ known: [nats.instance] })),
  handler(auditAppend, () => {
    process.stdout.write('asked to append\n');
    return Promise.withResolvers<never>().promise;
  }),
]);
await bus.start();
await bus.open();
process.stdout.write('open\n');
