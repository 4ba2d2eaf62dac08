package exchange

import "net/http"

// Accept takes the message, as usual.
func Accept() Behaviour { return func(x *Exchange) { x.Take(x.Writer) } }

// Answer answers a bare status, as a gateway does, and takes nothing.
func Answer(status int) Behaviour {
	return func(x *Exchange) { http.Error(x.Writer, http.StatusText(status), status) }
}

// Redirect answers 307 to another address, and takes nothing.
func Redirect(to string) Behaviour {
	return func(x *Exchange) { http.Redirect(x.Writer, x.Request, to, http.StatusTemporaryRedirect) }
}

// Hang takes nothing and never answers.
func Hang() Behaviour { return func(x *Exchange) { x.Hang() } }

// TakeAndHang takes the message and never says so.
func TakeAndHang() Behaviour {
	return func(x *Exchange) {
		x.Take(unheard{})
		x.Hang()
	}
}

// TakeAndReset takes the message and hangs up.
func TakeAndReset() Behaviour {
	return func(x *Exchange) {
		x.Take(unheard{})
		panic(http.ErrAbortHandler)
	}
}

// TakeAndAnswer takes the message and answers a bare status, as a gateway in
// between does.
func TakeAndAnswer(status int) Behaviour {
	return func(x *Exchange) {
		x.Take(unheard{})
		http.Error(x.Writer, http.StatusText(status), status)
	}
}

// unheard is a writer that nobody listens to.
type unheard struct{}

func (unheard) Header() http.Header         { return http.Header{} }
func (unheard) Write(p []byte) (int, error) { return len(p), nil }
func (unheard) WriteHeader(int)             {}
