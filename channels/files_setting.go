package channels

// ConfigFiles is the setting of a webhook inbox that says what becomes of the
// files of its end users: with FilesFetch, or nothing, they are fetched and kept
// here; with FilesLink, messages keep the addresses they came with, and nothing is
// fetched.
const (
	ConfigFiles = "files"
	FilesFetch  = "fetch"
	FilesLink   = "link"
)
