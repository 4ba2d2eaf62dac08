// Package files keeps what people send each other: attachments of any size, in
// a folder or a bucket, streamed in and out and never whole in memory.
package files
