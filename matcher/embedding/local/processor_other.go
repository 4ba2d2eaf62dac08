//go:build !amd64

package local

// processors returns what this machine can run, the fastest first.
func processors() []processor { return []processor{portable()} }
