package codec

import (
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
)

// Strict returns a worker's data converter. The SDK drops a signal whose payload
// cannot be decoded, and fails a workflow whose argument cannot: a key that was
// forgotten in a roll-out would lose messages. Strict panics instead, which
// fails the workflow task; the engine repeats it until a worker has the key.
func Strict(c converter.DataConverter) converter.DataConverter { return strict{c} }

type strict struct{ converter.DataConverter }

func (s strict) FromPayload(payload *commonpb.Payload, to any) error {
	return insist(s.DataConverter.FromPayload(payload, to))
}

func (s strict) FromPayloads(payloads *commonpb.Payloads, to ...any) error {
	return insist(s.DataConverter.FromPayloads(payloads, to...))
}

// insist lets errors of JSON pass: those will be the same with every key.
func insist(err error) error {
	if errors.Is(err, errDecrypt) {
		panic(fmt.Sprintf("payload cannot be decrypted: %v", err))
	}
	return err
}
