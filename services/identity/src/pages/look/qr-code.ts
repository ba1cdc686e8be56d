import { html, type Markup } from '@simpul/html';
import { encode } from 'uqr';

/** Draws a text as a QR code (ISO/IEC 18004). */
export function qrCode(text: string, label: string): Markup {
  const { size, data } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg
    class="qr"
    viewBox="0 0 ${String(size)} ${String(size)}"
    role="img"
    aria-label="${label}"
    shape-rendering="crispEdges"
  >
    <path fill="currentColor" d="${path}" />
  </svg>`;
}
