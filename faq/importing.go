package faq

import "time"

// ImportStatus is how far an import has come.
type ImportStatus string

const (
	// ImportUploading is still coming in; if it never ends, nothing happens to it.
	ImportUploading ImportStatus = "uploading"
	// ImportStaged has all its rows stored and nothing else.
	ImportStaged ImportStatus = "staged"
	// ImportChecking has some rows checked.
	ImportChecking ImportStatus = "checking"
	// ImportReady has every row checked and waits to be applied.
	ImportReady ImportStatus = "ready"
	// ImportApplying is being applied.
	ImportApplying ImportStatus = "applying"
	// ImportDone has been applied, or was a dry run with every row checked.
	ImportDone ImportStatus = "done"
	// ImportFailed changed nothing; its Error says why.
	ImportFailed ImportStatus = "failed"
	// ImportCancelled changed nothing.
	ImportCancelled ImportStatus = "cancelled"
)

// Ended reports whether nothing more happens to the import.
func (s ImportStatus) Ended() bool {
	return s == ImportDone || s == ImportFailed || s == ImportCancelled
}

// Import is an uploaded file of FAQs on its way into the FAQ set.
type Import struct {
	// ID is the import's UUID; empty until it is stored.
	ID     string
	Status ImportStatus
	// DryRun checks every row and changes nothing.
	DryRun bool
	// Activate says that rows become active that want to be. Without it new ones
	// land as drafts, and no FAQ becomes active that is not. It needs Publishes.
	Activate bool
	// Publishes says that whoever imports may let their own words answer. Without
	// it no FAQ changes its status, and an active one changes nothing.
	Publishes bool
	// By is the user who imports, "" for an API key.
	By       string
	FileName string
	// Encoding is how the file was read, as shown to people.
	Encoding string
	// Rows is how many there are, Checked how many of them have a verdict, and
	// the four that follow count the verdicts.
	Rows      int
	Checked   int
	Created   int
	Updated   int
	Unchanged int
	Rejected  int
	// Error is a sentence for people: why an import failed or, before it has ended,
	// what it waits for; else "".
	Error     string
	CreatedAt time.Time
	// FinishedAt is zero until the import has ended.
	FinishedAt time.Time
}

// RowVerdict is what an import does with a row.
type RowVerdict string

const (
	// RowPending has not been checked.
	RowPending RowVerdict = "pending"
	// RowCreated becomes a new FAQ.
	RowCreated RowVerdict = "created"
	// RowUpdated changes an FAQ.
	RowUpdated RowVerdict = "updated"
	// RowUnchanged is what the FAQ says already.
	RowUnchanged RowVerdict = "unchanged"
	// RowRejected changes nothing; Field and Reason say why.
	RowRejected RowVerdict = "rejected"
)

// ImportRow is one row of an import with what became of it.
type ImportRow struct {
	// Row counts from 1 without the header; Line is where it begins in the file.
	Row  int
	Line int
	// FAQ is what the row says. Its ID names the FAQ to change, "" for a new one.
	FAQ FAQ
	// Unsaid are the parts of FAQ that the file says nothing about, of [FieldType],
	// [FieldStatus], [FieldLabels] and [FieldRelated]: FAQ has there what a new one
	// begins with, and one that is changed keeps what it has, see [ImportRow.Keep].
	Unsaid  []string
	Verdict RowVerdict
	// Field and Reason say why a row was rejected.
	Field  string
	Reason string
	// Advice is what the linter thinks of a row that was not rejected.
	Advice []Advice
	// FAQID is the FAQ that the row changes or becomes, "" if it does neither.
	FAQID string
	// TargetVersion is the version of the FAQ that FAQ.ID names when the row was
	// checked, 0 if there was none: the import is applied only if that still holds.
	TargetVersion int64
}
