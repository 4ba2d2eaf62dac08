package sheet_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq/sheet"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	limits := sheet.Limits{Bytes: 40, Rows: 2, Questions: 3, Cell: 20}
	rows := []struct {
		name, file string
		ok         bool
		message    string
	}{
		{"all bytes", "question,answer\na,b\n" + strings.Repeat("\n", 20), true, ""},
		{"a byte more", "question,answer\na,b\n" + strings.Repeat("\n", 21), false, "larger than 40 bytes"},
		{"all rows", "question,answer\na,b\nc,d\n", true, ""},
		{"a row more", "question,answer\na,b\nc,d\n\ne,f", false, "line 5: The file has more than 2 rows"},
		{"all questions", "question,related_questions,answer\na,b|c,d", true, ""},
		{"a question more", "question,related_questions,answer\na,b|c", false, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			limits := limits
			if strings.Contains(row.name, "question") {
				limits.Bytes = 100
			}
			file := row.file
			if row.name == "a question more" {
				file, row.message = file+"|d,e", "line 2: The file has more than 3 questions"
			}
			var last error
			for _, err := range sheet.NewReader(strings.NewReader(file), limits).Rows() {
				last = err
			}
			if row.ok {
				require.NoError(t, last)
				return
			}
			require.ErrorIs(t, last, sheet.ErrTooLarge)
			require.Contains(t, last.Error(), row.message)
		})
	}
}

// watched measures the live heap with every megabyte that is read.
type watched struct {
	in     io.Reader
	unseen int
	before int64
	most   int64
}

func watch(in io.Reader) *watched { return &watched{in: in, before: liveHeap()} }

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	if w.unseen += n; w.unseen > 1<<20 {
		w.unseen = 0
		w.most = max(w.most, liveHeap()-w.before)
	}
	return n, err
}

func liveHeap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// readAll counts the rows of a file that is read without keeping any.
func readAll(in io.Reader, limits sheet.Limits) (rows int, last error) {
	for _, err := range sheet.NewReader(in, limits).Rows() {
		rows++
		last = err
	}
	return rows, last
}

// endless gives the same text again and again.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

//nolint:paralleltest // measures the heap of the process
func TestMemoryStaysFlat(t *testing.T) {
	large := sheet.DefaultLimits()
	large.Bytes = 5 << 20

	t.Run("20,000 rows", func(t *testing.T) {
		in, out := io.Pipe()
		go func() {
			_, _ = io.WriteString(out, "question,related_questions,answer\n")
			for i := range 20_000 {
				_, _ = fmt.Fprintf(out, "Where is order %d?,When does %d come?|Is %d near?,%s\n", i, i, i, strings.Repeat("Soon. ", 50))
			}
			_ = out.Close()
		}()
		file := watch(in)
		rows, err := readAll(file, sheet.DefaultLimits())
		require.NoError(t, err)
		require.Equal(t, 20_000, rows)
		t.Logf("%.1f MB live", float64(file.most)/(1<<20))
		require.Positive(t, file.most)
		require.Less(t, file.most, int64(4<<20))
	})
	for name, file := range map[string]struct{ head, rest string }{
		"a quote open to the end": {"question,answer\n\"", "a"},
		"an unquoted cell":        {"question,answer\n", "a"},
		"a row of cells":          {"question,answer\na", ","},
		"a header without end":    {"question,answer", ","},
		"blank lines":             {"question,answer", "\n"},
		"related questions below": {"question,related_questions,answer\na,,b\n", ",c|d,\n"},
	} {
		t.Run(name, func(t *testing.T) {
			in := watch(io.MultiReader(strings.NewReader(file.head), &endless{text: file.rest}))
			_, err := readAll(in, large)
			require.ErrorIs(t, err, sheet.ErrTooLarge)
			t.Logf("%.1f MB live", float64(in.most)/(1<<20))
			require.Less(t, in.most, int64(1<<20))
		})
	}
}
