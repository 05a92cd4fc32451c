/** What the live page has beside the style sheet of the report. */
export const PAGE_STYLES = `.skip { position: absolute; left: -100rem; top: .5rem; padding: .5rem 1rem; background: var(--surface); z-index: 1; }
.skip:focus { left: .5rem; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 2rem; padding-top: 1rem; padding-bottom: .75rem; }
.brand { margin: 0; font-weight: 700; font-size: 1.125rem; }
.brand a { color: inherit; text-decoration: none; }
.ask, .filter, .login { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: .5rem 0; }
.ask { margin: 0; flex: 0 1 30rem; }
.ask input { flex: 1 1 12rem; }
.ask input, .filter input, .login input { min-width: 0; max-width: 100%; }
input, button { font: inherit; color: inherit; padding: .3rem .6rem; border: 1px solid var(--control); border-radius: .375rem; background: var(--surface); min-height: 2.25rem; }
button { background: var(--page); font-weight: 600; cursor: pointer; }
button:hover { border-color: var(--link); color: var(--link); }
::placeholder { color: var(--muted); opacity: 1; }
:root { --control: #767f89; }
@media screen and (prefers-color-scheme: dark) { :root { --control: #7d8894; } }
header, main, footer { max-width: 80rem; }
main:focus { outline: none; }
.notice { max-width: none; }
.notice.bad { background: var(--surface); border: 1px solid var(--bad); border-left-width: .375rem; border-radius: .375rem; padding: .5rem .75rem; }
#connection { position: sticky; top: .5rem; z-index: 1; max-width: 78rem; margin: 0 auto; }
#connection:empty { display: none; }
.states { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: .5rem 0; padding: 0; }
.states a { display: inline-block; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem; color: inherit; text-decoration: none; }
.states a:hover { border-color: var(--link); }
.states a[aria-current] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
.spark { width: 4rem; height: 1rem; margin-right: .5rem; vertical-align: middle; overflow: visible; }
.spark path { fill: none; stroke: var(--series-0); stroke-width: 1.5px; }
.command { user-select: all; }
#cells .scroll { margin-bottom: 0; }
section { scroll-margin-top: 1rem; }
@media (max-width: 40rem) { .ask, .ask label { flex-basis: 100%; } #connection { margin: 0 .5rem; } }
`;
