// Package widget is the chat widget of web sites: TypeScript in src, and what
// Vite has built of it, which the binary carries. scripts/widget.sh builds it; a
// test says when that was forgotten.
package widget

import _ "embed"

// Script is widget.js as built.
//
//go:embed dist/widget.js
var Script []byte

// Demo is the example page, a template of package html/template.
//
//go:embed demo.html
var Demo []byte
