// Package graph is what WhatsApp and Messenger have in common: both are spoken
// to through Meta's Graph API. It holds the webhook's handshake and signature,
// the HTTP client with its error envelope, the classes of errors, the download
// of media, and a lenient reader of JSON.
package graph
