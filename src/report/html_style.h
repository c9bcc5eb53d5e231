// How the HTML report looks: on paper and on a phone, by day and by night. Colours keep a contrast of at least 4.5 to 1, and
// no meaning rests on colour alone.
#pragma once

#include <string_view>

namespace kinsafe {

inline constexpr std::string_view html_style = R"css(
:root {
  --paper: #fdfcf9; --card: #ffffff; --ink: #1d1c1a; --soft: #5c5a55; --line: #dedbd3; --accent: #1f4e79;
  --bad: #a3161b; --bad-soft: #fbeceb; --sign: #7d4d00; --sign-soft: #fdf3dc; --good: #1c6137; --good-soft: #e8f4ec; --open: #55534e; --open-soft: #f1efea;
  --bar-bad: #b8282c; --bar-sign: #d9962b; --bar-open: #b9b5ab; --bar-good: #3f8f5d; --bar-none: #e4e1da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191817; --card: #222120; --ink: #ecebe7; --soft: #b3b0a8; --line: #3b3936; --accent: #9cc4ea;
    --bad: #ff9a94; --bad-soft: #3a2020; --sign: #f0bf66; --sign-soft: #382d16; --good: #86d3a2; --good-soft: #1c3225; --open: #bcb8af; --open-soft: #2d2b29;
    --bar-bad: #d9544f; --bar-sign: #d9962b; --bar-open: #6d6a64; --bar-good: #4fa572; --bar-none: #3b3936;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6; font-size: 16px; overflow-wrap: anywhere;
  font-family: system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", sans-serif;
}
:lang(zh-CN), :lang(zh) { font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
:lang(zh-TW) { font-family: system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", sans-serif; }
:lang(ja) { font-family: system-ui, "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }
header, main, body > footer { max-width: 56rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
header::after { content: ""; display: block; height: 3px; margin-top: 1.25rem; background: var(--ink); }
header .kind { margin: 0; color: var(--soft); font-size: .9rem; letter-spacing: .04em; }
h1 { margin: .25rem 0 .5rem; font-size: clamp(1.6rem, 5vw, 2.4rem); line-height: 1.2; }
h2 { margin: 2.75rem 0 1rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); font-size: 1.35rem; line-height: 1.3; }
h3 { display: inline; margin: 0; font-size: 1.02rem; line-height: 1.4; }
h4 { margin: 0; font-size: .95rem; font-weight: 600; }
p { margin: .4rem 0; }
.meta { margin: .1rem 0; color: var(--soft); font-size: .9rem; }
a { color: var(--accent); text-underline-offset: .15em; }
code { font: .84em/1.5 ui-monospace, "SFMono-Regular", "Cascadia Mono", "Noto Sans Mono", monospace; }
.lede { margin: 0 0 1.25rem; font-size: 1.08rem; line-height: 1.65; }
dl { margin: 0; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(15.5rem, 1fr)); gap: .75rem; }
.answers > div { padding: .7rem .9rem; background: var(--open-soft); border-left: 4px solid var(--bar-open); border-radius: 2px; }
.answers > div:last-child { grid-column: 1 / -1; }
.answers dd { font-weight: 600; }
.answers > div:last-child dd { font-weight: 400; }
.answers .bad { background: var(--bad-soft); border-color: var(--bar-bad); }
.answers .bad dd { color: var(--bad); }
.answers .good { background: var(--good-soft); border-color: var(--bar-good); }
.answers .good dd { color: var(--good); }
.answers .bad dt, .answers .good dt, .answers .open dt { color: var(--ink); }
.wide { overflow-x: auto; }
table { overflow-wrap: normal; width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: middle; }
thead th { color: var(--soft); font-weight: 600; font-size: .82rem; vertical-align: bottom; }
tbody th { font-weight: 500; min-width: 6em; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.none { color: var(--soft); }
.strip { width: 28%; min-width: 7rem; }
.strip svg { display: block; width: 100%; height: .9rem; }
rect.violated { fill: var(--bar-bad); } rect.signs { fill: var(--bar-sign); } rect.open { fill: var(--bar-open); }
rect.met { fill: var(--bar-good); } rect.not_applicable { fill: var(--bar-none); }
td.held.yes { font-weight: 600; } td.held.no { color: var(--soft); }
.chip { display: inline-block; padding: 0 .5em; border-radius: 1em; background: var(--open-soft); color: var(--open); font-size: .8rem; line-height: 1.7; white-space: nowrap; }
.chip.violated { background: var(--bad-soft); color: var(--bad); font-weight: 600; }
.chip.signs { background: var(--sign-soft); color: var(--sign); font-weight: 600; }
.chip.met { background: var(--good-soft); color: var(--good); }
.chip.mark { white-space: normal; background: none; border: 1px dashed currentColor; color: var(--sign); }
details { margin: .75rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 0 1rem; }
summary { padding: .75rem 0; cursor: pointer; }
summary .counts { display: block; margin-top: .25rem; padding-left: 1.1rem; color: var(--soft); font-size: .85rem; }
details[open] { padding-bottom: .9rem; }
details[open] > summary { border-bottom: 1px solid var(--line); margin-bottom: .6rem; }
.notes, .condition, .original-title, .note, .technical, .why, .source, .sources, .sources-head, .asked { color: var(--soft); font-size: .87rem; }
.condition { color: var(--sign); }
.requirement { padding: .7rem 0 .7rem .9rem; border-left: 3px solid var(--bar-none); margin: .6rem 0; }
.requirement.violated { border-color: var(--bar-bad); } .requirement.signs { border-color: var(--bar-sign); }
.requirement.met { border-color: var(--bar-good); } .requirement.open { border-color: var(--bar-open); }
.requirement .head { margin: 0; }
.requirement .number { font-weight: 700; }
.requirement .words { margin: .15rem 0; }
blockquote { margin: .5rem 0; padding: .1rem 0 .1rem .9rem; border-left: 1px solid var(--line); color: var(--soft); font-size: .92rem; }
blockquote footer { font-size: .8rem; }
.finding { margin: .6rem 0; padding: .5rem .8rem; background: var(--open-soft); border-radius: 3px; font-size: .94rem; }
.accepted { color: var(--sign); }
.changes { padding-left: 1.4rem; }
.changes li { margin: .9rem 0; }
.changes .says { font-weight: 600; }
.fact { margin: .8rem 0; padding-top: .6rem; border-top: 1px solid var(--line); }
summary + .fact { border-top: 0; padding-top: 0; }
.said { display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; font-size: .88rem; }
.said div { display: flex; gap: .4em; align-items: baseline; flex-wrap: wrap; }
.path { margin: .4rem 0 0; padding: 0; list-style: none; font-size: .88rem; }
.path li { position: relative; padding: 0 0 .45rem 1.2rem; }
.path li::before { content: ""; position: absolute; left: .15rem; top: .55em; width: .5rem; height: .5rem; border-radius: 50%; background: var(--accent); }
.path li:not(:last-child)::after { content: ""; position: absolute; left: .37rem; top: 1.05em; bottom: -.5em; width: 1px; background: var(--accent); }
.step { display: block; }
.gaps { padding-left: 1.2rem; }
.gaps li { margin: .6rem 0; }
.identity > div { display: grid; grid-template-columns: 10rem 1fr; gap: .25rem 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
.lists { list-style: none; margin: .2rem 0; padding: 0; font-size: .87rem; color: var(--soft); }
.sources, .parts { margin: .2rem 0; padding-left: 1.2rem; }
.parts li { margin: .35rem 0; }
body > footer { margin-top: 3rem; padding-bottom: 3rem; color: var(--soft); font-size: .87rem; border-top: 1px solid var(--line); padding-top: 1rem; }
:target { outline: 2px solid var(--accent); outline-offset: 4px; }
@media (max-width: 34rem) {
  .identity > div { grid-template-columns: 1fr; gap: 0; }
  details { padding: 0 .7rem; }
  .strip { display: none; }
  th, td { padding: .4rem .3rem; }
  thead .number { white-space: normal; }
}
@page { size: A4; margin: 18mm 16mm; }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #1f4e79; --bad: #8c1014; --sign: #6b4200; --good: #14502c; --open: #444; }
  body { font-size: 10pt; line-height: 1.45; }
  header, main, body > footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  h2 { margin-top: 1.6rem; break-after: avoid; }
  summary { break-after: avoid; list-style: none; }
  details { border: 0; padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .fact, .finding, .answers > div, tr { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";

} // namespace kinsafe
