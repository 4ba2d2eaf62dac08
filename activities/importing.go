package activities

import "context"

// ImportRequest names an import.
type ImportRequest struct {
	ImportID string `json:"import_id"`
}

// Checked is how far the check of an import's rows has come.
type Checked struct {
	Rows     int `json:"rows"`
	Checked  int `json:"checked"`
	Rejected int `json:"rejected"`
	// Ended says that nothing more is to be done: it was a dry run, or somebody
	// cancelled it.
	Ended bool `json:"ended"`
}

// Applied is what an import has made of the FAQs.
type Applied struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	// Stale says that nothing was changed, because FAQs of the file were edited
	// since they were checked.
	Stale bool `json:"stale,omitempty"`
}

// Importing are the activities of an import.
type Importing struct{}

func (a *Importing) CheckImport(ctx context.Context, r ImportRequest) (Checked, error) {
	return Checked{}, nil
}

func (a *Importing) ApplyImport(ctx context.Context, r ImportRequest) (Applied, error) {
	return Applied{}, nil
}
func (a *Importing) FailImport(ctx context.Context, r ImportRequest) error   { return nil }
func (a *Importing) CancelImport(ctx context.Context, r ImportRequest) error { return nil }
