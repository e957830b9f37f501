"use strict";(self.rspackChunklectorium_lab=self.rspackChunklectorium_lab||[]).push([["style_index_js"],{34(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=(l.n(a))()(o());c.push([t.id,`.lct-strip {
  box-sizing: border-box;
  min-height: 24px;
  padding: 2px 0 2px var(--lct-2);
  color: var(--lct-text);
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size0);
  line-height: 20px;
}

.lct-strip-label,
.lct-strip-editor,
.lct-roles {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: var(--lct-1) var(--lct-2);
}

.lct-roles {
  gap: 0;
}

.lct-strip-label {
  gap: var(--lct-2);
}

.lct-role-button {
  min-height: 20px;
  margin-left: -1px;
  padding: 0 var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color1);
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font: inherit;
  cursor: pointer;
}

.lct-role-button:first-child {
  margin-left: 0;
  border-radius: var(--lct-radius) 0 0 var(--lct-radius);
}

.lct-role-button:last-child {
  border-radius: 0 var(--lct-radius) var(--lct-radius) 0;
}

.lct-role-button:hover {
  background: var(--jp-layout-color2);
}

.lct-role-button[aria-pressed='true'] {
  background: color-mix(in srgb, var(--lct-edge, var(--jp-border-color1)) 22%, var(--jp-layout-color1));
  box-shadow: inset 0 -2px 0 var(--lct-edge, var(--jp-border-color1));
  font-weight: 600;
}

.lct-field {
  display: inline-flex;
  align-items: center;
  gap: var(--lct-1);
}

.lct-field input {
  width: 56px;
  height: 20px;
  box-sizing: border-box;
  padding: 0 var(--lct-1);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color0);
  color: var(--lct-text);
  font: inherit;
}

.lct-field input[type='text'] {
  width: 128px;
}

.lct-field input[aria-invalid='true'] {
  border-color: var(--jp-error-color1);
}

/* The role's colour, at the cell's edge and on its button. */
.lct-role-solution {
  --lct-edge: var(--jp-success-color1);
}

.lct-role-tests {
  --lct-edge: var(--jp-brand-color1);
}

.lct-role-hidden {
  --lct-edge: #8e44ad;
}

.lct-role-manual {
  --lct-edge: var(--jp-warn-color1);
}

.lct-role-fixed,
.lct-role-statement,
.lct-role-preamble {
  --lct-edge: #78909c;
}

.lct-role-hint,
.lct-role-starter {
  --lct-edge: #00897b;
}

.lct-role-none {
  --lct-edge: transparent;
}

.lct-authored .jp-Cell {
  border-left: 4px solid var(--lct-edge, transparent);
}

[data-jp-theme-light='false'] .lct-form,
[data-jp-theme-light='false'] .lct-strip {
  color-scheme: dark;
}

#lectorium-checks .lct-group > p {
  margin-bottom: var(--lct-2);
}

.lct-checks .lct-row {
  padding-inline: 0;
}

.lct-checks li {
  border-bottom: var(--lct-line);
}

#lectorium-checks .lct-banner {
  margin-inline: 0;
}

.lct-form {
  min-width: min(420px, 80vw);
}

.lct-form-grid {
  display: flex;
  flex-direction: column;
  gap: var(--lct-2);
  max-width: 480px;
}

.lct-form-about p {
  margin: 0 0 var(--lct-1);
}

.lct-form-field {
  display: grid;
  grid-template-columns: 80px 1fr;
  align-items: center;
  gap: var(--lct-2);
}

.lct-form-field input,
.lct-form-field select {
  box-sizing: border-box;
  width: 100%;
  height: 28px;
  padding: 2px var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font: inherit;
}

.lct-check {
  display: flex;
  gap: var(--lct-2);
  margin-left: 88px;
}

.lct-report {
  max-width: 640px;
}

.lct-report .lct-banner {
  margin: 0 0 var(--lct-2);
}

.lct-report ul {
  margin: 0;
  padding: 0;
  list-style: none;
}
`,""]),l.d(r,{},{A:c})},31(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=(l.n(a))()(o());c.push([t.id,`.lct-bar {
  container-type: inline-size;
  min-height: 32px;
  border-bottom: var(--lct-line);
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size1);
}

.lct-bar-line {
  display: flex;
  align-items: center;
  gap: var(--lct-3);
  height: 32px;
  padding: 0 var(--lct-2);
  white-space: nowrap;
}

.lct-bar-title {
  overflow: hidden;
  flex: 0 6 auto;
  min-width: 40px;
  font-weight: 600;
  text-overflow: ellipsis;
}

.lct-bar-rules {
  display: flex;
  overflow: hidden;
  flex: 0 1000 auto;
  gap: var(--lct-3);
  color: var(--lct-muted);
}

.lct-bar-rules > * {
  overflow: hidden;
  text-overflow: ellipsis;
}

.lct-bar-draft {
  overflow: hidden;
  flex: 0 1 auto;
  min-width: 44px;
  margin-left: auto;
  text-overflow: ellipsis;
}

.lct-bar-actions {
  display: flex;
  flex: 0 0 auto;
  gap: var(--lct-1);
}

.lct-bar-narrow {
  display: none;
}

@container (max-width: 720px) {
  .lct-bar-wide {
    display: none;
  }

  .lct-bar-narrow {
    display: inline-block;
  }
}

@container (max-width: 480px) {
  .lct-author-bar .lct-bar-title {
    display: none;
  }
}

@container (max-width: 640px) {
  .lct-bar-rules {
    display: none;
  }
}
`,""]),l.d(r,{},{A:c})},29(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=(l.n(a))()(o());c.push([t.id,`/* One small set of tokens, taken from Lab's variables so that everything follows the theme. */
:root {
  --lct-1: 4px;
  --lct-2: 8px;
  --lct-3: 12px;
  --lct-4: 16px;
  --lct-5: 24px;
  --lct-radius: 4px;
  --lct-line: var(--jp-border-width) solid var(--jp-border-color2);
  --lct-text: var(--jp-ui-font-color1);
  /* Lab's second text colour is too faint for small text in its light theme: mixed towards the first, it has 4.5:1. */
  --lct-muted: color-mix(in srgb, var(--jp-ui-font-color0) 68%, var(--jp-layout-color1));
  --lct-accent: color-mix(in srgb, var(--jp-brand-color1) 78%, var(--jp-ui-font-color0));
  --lct-good: color-mix(in srgb, var(--jp-success-color1) 62%, var(--jp-ui-font-color0));
  --lct-bad: color-mix(in srgb, var(--jp-error-color1) 72%, var(--jp-ui-font-color0));
  --lct-active: color-mix(in srgb, var(--jp-brand-color1) 72%, var(--jp-ui-font-color0));
}

.lct-tone-good {
  color: var(--lct-good);
}

.lct-tone-bad {
  color: var(--lct-bad);
}

.lct-tone-active {
  color: var(--lct-active);
}

.lct-sign {
  white-space: nowrap;
}

.lct-sign-mark {
  display: inline-block;
  min-width: 1.2em;
}

.lct-due {
  overflow-wrap: anywhere;
}

.lct-pressing {
  color: var(--lct-bad);
  font-weight: 600;
}

.lct-button {
  box-sizing: border-box;
  display: inline-block;
  min-height: 24px;
  padding: 2px var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size1);
  line-height: 18px;
  text-decoration: none;
  white-space: nowrap;
  cursor: pointer;
}

.lct-button:hover:not(:disabled) {
  background: var(--jp-layout-color2);
}

.lct-button:disabled {
  cursor: default;
  color: var(--lct-muted);
  border-color: var(--jp-border-color2);
}

.lct-button.lct-accent:not(:disabled) {
  border-color: transparent;
  background: var(--lct-button-accent);
  color: white;
}

.lct-button.lct-accent:hover:not(:disabled) {
  filter: brightness(1.12);
}

/* White on it has 4.5:1 in both themes. */
:root {
  --lct-button-accent: #1565c0;
}

.lct-button.lct-minor {
  border-color: transparent;
  background: transparent;
  color: var(--lct-accent);
}

.lct-panel :focus-visible,
.lct-bar :focus-visible,
.lct-author-bar :focus-visible,
.lct-strip :focus-visible,
.lct-wide-dialog :focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 1px;
}

.lct-tag {
  display: inline-block;
  margin-left: var(--lct-1);
  padding: 0 var(--lct-1);
  border: var(--lct-line);
  border-radius: var(--lct-radius);
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size0);
  font-weight: 400;
}

.lct-empty,
.lct-note {
  margin: 0;
  color: var(--lct-muted);
}

.lct-note:empty {
  display: none;
}

.lct-banner {
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  gap: var(--lct-2);
  margin: var(--lct-2) var(--lct-3);
  padding: var(--lct-2) var(--lct-3);
  border-left: 3px solid var(--jp-brand-color1);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
}

.lct-banner-bad {
  border-left-color: var(--jp-error-color1);
}

.lct-banner-good {
  border-left-color: var(--jp-success-color1);
}

.lct-banner-actions {
  display: flex;
  flex-wrap: wrap;
  gap: var(--lct-2);
}

@media (prefers-reduced-motion: no-preference) {
  .lct-button,
  .lct-row {
    transition: background-color 120ms;
  }
}
`,""]),l.d(r,{},{A:c})},33(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=(l.n(a))()(o());c.push([t.id,`.lct-facts-list {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: var(--lct-1) var(--lct-3);
  max-width: 480px;
  margin: 0;
}

.lct-facts-list dt {
  color: var(--lct-muted);
}

.lct-facts-list dd {
  margin: 0;
}

.lct-wide-dialog .jp-Dialog-content {
  width: min(1000px, 94vw);
  max-width: 94vw;
  max-height: 90vh;
}

.lct-wide-dialog .jp-Dialog-body {
  overflow: auto;
}

.lct-versions {
  display: flex;
  flex-direction: column;
  gap: var(--lct-2);
}

.lct-version-row {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: var(--lct-1) var(--lct-2);
}

.lct-version-row .lct-tag {
  grid-column: 1 / -1;
  justify-self: start;
  margin: 0;
}

.lct-version-head {
  position: sticky;
  top: 0;
  padding: var(--lct-1) 0;
  background: var(--jp-layout-color1);
  font-weight: 600;
}

.lct-version-same {
  grid-template-columns: 1fr;
  overflow: hidden;
  color: var(--lct-muted);
  text-overflow: ellipsis;
  white-space: nowrap;
}
`,""]),l.d(r,{},{A:c})},26(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=l.n(a),i=l(29),n=l(30),d=l(31),s=l(32),p=l(33),u=l(34),v=c()(o());v.i(i.A),v.i(n.A),v.i(d.A),v.i(s.A),v.i(p.A),v.i(u.A),v.push([t.id,`
`,""]),l.d(r,{},{A:v})},30(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=(l.n(a))()(o());c.push([t.id,`.lct-panel {
  overflow: hidden auto;
  min-width: 220px;
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.4;
}

.lct-panel h2,
.lct-panel h3 {
  margin: 0;
  font-size: var(--jp-ui-font-size1);
  font-weight: 600;
}

.lct-panel h2 {
  font-size: var(--jp-ui-font-size2);
}

.lct-panel ul {
  margin: 0;
  padding: 0;
  list-style: none;
}

.lct-panel a:not(.lct-button) {
  color: var(--lct-accent);
}

.lct-panel-head {
  position: sticky;
  top: 0;
  z-index: 1;
  display: flex;
  align-items: center;
  justify-content: space-between;
  min-height: 24px;
  padding: var(--lct-2) var(--lct-3);
  border-bottom: var(--lct-line);
  background: var(--jp-layout-color1);
}

.lct-panel > .lct-empty {
  padding: var(--lct-3);
}

.lct-section {
  padding: var(--lct-3) 0 var(--lct-2);
  border-bottom: var(--lct-line);
}

.lct-section-head {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  justify-content: space-between;
  gap: 0 var(--lct-2);
  padding: 0 var(--lct-3) var(--lct-1);
}

.lct-section > p,
.lct-section > form,
.lct-section > .lct-buttons,
.lct-module > p {
  padding: var(--lct-1) var(--lct-3);
}

.lct-links {
  display: flex;
  gap: var(--lct-3);
}

.lct-buttons {
  display: flex;
  flex-wrap: wrap;
  gap: var(--lct-2);
}

.lct-card {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: var(--lct-2);
  margin: var(--lct-1) var(--lct-3) var(--lct-2);
  padding: var(--lct-2) var(--lct-3);
  border: var(--lct-line);
  border-radius: var(--lct-radius);
}

.lct-card-text {
  display: flex;
  flex: 1 1 140px;
  flex-direction: column;
  min-width: 0;
}

.lct-row {
  display: flex;
  flex-direction: column;
  width: 100%;
  padding: var(--lct-1) var(--lct-3);
  border: 0;
  background: transparent;
  color: inherit;
  font: inherit;
  text-align: left;
  cursor: pointer;
}

.lct-row:disabled {
  cursor: default;
}

.lct-row:hover:not(:disabled),
.lct-row[aria-current='true'] {
  background: var(--jp-layout-color2);
}

.lct-row-title {
  overflow-wrap: anywhere;
  font-weight: 600;
}

.lct-item .lct-row-title {
  font-weight: 400;
}

.lct-facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0 var(--lct-1);
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size1);
}

.lct-facts > *:not(:last-child)::after {
  content: ' \xb7';
  color: var(--lct-muted);
  font-weight: 400;
}

.lct-module > summary {
  padding: var(--lct-1) var(--lct-3);
  cursor: pointer;
}

.lct-module .lct-row {
  padding-left: 28px;
}

.lct-problems .lct-row {
  padding-left: 44px;
}

.lct-join {
  display: flex;
  gap: var(--lct-2);
}

.lct-join input {
  flex: 1 1 auto;
  min-width: 0;
  padding: 2px var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color0);
  color: var(--lct-text);
  font: inherit;
}

.lct-join input::placeholder {
  color: var(--lct-muted);
  opacity: 1;
}
`,""]),l.d(r,{},{A:c})},32(t,r,l){var e=l(27),o=l.n(e),a=l(28),c=(l.n(a))()(o());c.push([t.id,`#lectorium-results > *:not(.lct-panel-head),
#lectorium-checks > *:not(.lct-panel-head) {
  margin-inline: var(--lct-3);
}

.lct-subject {
  margin-block: var(--lct-3) var(--lct-2);
  font-weight: 600;
}

.lct-summary {
  margin-block: var(--lct-2);
}

.lct-summary p {
  margin: 0 0 var(--lct-1);
}

.lct-summary-line {
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.lct-next {
  padding: var(--lct-2) var(--lct-3);
  border-left: 3px solid var(--jp-brand-color1);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
}

.lct-progress {
  width: 100%;
  height: 4px;
  accent-color: var(--jp-brand-color1);
}

.lct-group {
  margin-block: var(--lct-3);
}

.lct-group > h3 {
  padding-bottom: var(--lct-1);
  border-bottom: var(--lct-line);
}

.lct-group > p {
  margin: var(--lct-1) 0;
}

.lct-test {
  border-bottom: var(--lct-line);
}

.lct-test summary {
  padding: var(--lct-1) 0;
  cursor: pointer;
}

.lct-test summary .lct-row-title {
  font-weight: 400;
}

.lct-test summary .lct-facts {
  padding-left: var(--lct-4);
}

.lct-test-details {
  padding: 0 0 var(--lct-2) var(--lct-4);
}

.lct-test-details p {
  margin: 0 0 var(--lct-1);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

.lct-test-details .lct-minor {
  margin-left: calc(-1 * var(--lct-2));
}

.lct-test-details dl {
  margin: 0;
}

.lct-test-details dt {
  color: var(--lct-muted);
}

.lct-test-details dd {
  margin: 0 0 var(--lct-1);
}

.lct-panel pre,
.lct-wide-dialog pre {
  overflow: auto;
  max-height: 240px;
  margin: 0;
  padding: var(--lct-1) var(--lct-2);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.lct-wide-dialog pre:empty {
  background: none;
}

.lct-receipt {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 0 var(--lct-3);
  padding: var(--lct-2) var(--lct-3);
  border: var(--lct-line);
  border-left: 3px solid var(--jp-success-color1);
  border-radius: var(--lct-radius);
}

.lct-receipt dt {
  color: var(--lct-muted);
}

.lct-receipt dd {
  margin: 0;
}

.lct-history {
  margin-block: var(--lct-4);
}

.lct-history summary {
  cursor: pointer;
}

.lct-hint {
  margin-block: var(--lct-1);
  padding: var(--lct-1) var(--lct-3);
  border-left: 3px solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
}

.lct-hint .jp-RenderedMarkdown {
  padding: 0;
  font-size: var(--jp-ui-font-size1);
}
`,""]),l.d(r,{},{A:c})},28(t){t.exports=function(t){var r=[];return r.toString=function(){return this.map(function(r){var l="",e=void 0!==r[5];return r[4]&&(l+="@supports (".concat(r[4],") {")),r[2]&&(l+="@media ".concat(r[2]," {")),e&&(l+="@layer".concat(r[5].length>0?" ".concat(r[5]):""," {")),l+=t(r),e&&(l+="}"),r[2]&&(l+="}"),r[4]&&(l+="}"),l}).join("")},r.i=function(t,l,e,o,a){"string"==typeof t&&(t=[[null,t,void 0]]);var c={};if(e)for(var i=0;i<this.length;i++){var n=this[i][0];null!=n&&(c[n]=!0)}for(var d=0;d<t.length;d++){var s=[].concat(t[d]);e&&c[s[0]]||(void 0!==a&&(void 0===s[5]||(s[1]="@layer".concat(s[5].length>0?" ".concat(s[5]):""," {").concat(s[1],"}")),s[5]=a),l&&(s[2]&&(s[1]="@media ".concat(s[2]," {").concat(s[1],"}")),s[2]=l),o&&(s[4]?(s[1]="@supports (".concat(s[4],") {").concat(s[1],"}"),s[4]=o):s[4]="".concat(o)),r.push(s))}},r}},27(t){t.exports=function(t){return t[1]}},20(t){var r=[];function l(t){for(var l=-1,e=0;e<r.length;e++)if(r[e].identifier===t){l=e;break}return l}function e(t,e){for(var o={},a=[],c=0;c<t.length;c++){var i=t[c],n=e.base?i[0]+e.base:i[0],d=o[n]||0,s="".concat(n," ").concat(d);o[n]=d+1;var p=l(s),u={css:i[1],media:i[2],sourceMap:i[3],supports:i[4],layer:i[5]};if(-1!==p)r[p].references++,r[p].updater(u);else{var v=function(t,r){var l=r.domAPI(r);return l.update(t),function(r){r?(r.css!==t.css||r.media!==t.media||r.sourceMap!==t.sourceMap||r.supports!==t.supports||r.layer!==t.layer)&&l.update(t=r):l.remove()}}(u,e);e.byIndex=c,r.splice(c,0,{identifier:s,updater:v,references:1})}a.push(s)}return a}t.exports=function(t,o){var a=e(t=t||[],o=o||{});return function(t){t=t||[];for(var c=0;c<a.length;c++){var i=l(a[c]);r[i].references--}for(var n=e(t,o),d=0;d<a.length;d++){var s=l(a[d]);0===r[s].references&&(r[s].updater(),r.splice(s,1))}a=n}}},22(t){var r={};t.exports=function(t,l){var e=function(t){if(void 0===r[t]){var l=document.querySelector(t);if(window.HTMLIFrameElement&&l instanceof window.HTMLIFrameElement)try{l=l.contentDocument.head}catch(t){l=null}r[t]=l}return r[t]}(t);if(!e)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");e.appendChild(l)}},24(t){t.exports=function(t){var r=document.createElement("style");return t.setAttributes(r,t.attributes),t.insert(r,t.options),r}},23(t,r,l){t.exports=function(t){var r=l.nc;r&&t.setAttribute("nonce",r)}},21(t){t.exports=function(t){if("u"<typeof document)return{update:function(){},remove:function(){}};var r=t.insertStyleElement(t);return{update:function(l){var e,o,a;e="",l.supports&&(e+="@supports (".concat(l.supports,") {")),l.media&&(e+="@media ".concat(l.media," {")),(o=void 0!==l.layer)&&(e+="@layer".concat(l.layer.length>0?" ".concat(l.layer):""," {")),e+=l.css,o&&(e+="}"),l.media&&(e+="}"),l.supports&&(e+="}"),(a=l.sourceMap)&&"u">typeof btoa&&(e+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(a))))," */")),t.styleTagTransform(e,r,t.options)},remove:function(){var t;null===(t=r).parentNode||t.parentNode.removeChild(t)}}}},25(t){t.exports=function(t,r){if(r.styleSheet)r.styleSheet.cssText=t;else{for(;r.firstChild;)r.removeChild(r.firstChild);r.appendChild(document.createTextNode(t))}}},19(t,r,l){var e=l(20),o=l.n(e),a=l(21),c=l.n(a),i=l(22),n=l.n(i),d=l(23),s=l.n(d),p=l(24),u=l.n(p),v=l(25),f=l.n(v),g=l(26),m={};m.styleTagTransform=f(),m.setAttributes=s(),m.insert=n().bind(null,"head"),m.domAPI=c(),m.insertStyleElement=u(),o()(g.A,m),g.A&&g.A.locals&&g.A.locals}}]);