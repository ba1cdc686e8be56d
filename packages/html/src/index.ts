export { escapeHtml, html, join, Markup } from './markup.ts';
