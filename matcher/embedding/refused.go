package embedding

import "errors"

// Refuser is implemented by errors of embedders that know whether the texts were
// refused: asked again, they are refused again.
type Refuser interface {
	error
	Refused() bool
}

// Refused reports whether an error says that texts were refused for good. Fewer
// of them may be accepted.
func Refused(err error) bool {
	var refuser Refuser
	return errors.As(err, &refuser) && refuser.Refused()
}
