package demo

// Customer is somebody who writes to a newly loaded demo, with all their lines at
// once. Expect is as in [Message].
type Customer struct {
	Name   string   `json:"name"`
	Lines  []string `json:"lines"`
	Expect string   `json:"expect"`
}

// Customers returns who writes first.
func Customers() ([]Customer, error) {
	return load[[]Customer]("data/customers.json")
}
