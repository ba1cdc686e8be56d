/** Largest packet, in bytes: `max_payload` of the NATS server. Bodies end at half of it (design 02). */
export const MAX_PACKET_BYTES = 8 * 1024 * 1024;
/** Most nodes that one process knows of. */
export const MAX_NODES = 1000;
