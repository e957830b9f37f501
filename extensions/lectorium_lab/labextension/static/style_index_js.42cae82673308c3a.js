"use strict";(self.rspackChunklectorium_lab=self.rspackChunklectorium_lab||[]).push([["style_index_js"],{38(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`.lct-strip {
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

/* Lab's dialogs end at 500 pixels, where this one has more to ask. */
.lct-form-dialog .jp-Dialog-content {
  max-height: 94vh;
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

.lct-form-field input[aria-invalid='true'] {
  border-color: var(--jp-error-color1);
}

.lct-form-note {
  grid-column: 2;
  margin: 0;
}

.lct-form-grid > .lct-form-note {
  margin-left: 88px;
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

/* Lab's toolbar gives a button with an icon and a word no room at its ends. */
.jp-Toolbar [data-command='lectorium:author']::part(control) {
  padding: 0 var(--lct-2);
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},32(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`.lct-bar {
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
  flex: 0 1000 auto;
  min-width: 40px;
  font-weight: 600;
  text-overflow: ellipsis;
}

.lct-bar-rules {
  display: flex;
  overflow: hidden;
  flex: 0 1000000 auto;
  gap: var(--lct-3);
  color: var(--lct-muted);
}

.lct-bar-rules > * {
  overflow: hidden;
  text-overflow: ellipsis;
}

/* A promise isn't cut short: everything else gives way first. No share is less than one: shares of less
   than one in all would leave the line too long. */
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

/* The tab above says the title too. */
@container (max-width: 380px) {
  .lct-bar-title {
    display: none;
  }

  .lct-bar-line {
    gap: var(--lct-1);
    padding: 0 var(--lct-1);
  }

  .lct-bar-exam ~ .lct-bar-actions .lct-bar-word {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
}

@container (max-width: 640px) {
  .lct-bar-rules {
    display: none;
  }
}

/* The one thing that stays in the narrowest window. */
.lct-bar-exam {
  flex: none;
  font-variant-numeric: tabular-nums;
}

.lct-timer {
  font-weight: 600;
}

.lct-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.lct-rules {
  margin: 0;
  padding-left: 1.2em;
  max-width: 34em;
}

.lct-rules li {
  margin-bottom: 6px;
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},30(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`/* One small set of tokens, taken from Lab's variables so that everything follows the theme. */
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

.lct-button:hover:not(:disabled, [aria-disabled='true']) {
  background: var(--jp-layout-color2);
}

.lct-button:is(:disabled, [aria-disabled='true']) {
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

.lct-button.lct-minor.lct-tone-bad {
  color: var(--lct-bad);
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

.lct-next,
.lct-unsent {
  padding: var(--lct-2) var(--lct-3);
  border-left: 3px solid var(--jp-brand-color1);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},37(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`.lct-facts-list {
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
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},27(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_10=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_10_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_10),_node_modules_css_loader_dist_runtime_api_js__rspack_import_9=__webpack_require__(29),_node_modules_css_loader_dist_runtime_api_js__rspack_import_9_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_9),_node_modules_css_loader_dist_cjs_js_base_css__rspack_import_0=__webpack_require__(30),_node_modules_css_loader_dist_cjs_js_panel_css__rspack_import_1=__webpack_require__(31),_node_modules_css_loader_dist_cjs_js_bar_css__rspack_import_2=__webpack_require__(32),_node_modules_css_loader_dist_cjs_js_results_css__rspack_import_3=__webpack_require__(33),_node_modules_css_loader_dist_cjs_js_tutor_css__rspack_import_4=__webpack_require__(34),_node_modules_css_loader_dist_cjs_js_quiz_css__rspack_import_5=__webpack_require__(35),_node_modules_css_loader_dist_cjs_js_structure_css__rspack_import_6=__webpack_require__(36),_node_modules_css_loader_dist_cjs_js_dialogs_css__rspack_import_7=__webpack_require__(37),_node_modules_css_loader_dist_cjs_js_author_css__rspack_import_8=__webpack_require__(38),___CSS_LOADER_EXPORT___=_node_modules_css_loader_dist_runtime_api_js__rspack_import_9_default()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_10_default());___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_base_css__rspack_import_0.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_panel_css__rspack_import_1.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_bar_css__rspack_import_2.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_results_css__rspack_import_3.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_tutor_css__rspack_import_4.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_quiz_css__rspack_import_5.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_structure_css__rspack_import_6.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_dialogs_css__rspack_import_7.A),___CSS_LOADER_EXPORT___.i(_node_modules_css_loader_dist_cjs_js_author_css__rspack_import_8.A),___CSS_LOADER_EXPORT___.push([module.id,`
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},31(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`.lct-panel {
  overflow: hidden auto;
  min-width: 220px;
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.4;
}

.lct-panel:focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: -2px;
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

.lct-panel-close,
.lct-covered-time {
  display: none;
}

/* No room beside the work: a panel lies over it until it is closed. Lab's layout writes its own widths. */
@media (width < 640px) {
  .jp-SideArea:has(.lct-panel:not(.lm-mod-hidden)),
  .jp-SideArea > .lm-StackedPanel:has(> .lct-panel:not(.lm-mod-hidden)),
  .jp-SideArea .lct-panel {
    left: 0 !important;
    width: 100% !important;
  }

  .jp-SideArea:has(.lct-panel:not(.lm-mod-hidden)) {
    z-index: 2;
  }

  .lct-panel-close {
    display: inline-block;
  }

  /* The bar with an exam's clock is under the panel. */
  .lct-covered-time {
    display: block;
    margin-block: 0;
    font-variant-numeric: tabular-nums;
  }
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

.lct-news {
  border-color: currentcolor;
  color: var(--lct-active);
}

.lct-news::before {
  content: '● ';
}

.lct-link {
  padding: 0;
  border: 0;
  background: none;
  color: var(--lct-accent);
  font: inherit;
  cursor: pointer;
}

.lct-link:hover {
  text-decoration: underline;
}

.lct-buttons {
  display: flex;
  flex-wrap: wrap;
  gap: var(--lct-2);
}

.lct-card {
  display: flex;
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
  flex: 1 1 0;
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

.lct-kind {
  display: inline-flex;
  align-items: center;
  gap: var(--lct-1);
}

.lct-kind svg {
  display: block;
  width: 14px;
  height: 14px;
}

.lct-reader {
  overflow: auto;
  padding: 0 var(--lct-4) var(--lct-4);
  background: var(--jp-layout-color0);
  color: var(--lct-text);
}

.lct-reader-head,
.lct-reader-text {
  max-width: 760px;
}

.lct-reader-head {
  margin-bottom: var(--lct-3);
}

.lct-reader-head h1 {
  margin: var(--lct-4) 0 var(--lct-1);
  font-size: var(--jp-content-font-size3);
  overflow-wrap: anywhere;
}

.lct-reader-file {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: var(--lct-2);
  margin: var(--lct-2) 0;
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},35(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`/* Quizzes in the main area. */
.lct-quiz {
  overflow: auto;
  padding: var(--lct-4) var(--lct-5) 0;
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font-size: var(--jp-ui-font-size1);
}

.lct-quiz > * {
  max-width: 48rem;
}

.lct-quiz-head {
  margin-bottom: var(--lct-3);
}

.lct-quiz-head p {
  margin: 0;
}

.lct-quiz-head h1 {
  margin: 0 0 var(--lct-1);
  font-size: var(--jp-ui-font-size3);
}

.lct-question {
  margin: 0 0 var(--lct-4);
  padding: var(--lct-3) var(--lct-4);
  border: var(--lct-line);
  border-radius: var(--lct-radius);
  min-width: 0;
}

.lct-question legend,
.lct-question h2 {
  margin: 0;
  padding: 0 var(--lct-1);
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.lct-question h2 {
  padding: 0 0 var(--lct-1);
}

.lct-quiz-text .jp-RenderedHTMLCommon {
  padding-right: 0;
  overflow-wrap: anywhere;
}

.lct-quiz-text .jp-RenderedHTMLCommon > *:last-child {
  margin-bottom: 0;
}

.lct-choices {
  list-style: none;
  margin: var(--lct-2) 0 0;
  padding: 0;
}

.lct-choices li {
  display: flex;
  align-items: baseline;
  gap: var(--lct-2);
  padding: var(--lct-1) var(--lct-2);
  border-radius: var(--lct-radius);
}

.lct-choices label {
  flex: 1;
  cursor: pointer;
}

.lct-choices li:has(input:checked),
.lct-choices .lct-right {
  background: var(--jp-layout-color2);
}

.lct-quiz-code {
  margin: var(--lct-2) 0;
  padding: var(--lct-2) var(--lct-3);
  border: var(--lct-line);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.lct-quiz-field label {
  display: block;
  margin: var(--lct-2) 0 var(--lct-1);
  font-weight: 600;
}

.lct-quiz-field input,
.lct-quiz-field textarea {
  box-sizing: border-box;
  width: 100%;
  max-width: 32rem;
  padding: var(--lct-1) var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color0);
  color: var(--lct-text);
  font: inherit;
}

.lct-quiz-field textarea {
  font-family: var(--jp-code-font-family);
  resize: vertical;
}

.lct-quiz-bar {
  position: sticky;
  bottom: 0;
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  align-items: center;
  gap: var(--lct-2);
  padding: var(--lct-3) 0;
  border-top: var(--lct-line);
  background: var(--jp-layout-color1);
}

.lct-quiz-time {
  margin: 0 0 var(--lct-3);
  font-weight: 600;
  font-variant-numeric: tabular-nums;
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},33(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`#lectorium-results > *:not(.lct-panel-head),
#lectorium-checks > *:not(.lct-panel-head) {
  margin-inline: var(--lct-3);
}

#lectorium-results > .lct-empty {
  padding-inline: 0;
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

.lct-price {
  padding: var(--lct-2) var(--lct-3);
  border: 1px solid var(--jp-border-color1);
  border-radius: var(--lct-radius);
}

.lct-price p {
  margin: 0 0 var(--lct-2);
}

.lct-price .lct-button + .lct-button {
  margin-left: var(--lct-2);
}

.lct-flags {
  margin: 0;
  padding: 0;
  list-style: none;
}

.lct-flags p {
  margin: 0 0 var(--lct-2);
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},36(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`/* The structure editor in the main area. */
.lct-structure {
  overflow: auto;
  padding: var(--lct-4) var(--lct-5) var(--lct-5);
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font-size: var(--jp-ui-font-size1);
  container: structure / inline-size;
}

.lct-structure > * {
  max-width: 56rem;
}

.lct-structure :focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 1px;
}

.lct-structure a:not(.lct-button) {
  color: var(--lct-accent);
}

.lct-structure-top,
.lct-structure-head,
.lct-structure-row,
.lct-structure-acts,
.lct-structure-adds,
.lct-structure-title {
  display: flex;
  align-items: center;
  gap: var(--lct-1) var(--lct-2);
}

.lct-structure-top {
  align-items: baseline;
  justify-content: space-between;
  margin-bottom: var(--lct-1);
}

.lct-structure-top a {
  flex: 0 0 auto;
}

.lct-structure h1 {
  margin: 0;
  font-size: var(--jp-ui-font-size3);
}

.lct-structure h2 {
  flex: 1 1 12rem;
  margin: 0;
  font-size: var(--jp-ui-font-size2);
  overflow-wrap: anywhere;
}

.lct-structure ol {
  margin: 0;
  padding: 0;
  list-style: none;
}

.lct-structure > .lct-banner {
  margin-inline: 0;
}

/* It keeps its line, so that nothing jumps when it speaks. */
.lct-structure-news {
  min-height: 1.4em;
  margin: var(--lct-1) 0 var(--lct-2);
  color: var(--lct-muted);
}

.lct-structure-module {
  margin-bottom: var(--lct-3);
  padding: var(--lct-2) var(--lct-3);
  border: var(--lct-line);
  border-radius: var(--lct-radius);
}

.lct-structure-items {
  margin: var(--lct-1) 0;
}

.lct-structure-item {
  border-top: var(--lct-line);
}

.lct-structure-row {
  padding: var(--lct-1) 0;
}

.lct-structure-what {
  flex: 1 1 12rem;
  min-width: 0;
  overflow-wrap: anywhere;
}

.lct-structure-what .lct-note {
  display: block;
}

.lct-structure-acts {
  flex: 0 0 auto;
  gap: 0;
}

.lct-structure-acts .lct-button {
  min-width: 28px;
}

.lct-structure-adds {
  flex-wrap: wrap;
  margin-top: var(--lct-1);
}

.lct-grip {
  flex: 0 0 auto;
  min-width: 24px;
  min-height: 24px;
  padding: 0;
  border: 0;
  border-radius: var(--lct-radius);
  background: transparent;
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size2);
  cursor: grab;
  touch-action: none;
}

.lct-dragged {
  opacity: 0.55;
}

.lct-landing {
  box-shadow: 0 -3px 0 var(--jp-brand-color1);
}

.lct-landing-end {
  box-shadow: 0 3px 0 var(--jp-brand-color1);
}

.lct-structure-words {
  display: flex;
  flex-direction: column;
  gap: var(--lct-2);
  max-width: 40rem;
  margin: var(--lct-2) 0 var(--lct-3);
  padding: var(--lct-3);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
}

.lct-structure-words textarea {
  box-sizing: border-box;
  width: 100%;
  padding: var(--lct-1) var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color1);
  color: var(--lct-text);
  font: inherit;
  resize: vertical;
}

.lct-structure-words > .lct-buttons,
.lct-structure-preview {
  margin-left: 88px;
}

.lct-structure-preview {
  padding: var(--lct-2) var(--lct-3);
  border-left: 3px solid var(--jp-border-color2);
  background: var(--jp-layout-color1);
}

.lct-structure-title .lct-form-field {
  flex: 1 1 auto;
  grid-template-columns: max-content minmax(10rem, 1fr);
}

.lct-structure-head .lct-structure-title {
  flex: 1 1 20rem;
}

.lct-structure-add {
  max-width: 40rem;
}

[data-jp-theme-light='false'] .lct-structure {
  color-scheme: dark;
}

@container structure (width < 560px) {
  .lct-structure-head,
  .lct-structure-row,
  .lct-structure-title {
    flex-wrap: wrap;
  }

  .lct-structure-acts {
    margin-left: 28px;
  }

  .lct-structure-words > .lct-buttons,
  .lct-structure-preview {
    margin-left: 0;
  }

  .lct-structure-words .lct-form-field {
    grid-template-columns: 1fr;
  }

  .lct-structure-words .lct-form-note {
    grid-column: 1;
  }
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},34(module,__webpack_exports__,__webpack_require__){var _node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1=__webpack_require__(28),_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default=__webpack_require__.n(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1),_node_modules_css_loader_dist_runtime_api_js__rspack_import_0=__webpack_require__(29),___CSS_LOADER_EXPORT___=(__webpack_require__.n(_node_modules_css_loader_dist_runtime_api_js__rspack_import_0))()(_node_modules_css_loader_dist_runtime_noSourceMaps_js__rspack_import_1_default());___CSS_LOADER_EXPORT___.push([module.id,`/* The tutor beside the notebook: what it is, what was said, and where one asks. */
#lectorium-tutor {
  display: flex;
  flex-direction: column;
  overflow: hidden;
}

/* Hidden panels stay hidden. */
#lectorium-tutor.lm-mod-hidden {
  display: none;
}

#lectorium-tutor .lct-panel-head {
  flex: none;
}

.lct-tutor-head {
  flex: none;
  padding: var(--lct-2) var(--lct-3);
  border-bottom: var(--lct-line);
}

.lct-tutor-head .lct-subject {
  margin: 0;
  overflow-wrap: anywhere;
}

.lct-tutor-head p {
  margin: 0;
}

.lct-tutor-head .lct-banner {
  margin: var(--lct-2) 0 0;
}

.lct-log {
  flex: 1 1 0;
  overflow: hidden auto;
  min-height: 64px;
  padding: var(--lct-2) var(--lct-3);
}

.lct-log:focus-visible {
  outline-offset: -2px;
}

.lct-panel .lct-log ol {
  margin: 0;
  padding: 0;
  list-style: none;
}

.lct-panel .lct-day {
  margin: var(--lct-2) 0;
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size0);
  text-align: center;
}

.lct-turn {
  margin-bottom: var(--lct-4);
}

.lct-turn-head {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0 var(--lct-2);
  margin: 0;
}

.lct-turn-head span {
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size0);
}

.lct-turn-head .lct-doing {
  color: var(--lct-active);
}

.lct-asked {
  margin: 0 0 var(--lct-2) var(--lct-5);
  padding: var(--lct-1) var(--lct-3) var(--lct-2);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
}

.lct-asked-text {
  margin: 0;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.lct-answer {
  padding-left: var(--lct-2);
  border-left: 2px solid var(--jp-border-color2);
}

.lct-answer > * {
  margin-block: var(--lct-1);
}

.lct-answer-end {
  overflow-wrap: anywhere;
}

.lct-answer-text .jp-RenderedHTMLCommon {
  overflow-x: auto;
  padding: 0;
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.5;
  overflow-wrap: anywhere;
}

.lct-answer-text .jp-RenderedHTMLCommon > *:last-child {
  margin-bottom: 0;
}

.lct-answer-text .jp-RenderedHTMLCommon :is(h1, h2, h3, h4, h5, h6) {
  margin: var(--lct-2) 0 var(--lct-1);
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.lct-answer-text .jp-RenderedHTMLCommon :is(ul, ol) {
  padding-left: var(--lct-5);
  list-style: revert;
}

.lct-answer-text .jp-RenderedHTMLCommon pre {
  max-height: 320px;
  margin: 0;
  padding: var(--lct-1) var(--lct-2);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color2);
  white-space: pre;
}

.lct-answer-text .jp-RenderedHTMLCommon pre > code {
  background: transparent;
}

.lct-answer-text .jp-RenderedHTMLCommon .lct-snippet :is(p, pre) {
  margin: 0;
}

.lct-answer-text .jp-RenderedHTMLCommon .lct-snippet pre {
  border: var(--lct-line);
  background: var(--jp-layout-color1);
  white-space: pre-wrap;
}

.lct-answer-text .jp-InternalAnchorLink {
  display: none;
}

.lct-snippet {
  margin: 0 0 var(--lct-2);
  background: transparent;
}

.lct-snippet-tools {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0 var(--lct-1);
}

.lct-snippet-tools > .lct-minor:first-child {
  margin-left: calc(-1 * var(--lct-2));
}

.lct-snippet-input {
  display: flex;
  flex: 1 0 100%;
  flex-direction: column;
  color: var(--lct-muted);
}

.lct-snippet-output {
  flex: 1 0 100%;
}

.lct-snippet-output:empty {
  display: none;
}

.lct-sources ol {
  display: flex;
  flex-direction: column;
}

.lct-panel .lct-log .lct-sources ol {
  padding-left: var(--lct-5);
  list-style: decimal;
}

.lct-sources a {
  overflow-wrap: anywhere;
}

.lct-thumbs {
  display: flex;
  flex-wrap: wrap;
  gap: var(--lct-1);
  margin-left: calc(-1 * var(--lct-2));
}

.lct-thumb {
  display: inline-flex;
  align-items: center;
  gap: var(--lct-1);
}

.lct-thumb svg {
  display: block;
  width: 14px;
  height: 14px;
}

.lct-button.lct-thumb:not([aria-pressed='true']) {
  color: var(--lct-muted);
}

.lct-button.lct-thumb[aria-pressed='true'] {
  border-color: var(--jp-border-color0);
  background: var(--jp-layout-color2);
  color: var(--lct-text);
  font-weight: 600;
}

.lct-unsent p {
  margin: 0 0 var(--lct-2);
}

.lct-ask {
  display: flex;
  flex: none;
  flex-direction: column;
  gap: var(--lct-2);
  padding: var(--lct-2) var(--lct-3) var(--lct-3);
  border-top: var(--lct-line);
}

.lct-chips {
  display: flex;
  flex-wrap: wrap;
  gap: var(--lct-1);
  min-width: 0;
  margin: 0;
  padding: 0;
  border: 0;
}

.lct-chips legend {
  padding: 0 0 2px;
  color: var(--lct-muted);
  font-size: var(--jp-ui-font-size0);
}

.lct-chip {
  box-sizing: border-box;
  display: inline-flex;
  align-items: center;
  gap: var(--lct-1);
  max-width: 100%;
  padding: 0 var(--lct-2) 0 var(--lct-1);
  border: var(--lct-line);
  border-radius: 10px;
  line-height: 20px;
  cursor: pointer;
}

.lct-chip input {
  flex: none;
  margin: 0;
  accent-color: var(--lct-button-accent);
}

.lct-chip span {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.lct-chip:has(input:not(:checked)) {
  color: var(--lct-muted);
}

.lct-chip:has(input:focus-visible) {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 1px;
}

.lct-chip input:focus-visible {
  outline: none;
}

.lct-ask textarea,
.lct-snippet-input textarea {
  box-sizing: border-box;
  width: 100%;
  padding: var(--lct-1) var(--lct-2);
  border: var(--jp-border-width) solid var(--jp-border-color0);
  border-radius: var(--lct-radius);
  background: var(--jp-layout-color0);
  color: var(--lct-text);
  font: inherit;
  resize: vertical;
}

.lct-snippet-input textarea {
  font-family: var(--jp-code-font-family);
}

.lct-ask textarea::placeholder {
  color: var(--lct-muted);
  opacity: 1;
}

.lct-ask-buttons {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: var(--lct-1) var(--lct-2);
}

.lct-keys {
  position: relative;
  font-size: var(--jp-ui-font-size0);
}

/* In line with the cell's output. */
.lct-explain {
  flex: none;
  padding-left: calc(var(--jp-cell-prompt-width) + var(--jp-cell-padding));
}
`,""]),__webpack_require__.d(__webpack_exports__,{},{A:___CSS_LOADER_EXPORT___})},29(module){module.exports=function(cssWithMappingToString){var list=[];return list.toString=function(){return this.map(function(item){var content="",needLayer=void 0!==item[5];return item[4]&&(content+="@supports (".concat(item[4],") {")),item[2]&&(content+="@media ".concat(item[2]," {")),needLayer&&(content+="@layer".concat(item[5].length>0?" ".concat(item[5]):""," {")),content+=cssWithMappingToString(item),needLayer&&(content+="}"),item[2]&&(content+="}"),item[4]&&(content+="}"),content}).join("")},list.i=function(modules,media,dedupe,supports,layer){"string"==typeof modules&&(modules=[[null,modules,void 0]]);var alreadyImportedModules={};if(dedupe)for(var k=0;k<this.length;k++){var id=this[k][0];null!=id&&(alreadyImportedModules[id]=!0)}for(var _k=0;_k<modules.length;_k++){var item=[].concat(modules[_k]);dedupe&&alreadyImportedModules[item[0]]||(void 0!==layer&&(void 0===item[5]||(item[1]="@layer".concat(item[5].length>0?" ".concat(item[5]):""," {").concat(item[1],"}")),item[5]=layer),media&&(item[2]&&(item[1]="@media ".concat(item[2]," {").concat(item[1],"}")),item[2]=media),supports&&(item[4]?(item[1]="@supports (".concat(item[4],") {").concat(item[1],"}"),item[4]=supports):item[4]="".concat(supports)),list.push(item))}},list}},28(module){module.exports=function(i){return i[1]}},21(module){var stylesInDOM=[];function getIndexByIdentifier(identifier){for(var result=-1,i=0;i<stylesInDOM.length;i++)if(stylesInDOM[i].identifier===identifier){result=i;break}return result}function modulesToDom(list,options){for(var idCountMap={},identifiers=[],i=0;i<list.length;i++){var item=list[i],id=options.base?item[0]+options.base:item[0],count=idCountMap[id]||0,identifier="".concat(id," ").concat(count);idCountMap[id]=count+1;var indexByIdentifier=getIndexByIdentifier(identifier),obj={css:item[1],media:item[2],sourceMap:item[3],supports:item[4],layer:item[5]};if(-1!==indexByIdentifier)stylesInDOM[indexByIdentifier].references++,stylesInDOM[indexByIdentifier].updater(obj);else{var updater=function(obj,options){var api=options.domAPI(options);return api.update(obj),function(newObj){newObj?(newObj.css!==obj.css||newObj.media!==obj.media||newObj.sourceMap!==obj.sourceMap||newObj.supports!==obj.supports||newObj.layer!==obj.layer)&&api.update(obj=newObj):api.remove()}}(obj,options);options.byIndex=i,stylesInDOM.splice(i,0,{identifier:identifier,updater:updater,references:1})}identifiers.push(identifier)}return identifiers}module.exports=function(list,options){var lastIdentifiers=modulesToDom(list=list||[],options=options||{});return function(newList){newList=newList||[];for(var i=0;i<lastIdentifiers.length;i++){var index=getIndexByIdentifier(lastIdentifiers[i]);stylesInDOM[index].references--}for(var newLastIdentifiers=modulesToDom(newList,options),_i=0;_i<lastIdentifiers.length;_i++){var _index=getIndexByIdentifier(lastIdentifiers[_i]);0===stylesInDOM[_index].references&&(stylesInDOM[_index].updater(),stylesInDOM.splice(_index,1))}lastIdentifiers=newLastIdentifiers}}},23(module){var memo={};module.exports=function(insert,style){var target=function(target){if(void 0===memo[target]){var styleTarget=document.querySelector(target);if(window.HTMLIFrameElement&&styleTarget instanceof window.HTMLIFrameElement)try{styleTarget=styleTarget.contentDocument.head}catch(e){styleTarget=null}memo[target]=styleTarget}return memo[target]}(insert);if(!target)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");target.appendChild(style)}},25(module){module.exports=function(options){var element=document.createElement("style");return options.setAttributes(element,options.attributes),options.insert(element,options.options),element}},24(module,__unused_rspack_exports,__webpack_require__){module.exports=function(styleElement){var nonce=__webpack_require__.nc;nonce&&styleElement.setAttribute("nonce",nonce)}},22(module){module.exports=function(options){if("u"<typeof document)return{update:function(){},remove:function(){}};var styleElement=options.insertStyleElement(options);return{update:function(obj){var css,needLayer,sourceMap;css="",obj.supports&&(css+="@supports (".concat(obj.supports,") {")),obj.media&&(css+="@media ".concat(obj.media," {")),(needLayer=void 0!==obj.layer)&&(css+="@layer".concat(obj.layer.length>0?" ".concat(obj.layer):""," {")),css+=obj.css,needLayer&&(css+="}"),obj.media&&(css+="}"),obj.supports&&(css+="}"),(sourceMap=obj.sourceMap)&&"u">typeof btoa&&(css+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(sourceMap))))," */")),options.styleTagTransform(css,styleElement,options.options)},remove:function(){var styleElement1;null===(styleElement1=styleElement).parentNode||styleElement1.parentNode.removeChild(styleElement1)}}}},26(module){module.exports=function(css,styleElement){if(styleElement.styleSheet)styleElement.styleSheet.cssText=css;else{for(;styleElement.firstChild;)styleElement.removeChild(styleElement.firstChild);styleElement.appendChild(document.createTextNode(css))}}},20(__unused_rspack_module,__unused_rspack___webpack_exports__,__webpack_require__){var injectStylesIntoStyleTag=__webpack_require__(21),injectStylesIntoStyleTag_default=__webpack_require__.n(injectStylesIntoStyleTag),styleDomAPI=__webpack_require__(22),styleDomAPI_default=__webpack_require__.n(styleDomAPI),insertBySelector=__webpack_require__(23),insertBySelector_default=__webpack_require__.n(insertBySelector),setAttributesWithoutAttributes=__webpack_require__(24),setAttributesWithoutAttributes_default=__webpack_require__.n(setAttributesWithoutAttributes),insertStyleElement=__webpack_require__(25),insertStyleElement_default=__webpack_require__.n(insertStyleElement),styleTagTransform=__webpack_require__(26),styleTagTransform_default=__webpack_require__.n(styleTagTransform),cjs_js_style=__webpack_require__(27),options={};options.styleTagTransform=styleTagTransform_default(),options.setAttributes=setAttributesWithoutAttributes_default(),options.insert=insertBySelector_default().bind(null,"head"),options.domAPI=styleDomAPI_default(),options.insertStyleElement=insertStyleElement_default(),injectStylesIntoStyleTag_default()(cjs_js_style.A,options),cjs_js_style.A&&cjs_js_style.A.locals&&cjs_js_style.A.locals}}]);