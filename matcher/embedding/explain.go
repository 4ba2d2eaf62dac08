package embedding

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
)

// Field is the part of an embedder's set-up that has to be looked at.
type Field string

// Fields of an embedder's set-up, by their names in the HTTP API. An error that
// is nobody's fault but the endpoint's has no field.
const (
	FieldBaseURL    Field = "base_url"
	FieldAPIKey     Field = "api_key"
	FieldModel      Field = "model"
	FieldDimensions Field = "dimensions"
	FieldNone       Field = ""
)

// Explainer is implemented by errors of embedders that know which field is wrong
// and can say in a sentence for people what is wrong with it. The sentence holds
// neither the key nor anybody's texts.
type Explainer interface {
	error
	Explain() (Field, string)
}

// Explain returns the field that an error of an embedder points at and a sentence
// for the person who set it up.
func Explain(err error) (Field, string) {
	var (
		explainer Explainer
		dimension *DimensionError
		network   net.Error
		name      *net.DNSError
		cert      *tls.CertificateVerificationError
		syntax    *json.SyntaxError
		kind      *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &explainer):
		return explainer.Explain()
	case errors.As(err, &dimension):
		return FieldDimensions, fmt.Sprintf("The model makes vectors of %d dimensions, not of %d.", dimension.Got, dimension.Want)
	case errors.Is(err, ErrBadVector):
		return FieldModel, "The model answers with vectors that cannot be used: a wrong number of them, zeros, or no numbers."
	case errors.Is(err, errNoMeaning):
		return FieldModel, "Texts of one meaning are no nearer to each other than texts of different ones: this is no model for sentences, or not for English."
	case errors.Is(err, errUnsteady):
		return FieldBaseURL, "The same text got two different vectors: there seem to be several models behind this address."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return FieldBaseURL, "There was no answer in time: the address may be wrong, or the endpoint too slow."
	case errors.As(err, &name):
		return FieldBaseURL, "The host of the base URL is not known."
	case errors.Is(err, syscall.ECONNREFUSED):
		return FieldBaseURL, "Nobody listens at the base URL."
	case errors.As(err, &cert):
		return FieldBaseURL, "The certificate of the endpoint is not to be trusted."
	case errors.Is(err, http.ErrSchemeMismatch):
		return FieldBaseURL, "The endpoint does not speak TLS: the base URL may have to begin with http://."
	case errors.As(err, &syntax), errors.As(err, &kind), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return FieldBaseURL, "Somebody answers at the base URL, but not as an embeddings API does."
	default:
		return FieldBaseURL, "The endpoint could not be reached."
	}
}
