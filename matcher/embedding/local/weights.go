package local

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// weights are the constants of the graph by their names. take and its callers
// keep the first error, so that the network can be assembled in one go.
type weights struct {
	tensors map[string]tensor
	err     error
}

type tensor struct {
	shape  []int
	values []float32
}

// manifest is the part of model.json that says what the shards hold.
type manifest struct {
	WeightsManifest []struct {
		Paths   []string `json:"paths"`
		Weights []struct {
			Name  string `json:"name"`
			Shape []int  `json:"shape"`
			Type  string `json:"dtype"`
		} `json:"weights"`
	} `json:"weightsManifest"`
}

func readWeights(root *os.Root) (*weights, error) {
	data, err := root.ReadFile("model.json")
	if err != nil {
		return nil, err
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("model.json: %w", err)
	}
	w := &weights{tensors: make(map[string]tensor)}
	for _, group := range m.WeightsManifest {
		shards, err := openShards(root, group.Paths)
		if err != nil {
			return nil, err
		}
		for _, entry := range group.Weights {
			t, err := readTensor(shards, entry.Shape, entry.Type)
			if err != nil {
				return nil, errors.Join(fmt.Errorf("weight %q: %w", entry.Name, err), shards.Close())
			}
			w.tensors[entry.Name] = t
		}
		_, err = shards.ReadByte()
		if err := shards.Close(); err != nil {
			return nil, err
		}
		if !errors.Is(err, io.EOF) {
			return nil, errors.New("the shards are longer than model.json says")
		}
	}
	return w, nil
}

// shards reads several files as one.
type shards struct {
	*bufio.Reader
	files []*os.File
}

func openShards(root *os.Root, paths []string) (*shards, error) {
	s := &shards{}
	readers := make([]io.Reader, len(paths))
	for i, path := range paths {
		f, err := root.Open(path)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.files = append(s.files, f)
		readers[i] = f
	}
	s.Reader = bufio.NewReaderSize(io.MultiReader(readers...), 1<<20)
	return s, nil
}

func (s *shards) Close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// readTensor reads the next constant. Those of type int32 are shape arithmetic
// of the graph, which this network has no use for; they are skipped.
func readTensor(r *shards, shape []int, kind string) (tensor, error) {
	size := 1
	for _, n := range shape {
		size *= n
	}
	if size < 0 || size > 1<<24 {
		return tensor{}, fmt.Errorf("has the impossible shape %v", shape)
	}
	switch kind {
	case "int32":
		_, err := r.Discard(4 * size)
		return tensor{shape: shape}, err
	case "float32":
		values, err := readFloats(r, size)
		return tensor{shape: shape, values: values}, err
	default:
		return tensor{}, fmt.Errorf("has the unknown type %q", kind)
	}
}

func readFloats(r io.Reader, n int) ([]float32, error) {
	values := make([]float32, n)
	var buf [1 << 14]byte
	for done := 0; done < n; {
		part := buf[:min(len(buf), 4*(n-done))]
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, fmt.Errorf("the shards end early: %w", err)
		}
		for ; len(part) > 0; part = part[4:] {
			values[done] = math.Float32frombits(binary.LittleEndian.Uint32(part))
			done++
		}
	}
	return values, nil
}

// take returns the values of the named weight, which must have this shape
// (leading ones aside).
func (w *weights) take(name string, shape ...int) []float32 {
	t, ok := w.tensors[name]
	got := slices.Clone(t.shape)
	for len(got) > len(shape) && got[0] == 1 {
		got = got[1:]
	}
	if w.err == nil && !ok {
		w.err = fmt.Errorf("weight %q is missing", name)
	}
	if w.err == nil && !slices.Equal(got, shape) {
		w.err = fmt.Errorf("weight %q has shape %v, not %v", name, t.shape, shape)
	}
	if w.err != nil {
		size := 1
		for _, n := range shape {
			size *= n
		}
		return make([]float32, size)
	}
	return t.values
}
