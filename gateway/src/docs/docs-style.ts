/** What the reference adds to the style of the landing page. */
export const DOCS_STYLE = `nav ul{columns:2 16rem;list-style:none;margin:0;padding:0}nav li{break-inside:avoid;padding:.1rem 0;overflow-wrap:anywhere}
h3{font-size:1rem;margin:0 0 .35rem}h3 code{font-size:.95rem;overflow-wrap:anywhere}.card{margin:.75rem 0}.card td:first-child,.card th:first-child{width:26%}
.method{display:inline-block;min-width:3.4rem;margin-right:.6rem;border-radius:.35rem;padding:0 .45rem;text-align:center;font:600 .8rem/1.6 ui-monospace,Menlo,Consolas,monospace;color:var(--paper);background:var(--brand)}
.lines{white-space:pre-line}table{margin-top:.6rem}summary{cursor:pointer}details pre{margin-top:.6rem}:target{outline:2px solid var(--brand)}
`;
