import { BASE_STYLE } from '../html/style.ts';

/** The look of the class report, over that of every page. */
export const REPORT_STYLE = `${BASE_STYLE}
.learner{display:none}
.learner:target{display:block}
body:has(.learner:target) #overview{display:none}
nav.labs{margin-top:1rem;display:flex;gap:1.25rem;flex-wrap:wrap}
.tools{display:flex;gap:1rem;align-items:end;flex-wrap:wrap;margin:.75rem 0}
.tools label{display:block;font-size:.85rem;color:var(--soft)}
input,select{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.35rem .6rem;min-width:14rem}
select{min-width:9rem}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
th button::after{content:"";display:inline-block;width:1em;text-align:center}
th[aria-sort=ascending] button::after{content:"↑"}
th[aria-sort=descending] button::after{content:"↓"}
th.num button::after{content:none}
th.num button::before{content:"";display:inline-block;width:1em;text-align:center}
th.num[aria-sort=ascending] button::before{content:"↑"}
th.num[aria-sort=descending] button::before{content:"↓"}
th[aria-sort] button{color:var(--ink)}
#learners th,#learners td{padding:.45rem .6rem}
#learners tbody th{overflow-wrap:anywhere;min-width:9rem}
#learners td:nth-child(2){overflow-wrap:anywhere;min-width:5rem;max-width:9rem}
.percent{display:inline-block;min-width:3.2em}
tbody tr:hover{background:var(--accent-soft)}
tr.old th,tr.old td{color:var(--soft)}
.meter{display:inline-block;vertical-align:middle;width:4.5rem;height:.4rem;border-radius:2px;background:var(--line);margin-right:.6rem;overflow:hidden}
.meter i{display:block;height:100%;background:var(--accent)}
.heat{background:color-mix(in srgb,var(--heat) calc(var(--h)*55%),transparent)}
table.stuck{--heat:#d98324}
table.stuck td.hold{--heat:#2b8a5c}
table.stuck tr.lab th{background:var(--bg);color:var(--soft);font-weight:600;padding-top:.9rem}
svg.strip{display:block;width:100%;height:30px;min-width:16rem}
svg.strip line{stroke:var(--line)}
svg.strip circle{fill:var(--accent);fill-opacity:.4}
svg.strip rect{fill:var(--ink)}
td.strip{width:60%}
ul.plain{list-style:none;padding:0;margin:.5rem 0}
ul.plain li{padding:.35rem 0;border-top:1px solid var(--line)}
ul.plain li:first-child{border-top:0}
ul.open{margin:.2rem 0 0;padding-left:1.1rem;color:var(--soft);font-weight:400;font-size:.875rem}
.back{display:inline-block;margin:1.5rem 0 0}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--accent);font-weight:550}
@media (max-width:40rem){main,header,footer{padding-left:1rem;padding-right:1rem}.meter{display:none}#learners tbody th{min-width:7rem}}
@media print{.tools,.skip,.back,nav.labs{display:none}.scroll{overflow:visible}th button::after,th button::before{content:none!important}#learners th,#learners td{padding:.35rem .4rem}#learners .meter{width:2.5rem}
.heat,.meter,.meter i,svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
