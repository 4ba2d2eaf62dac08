// Package devstack starts the two servers Parley stands on, Postgres with
// pgvector and a Temporal dev server, as private child processes: throwaway
// ones for tests, persistent ones for `parley dev`.
//
// Every server dies with the process that started it, also after kill -9, and
// nothing that this package did not start is ever stopped.
package devstack
