// Package dashboard is where agents work: TypeScript in src, and what Vite has
// built of it, which the binary carries. scripts/dashboard.sh builds it; a test
// says when that was forgotten.
package dashboard

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Files are index.html and its assets, as built.
func Files() (fs.FS, error) { return fs.Sub(dist, "dist") }
