// Package codec encrypts what Parley and the services around it put into
// Temporal. Parley's own payloads hold ids only; what a backend service signals
// by value holds a customer's words, and with keys configured the server never
// sees them.
package codec

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

// Metadata of an encrypted payload, as the encryption samples of Temporal's SDKs
// name it.
const (
	encoding    = "binary/encrypted"
	metadataKey = "encryption-key-id"
)

// Codec is a converter.PayloadCodec with AES-256-GCM, in the format of the
// encryption samples of Temporal's SDKs, so that a service in any language can
// take the codec of its sample: the data is a nonce of 12 bytes and the sealed
// payload, the metadata names the key. Payloads that are not encrypted, from
// before there were keys, pass unchanged when they are read.
type Codec struct {
	current string
	ciphers map[string]cipher.AEAD
}

// New returns a codec. Without keys it encrypts nothing.
func New(keys Keys) (*Codec, error) {
	c := &Codec{ciphers: map[string]cipher.AEAD{}}
	for _, key := range keys {
		block, err := aes.NewCipher(key.Secret[:])
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", key.ID, err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", key.ID, err)
		}
		c.ciphers[key.ID] = aead
	}
	if len(keys) > 0 {
		c.current = keys[0].ID
	}
	return c, nil
}

// DataConverter returns the SDK's default converter behind the codec of keys,
// or the default alone if there are none.
func DataConverter(keys Keys) (converter.DataConverter, error) {
	c, err := New(keys)
	if err != nil {
		return nil, err
	}
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c), nil
}

// Encode encrypts payloads with the first key.
func (c *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	if c.current == "" {
		return payloads, nil
	}
	return each(payloads, c.encrypt)
}

// Decode decrypts payloads, each with the key it names.
func (c *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	return each(payloads, c.decrypt)
}

func each(payloads []*commonpb.Payload, do func(*commonpb.Payload) (*commonpb.Payload, error)) ([]*commonpb.Payload, error) {
	done := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		var err error
		if done[i], err = do(p); err != nil {
			return nil, err
		}
	}
	return done, nil
}

func (c *Codec) encrypt(p *commonpb.Payload) (*commonpb.Payload, error) {
	plain, err := proto.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encrypt payload: %w", err)
	}
	return &commonpb.Payload{
		Metadata: map[string][]byte{
			converter.MetadataEncoding: []byte(encoding),
			metadataKey:                []byte(c.current),
		},
		// No nonce is given: the cipher draws one and puts it in front.
		Data: c.ciphers[c.current].Seal(nil, nil, plain, nil), //nolint:gosec // G407: see above
	}, nil
}

func (c *Codec) decrypt(p *commonpb.Payload) (*commonpb.Payload, error) {
	if string(p.GetMetadata()[converter.MetadataEncoding]) != encoding {
		return p, nil
	}
	id := string(p.GetMetadata()[metadataKey])
	aead, known := c.ciphers[id]
	if !known {
		return nil, fmt.Errorf("%w: no key with id %q is configured", errDecrypt, id)
	}
	plain, err := aead.Open(nil, nil, p.GetData(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: it was altered, or encrypted by another key than %q: %w", errDecrypt, id, err)
	}
	decrypted := &commonpb.Payload{}
	if err := proto.Unmarshal(plain, decrypted); err != nil {
		return nil, fmt.Errorf("%w: %w", errDecrypt, err)
	}
	return decrypted, nil
}

// errDecrypt marks payloads that another key might read.
var errDecrypt = errors.New("decrypt payload")
