package conversation

import "time"

// FileState is where a file is on its way into the store.
type FileState string

// The states of a file. What came with a message is pending until it has been
// fetched, or failed for good; an upload is uploading until its last byte is in.
const (
	FilePending   FileState = "pending"
	FileUploading FileState = "uploading"
	FileStored    FileState = "stored"
	FileFailed    FileState = "failed"
)

// File is an attachment as it is stored here.
type File struct {
	ID    string
	State FileState
	// Name is for people, cleaned of what could lead them or a disk astray.
	Name string
	// MIME is what the first bytes of the content say, without parameters.
	MIME string
	// Size in bytes, and SHA256 in hexadecimal, are those of the content.
	Size   int64
	SHA256 string
	// Uploader is the principal who uploaded it, "" for what came with a message.
	Uploader string
	// Used says that it belongs to a message, theirs or ours, and so to a
	// conversation.
	Used bool
	// InCampaign says that a campaign's template has it as its header.
	InCampaign bool
	// Problem says in words why it could not be fetched.
	Problem   string
	CreatedAt time.Time
}

// Attachment is the file as part of a message.
func (f File) Attachment() Attachment {
	return Attachment{ID: f.ID, Name: f.Name, MIME: f.MIME, Size: f.Size, SHA256: f.SHA256, State: f.State, Problem: f.Problem}
}

// FileToFetch is a file that came with a message and is still elsewhere.
type FileToFetch struct {
	ID string
	// Inbox is the id of the inbox it came in by.
	Inbox string
	// Source is where it is, as the message said.
	Source Attachment
	// Attempt counts from 1.
	Attempt int
}
