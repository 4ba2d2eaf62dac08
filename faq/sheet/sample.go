package sheet

import _ "embed" // for the sample

//go:embed sample.csv
var sample string

// Sample returns a file that shows the columns and each type of FAQ, ready to
// be filled in by whoever sees the format for the first time.
func Sample() string { return sample }
