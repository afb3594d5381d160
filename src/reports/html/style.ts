/** The look of every page: calm, one accent colour, light and dark as the reader's system is, good on paper. */
export const BASE_STYLE = `
:root{color-scheme:light dark;
--bg:#fbfbf9;--panel:#fff;--ink:#1d2327;--soft:#5c666e;--line:#dfe2e0;--accent:#0b6e7f;--accent-soft:#e3f1f3;
--good:#1a7f4b;--bad:#b3372b;--warn:#8a5a00;--bar:#7fb5bf}
@media (prefers-color-scheme:dark){:root{
--bg:#14181a;--panel:#1b2124;--ink:#e6e9e8;--soft:#9aa6ac;--line:#313a3e;--accent:#6cc5d4;--accent-soft:#20363b;
--good:#6cce97;--bad:#f0897d;--warn:#e2b866;--bar:#3f7d88}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:84rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2rem}
h1{overflow-wrap:anywhere;font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem;font-weight:650}
h3{font-size:1rem;margin:1.5rem 0 .5rem;font-weight:600}
p{margin:.5rem 0;max-width:46rem}
.soft{color:var(--soft)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--panel);padding:.5rem 1rem;z-index:2}
.scroll{overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.925rem}
caption{text-align:left;color:var(--soft);padding:.6rem .8rem 0}
th,td{padding:.45rem .8rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-weight:550;white-space:nowrap}
tbody th{font-weight:550}
.num{text-align:right;white-space:nowrap}
dl.facts{display:flex;flex-wrap:wrap;gap:.5rem 2.25rem;margin:1.25rem 0 0}
dl.facts dt{color:var(--soft);font-size:.85rem}
dl.facts dd{margin:0;font-size:1.15rem;font-weight:600}
pre{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem;overflow-x:auto;font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
footer{color:var(--soft);font-size:.85rem;padding-top:2.5rem;padding-bottom:2.5rem}
@media print{body{background:#fff;color:#000;font-size:10.5pt}main,header,footer{max-width:none;padding:0}
.scroll{overflow:visible;border:0}pre{white-space:pre-wrap}tr,h2,h3{break-inside:avoid}h2,h3,h2+p,tr.lab{break-after:avoid}}
`;
