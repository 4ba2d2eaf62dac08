package faq

// Count is how many FAQs there are of a type in a status.
type Count struct {
	Type   Type
	Status Status
	N      int
}
