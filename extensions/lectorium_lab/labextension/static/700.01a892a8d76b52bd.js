"use strict";(self.rspackChunklectorium_lab=self.rspackChunklectorium_lab||[]).push([[700],{282(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=(e.n(l))()(a());c.push([t.id,"",""]),e.d(r,{},{A:c})},857(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=(e.n(l))()(a());c.push([t.id,`.lct-bar {
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
  flex: 0 1 auto;
  min-width: 60px;
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

@container (max-width: 520px) {
  .lct-bar-rules {
    display: none;
  }
}
`,""]),e.d(r,{},{A:c})},475(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=(e.n(l))()(a());c.push([t.id,`/* One small set of tokens, taken from Lab's variables so that everything follows the theme. */
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

.lct-zone {
  color: var(--lct-muted);
  font-weight: 400;
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
`,""]),e.d(r,{},{A:c})},461(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=(e.n(l))()(a());c.push([t.id,`.lct-facts-list {
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
`,""]),e.d(r,{},{A:c})},646(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=e.n(l),n=e(475),i=e(724),d=e(857),s=e(228),p=e(461),u=e(282),v=c()(a());v.i(n.A),v.i(i.A),v.i(d.A),v.i(s.A),v.i(p.A),v.i(u.A),v.push([t.id,`
`,""]),e.d(r,{},{A:v})},724(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=(e.n(l))()(a());c.push([t.id,`.lct-panel {
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
  gap: 0 var(--lct-2);
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size1);
}

.lct-facts > * + *::before {
  content: '\xb7 ';
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
`,""]),e.d(r,{},{A:c})},228(t,r,e){var o=e(601),a=e.n(o),l=e(314),c=(e.n(l))()(a());c.push([t.id,`#lectorium-results > *:not(header),
#lectorium-checks > *:not(header) {
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
`,""]),e.d(r,{},{A:c})},314(t){t.exports=function(t){var r=[];return r.toString=function(){return this.map(function(r){var e="",o=void 0!==r[5];return r[4]&&(e+="@supports (".concat(r[4],") {")),r[2]&&(e+="@media ".concat(r[2]," {")),o&&(e+="@layer".concat(r[5].length>0?" ".concat(r[5]):""," {")),e+=t(r),o&&(e+="}"),r[2]&&(e+="}"),r[4]&&(e+="}"),e}).join("")},r.i=function(t,e,o,a,l){"string"==typeof t&&(t=[[null,t,void 0]]);var c={};if(o)for(var n=0;n<this.length;n++){var i=this[n][0];null!=i&&(c[i]=!0)}for(var d=0;d<t.length;d++){var s=[].concat(t[d]);o&&c[s[0]]||(void 0!==l&&(void 0===s[5]||(s[1]="@layer".concat(s[5].length>0?" ".concat(s[5]):""," {").concat(s[1],"}")),s[5]=l),e&&(s[2]&&(s[1]="@media ".concat(s[2]," {").concat(s[1],"}")),s[2]=e),a&&(s[4]?(s[1]="@supports (".concat(s[4],") {").concat(s[1],"}"),s[4]=a):s[4]="".concat(a)),r.push(s))}},r}},601(t){t.exports=function(t){return t[1]}},72(t){var r=[];function e(t){for(var e=-1,o=0;o<r.length;o++)if(r[o].identifier===t){e=o;break}return e}function o(t,o){for(var a={},l=[],c=0;c<t.length;c++){var n=t[c],i=o.base?n[0]+o.base:n[0],d=a[i]||0,s="".concat(i," ").concat(d);a[i]=d+1;var p=e(s),u={css:n[1],media:n[2],sourceMap:n[3],supports:n[4],layer:n[5]};if(-1!==p)r[p].references++,r[p].updater(u);else{var v=function(t,r){var e=r.domAPI(r);return e.update(t),function(r){r?(r.css!==t.css||r.media!==t.media||r.sourceMap!==t.sourceMap||r.supports!==t.supports||r.layer!==t.layer)&&e.update(t=r):e.remove()}}(u,o);o.byIndex=c,r.splice(c,0,{identifier:s,updater:v,references:1})}l.push(s)}return l}t.exports=function(t,a){var l=o(t=t||[],a=a||{});return function(t){t=t||[];for(var c=0;c<l.length;c++){var n=e(l[c]);r[n].references--}for(var i=o(t,a),d=0;d<l.length;d++){var s=e(l[d]);0===r[s].references&&(r[s].updater(),r.splice(s,1))}l=i}}},659(t){var r={};t.exports=function(t,e){var o=function(t){if(void 0===r[t]){var e=document.querySelector(t);if(window.HTMLIFrameElement&&e instanceof window.HTMLIFrameElement)try{e=e.contentDocument.head}catch(t){e=null}r[t]=e}return r[t]}(t);if(!o)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");o.appendChild(e)}},540(t){t.exports=function(t){var r=document.createElement("style");return t.setAttributes(r,t.attributes),t.insert(r,t.options),r}},56(t,r,e){t.exports=function(t){var r=e.nc;r&&t.setAttribute("nonce",r)}},825(t){t.exports=function(t){if("u"<typeof document)return{update:function(){},remove:function(){}};var r=t.insertStyleElement(t);return{update:function(e){var o,a,l;o="",e.supports&&(o+="@supports (".concat(e.supports,") {")),e.media&&(o+="@media ".concat(e.media," {")),(a=void 0!==e.layer)&&(o+="@layer".concat(e.layer.length>0?" ".concat(e.layer):""," {")),o+=e.css,a&&(o+="}"),e.media&&(o+="}"),e.supports&&(o+="}"),(l=e.sourceMap)&&"u">typeof btoa&&(o+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(l))))," */")),t.styleTagTransform(o,r,t.options)},remove:function(){var t;null===(t=r).parentNode||t.parentNode.removeChild(t)}}}},113(t){t.exports=function(t,r){if(r.styleSheet)r.styleSheet.cssText=t;else{for(;r.firstChild;)r.removeChild(r.firstChild);r.appendChild(document.createTextNode(t))}}},959(t,r,e){var o=e(72),a=e.n(o),l=e(825),c=e.n(l),n=e(659),i=e.n(n),d=e(56),s=e.n(d),p=e(540),u=e.n(p),v=e(113),f=e.n(v),m=e(646),g={};g.styleTagTransform=f(),g.setAttributes=s(),g.insert=i().bind(null,"head"),g.domAPI=c(),g.insertStyleElement=u(),a()(m.A,g),m.A&&m.A.locals&&m.A.locals}}]);