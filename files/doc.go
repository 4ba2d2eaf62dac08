// Package files keeps what people send each other: attachments of any size, in
// a folder or a bucket, streamed in and out and never whole in memory. What a
// file is, its first bytes say; what it is called is for people only, and where
// it lies is nobody's choice but ours.
package files
