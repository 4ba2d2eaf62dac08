package workflows_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/parleyhq/parley/conversation"
)

// TestNothingOfTheEndUserReachesTemporal plays every path with words, a name and
// ids that are easy to find, and looks for them in everything Temporal has:
// histories with their payloads and failures, search attributes, memos, ids,
// details.
func TestNothingOfTheEndUserReachesTemporal(t *testing.T) {
	t.Parallel()
	for g := range paths() {
		t.Run(string(g), func(t *testing.T) {
			t.Parallel()
			const canary = "Zwitscherkanarie"
			journey(t, g, canary, func(t *testing.T, p path, v *traveller) {
				t.Helper()
				if p.byValue {
					return
				}
				looked := 0
				look := func(m proto.Message) {
					texts(m.ProtoReflect(), func(s string) {
						looked++
						require.NotContains(t, strings.ToLower(s), strings.ToLower(canary))
					})
				}
				runs := v.histories(t, v.id)
				for _, h := range runs {
					look(h)
				}
				d, err := v.client.DescribeWorkflowExecution(t.Context(), conversation.WorkflowID(v.id), "")
				require.NoError(t, err)
				look(d)
				require.Greater(t, looked, 50, "there was something to look at")
			})
		})
	}
}

// texts calls see with every string and every run of bytes in a message.
func texts(m protoreflect.Message, see func(string)) {
	value := func(f protoreflect.FieldDescriptor, v protoreflect.Value) {
		switch f.Kind() {
		case protoreflect.StringKind:
			see(v.String())
		case protoreflect.BytesKind:
			see(string(v.Bytes()))
		case protoreflect.MessageKind, protoreflect.GroupKind:
			texts(v.Message(), see)
		default:
		}
	}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsMap():
			v.Map().Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
				see(k.String())
				value(f.MapValue(), v)
				return true
			})
		case f.IsList():
			for i := range v.List().Len() {
				value(f, v.List().Get(i))
			}
		default:
			value(f, v)
		}
		return true
	})
}

// The search finds what is there, however deep.
func TestTheCanaryWouldBeFound(t *testing.T) {
	t.Parallel()
	s := newLive(t, defaultRules())
	id := conversation.ID(s.inbox, "asha")
	s.signal(id, conversation.SignalInboundMessage, conversation.InboundSignal{
		ID: "1", InboxID: s.inbox, From: &conversation.Sender{ID: "asha"}, Text: "Zwitscherkanarie",
	})
	found := false
	for _, h := range s.histories(t, id) {
		texts(h.ProtoReflect(), func(s string) { found = found || strings.Contains(s, "Zwitscherkanarie") })
	}
	require.True(t, found, "a message by value is in its signal")
}
