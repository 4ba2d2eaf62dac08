package files_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
)

// s3Fake is a bucket that speaks as much of S3 as files are moved with.
type s3Fake struct {
	mu      sync.Mutex
	objects map[string][]byte
	parts   map[string]map[string][]byte
	down    bool
}

func (s *s3Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	key := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/bucket"), "/")
	query := r.URL.Query()
	switch {
	case r.Method == http.MethodPost && query.Has("uploads"):
		id := uuid.NewString()
		s.parts[id] = map[string][]byte{}
		fmt.Fprintf(w, "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>", key, id)
	case r.Method == http.MethodPut && query.Has("partNumber"):
		s.parts[query.Get("uploadId")][fmt.Sprintf("%05s", query.Get("partNumber"))] = body
		w.Header().Set("ETag", `"part"`)
	case r.Method == http.MethodPost:
		parts := s.parts[query.Get("uploadId")]
		var whole []byte
		for _, n := range slices.Sorted(maps.Keys(parts)) {
			whole = append(whole, parts[n]...)
		}
		s.objects[key] = whole
		delete(s.parts, query.Get("uploadId"))
		fmt.Fprintf(w, `<CompleteMultipartUploadResult><Bucket>bucket</Bucket><Key>%s</Key><ETag>"x"</ETag></CompleteMultipartUploadResult>`, key)
	case r.Method == http.MethodDelete && query.Has("uploadId"):
		delete(s.parts, query.Get("uploadId"))
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPut:
		s.objects[key] = body
		w.Header().Set("ETag", `"x"`)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet && query.Get("list-type") == "2":
		s.list(w, query.Get("prefix"))
	default:
		object, ok := s.objects[key]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>")
			return
		}
		w.Header().Set("ETag", `"x"`)
		http.ServeContent(w, r, "", time.Now(), bytes.NewReader(object))
	}
}

func (s *s3Fake) list(w io.Writer, prefix string) {
	type content struct {
		Key, LastModified string
		Size              int
	}
	var listed struct {
		XMLName     xml.Name `xml:"ListBucketResult"`
		IsTruncated bool
		Contents    []content
	}
	for _, key := range slices.Sorted(maps.Keys(s.objects)) {
		if strings.HasPrefix(key, prefix) {
			listed.Contents = append(listed.Contents, content{key, time.Now().UTC().Format(time.RFC3339), len(s.objects[key])})
		}
	}
	_ = xml.NewEncoder(w).Encode(listed)
}

func s3Bucket(t *testing.T) (*files.Bucket, *s3Fake) {
	t.Helper()
	fake := &s3Fake{objects: map[string][]byte{}, parts: map[string]map[string][]byte{}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	b, err := files.Open(t.Context(), "s3://bucket?region=here&use_path_style=true&anonymous=true&prefix=parley/"+
		"&request_checksum_calculation=when_required&endpoint="+url.QueryEscape(server.URL))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b, fake
}

func TestFilesInABucket(t *testing.T) {
	t.Parallel()
	b, fake := s3Bucket(t)
	id, content := put(t, b, "0123456789")
	require.EqualValues(t, 10, content.Size)
	require.Contains(t, slices.Collect(maps.Keys(fake.objects)), "parley/"+id[len(id)-2:]+"/"+id)
	r, err := b.Open(t.Context(), id)
	require.NoError(t, err)
	_, err = r.Seek(7, io.SeekStart)
	require.NoError(t, err)
	rest, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Equal(t, "789", string(rest))
	require.NoError(t, b.Delete(t.Context(), id))
	_, err = b.Open(t.Context(), id)
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

// Large files go in parts; what breaks off leaves no object.
func TestLargeFilesInABucket(t *testing.T) {
	t.Parallel()
	b, fake := s3Bucket(t)
	const size = 12 << 20
	id := uuid.NewString()
	w, err := b.Create(t.Context(), id, size)
	require.NoError(t, err)
	_, err = io.CopyN(w, zeros{}, size)
	require.NoError(t, err)
	content, err := w.Commit("")
	require.NoError(t, err)
	require.EqualValues(t, size, content.Size)

	w, err = b.Create(t.Context(), uuid.NewString(), size)
	require.NoError(t, err)
	_, err = io.CopyN(w, zeros{}, size/2)
	require.NoError(t, err)
	w.Abort()
	fake.mu.Lock()
	defer fake.mu.Unlock()
	require.Len(t, fake.objects, 1)
	require.Len(t, fake.objects["parley/"+id[len(id)-2:]+"/"+id], size)
}

func TestABucketThatIsAway(t *testing.T) {
	t.Parallel()
	b, fake := s3Bucket(t)
	id, _ := put(t, b, "content")
	fake.mu.Lock()
	fake.down = true
	fake.mu.Unlock()
	_, err := b.Open(t.Context(), id)
	require.ErrorIs(t, err, files.ErrUnavailable)
	w, err := b.Create(t.Context(), uuid.NewString(), 100)
	require.NoError(t, err)
	_, _ = io.WriteString(w, "more")
	_, err = w.Commit("")
	require.ErrorIs(t, err, files.ErrUnavailable)
	require.ErrorIs(t, b.Delete(t.Context(), id), files.ErrUnavailable)
}

func TestStraysInABucket(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bucket, fake := s3Bucket(t)
	library := files.NewLibrary(bucket, b.Store, limit)
	_, err := library.Upload(t.Context(), "known", "user:u", strings.NewReader("known"))
	require.NoError(t, err)
	put(t, bucket, "stray")
	fake.objects["elsewhere/ab/"+uuid.NewString()] = []byte("theirs")
	deleted, err := bucket.TidyStrays(t.Context(), b.Store, time.Now().Add(8*24*time.Hour))
	require.NoError(t, err)
	require.EqualValues(t, 1, deleted)
	require.Len(t, fake.objects, 2)
}
