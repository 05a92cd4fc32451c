/** The style sheet of the report and of the live page. Colours are variables; nothing is said by a colour alone. */
export const STYLES = `:root {
  color-scheme: light dark;
  --page: #f6f7f9; --surface: #ffffff; --text: #1b1f24; --muted: #57606a; --line: #d3d9e0; --link: #0a58ad;
  --good: #11672f; --warn: #8a4b00; --bad: #b3141d; --idle: #57606a; --busy: #0a58ad; --cut: #e3e7ec;
  --series-0: #0a62b8; --series-1: #b5460f; --series-2: #13703a; --series-3: #8a2c9c;
  --series-4: #8a5a00; --series-5: #0b6f7a; --series-6: #b0184f; --series-7: #4d5763;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #101316; --surface: #181c20; --text: #e7eaee; --muted: #a4aeb9; --line: #333a42; --link: #79b8ff;
    --good: #5fd38a; --warn: #f0b35a; --bad: #ff8f8f; --idle: #a4aeb9; --busy: #79b8ff; --cut: #2a3037;
    --series-0: #6cb2ff; --series-1: #ff9d66; --series-2: #5fd38a; --series-3: #d99bec;
    --series-4: #e6b54a; --series-5: #56cbd8; --series-6: #ff8cb3; --series-7: #b3bdc8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
footer { padding-bottom: 2rem; color: var(--muted); font-size: .875rem; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, button:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
.command { background: var(--page); border: 1px solid var(--line); border-radius: .25rem; padding: .05rem .35rem; display: inline-block; }
.note { color: var(--muted); font-size: .875rem; font-weight: normal; }
.good, .bad { border-left: .25rem solid var(--good); padding-left: .75rem; }
.bad { border-color: var(--bad); }
.standing { font-size: 1.125rem; font-weight: 600; margin: .25rem 0; max-width: none; border-left: .375rem solid var(--idle); padding-left: .75rem; }
.standing[data-tone="good"] { border-color: var(--good); }
.standing[data-tone="busy"] { border-color: var(--busy); }
.standing[data-tone="bad"] { border-color: var(--bad); }
.parts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .75rem 0 0; padding: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem 1rem; margin: 0; }
.figures dt { color: var(--muted); font-size: .875rem; }
.figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--muted); font-size: .875rem; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: .8125rem; font-weight: 600; white-space: nowrap; vertical-align: bottom; }
tbody th, tfoot th { font-weight: 600; }
.narrow { width: auto; min-width: min(100%, 24rem); }
.narrow th, .narrow td { padding-right: 1.5rem; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
.prose { min-width: 18rem; overflow-wrap: anywhere; }
td code, th code, tfoot th, .narrow tbody th, .state { white-space: nowrap; }
.state { color: var(--idle); font-weight: 600; }
.state::before { content: "\\25CB"; display: inline-block; width: 1.25em; }
.state[data-state="complete"] { color: var(--good); } .state[data-state="complete"]::before { content: "\\2713"; }
.state[data-state="running"], .state[data-state="moving"], .state[data-state="reversing"] { color: var(--busy); }
.state[data-state="running"]::before, .state[data-state="moving"]::before { content: "\\25B6"; }
.state[data-state="reversing"]::before { content: "\\25C0"; }
.state[data-state="stopped"]::before, .state[data-state="paused"]::before { content: "\\25A0"; }
.state[data-state="throttled"], .state[data-state="quarantined"] { color: var(--warn); }
.state[data-state="throttled"]::before, .state[data-state="quarantined"]::before { content: "\\25B2"; }
.state[data-state="failed"], .state[data-state="unavailable"], .state[data-state="interrupted"], .state[data-state="lost"] { color: var(--bad); }
.state[data-state="failed"]::before, .state[data-state="unavailable"]::before, .state[data-state="interrupted"]::before, .state[data-state="lost"]::before { content: "\\2715"; }
time { display: inline-block; }
.progress { white-space: nowrap; }
.bar { width: 5rem; height: .625rem; background: var(--cut); border-radius: .3125rem; overflow: hidden; vertical-align: baseline; }
.bar.wide { width: min(14rem, 20vw); }
.bar .done { fill: var(--series-0); }
.differs { color: var(--warn); font-weight: 600; font-size: .8125rem; }
.steps > li, .notes > li { margin: .5rem 0; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); padding: .15rem 0; }
.chart { margin: 1rem 0; }
.chart figcaption { font-weight: 600; }
.chart > svg { display: block; }
.chart svg svg { overflow: visible; }
.chart .scroll { max-height: 20rem; overflow-y: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: .25rem 0; padding: 0; font-size: .875rem; }
.legend svg { display: inline-block; vertical-align: middle; }
.grid { stroke: var(--line); }
.cut { fill: var(--cut); }
.value, .tick { fill: var(--muted); font-size: 12px; }
.name { fill: var(--text); font-size: 13px; font-weight: 600; }
.value, .name { paint-order: stroke; stroke: var(--surface); stroke-width: 3px; stroke-linejoin: round; }
.series .line { fill: none; stroke: var(--series); stroke-width: 1.5px; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.series .area { fill: var(--series); opacity: .18; }
.series-0 { --series: var(--series-0); } .series-1 { --series: var(--series-1); } .series-2 { --series: var(--series-2); } .series-3 { --series: var(--series-3); }
.series-4 { --series: var(--series-4); } .series-5 { --series: var(--series-5); } .series-6 { --series: var(--series-6); } .series-7 { --series: var(--series-7); }
.series-1 .line { stroke-dasharray: 6 4; } .series-2 .line { stroke-dasharray: 1.5 4; } .series-3 .line { stroke-dasharray: 10 3 2 3; }
.series-4 .line { stroke-dasharray: 12 4; } .series-5 .line { stroke-dasharray: 4 2; } .series-6 .line { stroke-dasharray: 8 3 2 3 2 3; } .series-7 .line { stroke-dasharray: 2 6; }
@media (max-width: 40rem) {
  section { border-left: 0; border-right: 0; border-radius: 0; margin: .75rem -1rem; }
  .fine { display: none; }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; padding-right: 0; border: 0; }
  .stacked thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stacked caption { display: block; }
  .stacked tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  .stacked th, .stacked td { padding-top: .1rem; padding-bottom: .1rem; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .stacked td::before { content: attr(data-title) ": "; color: var(--muted); font-size: .8125rem; }
  .stacked td:empty { display: none; }
  .prose { min-width: 0; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 11pt; }
  section { border: 0; padding: 0; break-inside: auto; }
  figure, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  nav, .chart details { display: none; }
}
`;
