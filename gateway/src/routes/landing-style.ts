/** Style of the landing page: system fonts, light and dark, no request to anywhere else. */
export const LANDING_STYLE = `:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--paper:#fff;--back:#f5f7f9;--brand:#0b5fa5}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#9aa7b5;--line:#2b3542;--paper:#171e27;--back:#10151c;--brand:#6db3f2}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}h1{font-size:1.9rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2.25rem 0 .75rem}
p{margin:.4rem 0}.soft{color:var(--soft)}.tag{display:inline-block;border:1px solid var(--line);border-radius:999px;padding:.05rem .7rem;font-size:.85rem;color:var(--soft)}
section,.card{background:var(--paper)}.card{border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;overflow-x:auto}section{background:none}
pre{margin:0;font:13.5px/1.6 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;word-break:break-word}code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}
table{border-collapse:collapse;width:100%;font-size:.95rem}th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}
a{color:var(--brand)}td:first-child{width:55%}td code{overflow-wrap:anywhere}
`;
