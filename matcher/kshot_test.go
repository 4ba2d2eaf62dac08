package matcher_test

import (
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// kShot returns the first k questions of each FAQ after the shuffle that the
// evaluation sets prescribe: Python's random.Random(f"{seed}/{faq_id}").shuffle.
func kShot(train []sample, k, seed int) []sample {
	byFAQ := make(map[string][]sample)
	var order []string
	for _, s := range train {
		if byFAQ[s.FAQ] == nil {
			order = append(order, s.FAQ)
		}
		byFAQ[s.FAQ] = append(byFAQ[s.FAQ], s)
	}
	var taken []sample
	for _, id := range order {
		all := byFAQ[id]
		random := newPythonRandom(fmt.Sprintf("%d/%s", seed, id))
		for i := len(all) - 1; i > 0; i-- {
			j := random.below(i + 1)
			all[i], all[j] = all[j], all[i]
		}
		taken = append(taken, all[:min(k, len(all))]...)
	}
	return taken
}

// pythonRandom is CPython's generator, the Mersenne twister MT19937, seeded as
// random.seed does with a string.
type pythonRandom struct {
	state [624]uint32
	index int
}

func newPythonRandom(seed string) *pythonRandom {
	digest := sha512.Sum512([]byte(seed))
	number := append([]byte(seed), digest[:]...)
	for len(number)%4 != 0 {
		number = append([]byte{0}, number...)
	}
	var key []uint32
	for i := len(number) - 4; i >= 0; i -= 4 {
		key = append(key, binary.BigEndian.Uint32(number[i:]))
	}
	for len(key) > 1 && key[len(key)-1] == 0 {
		key = key[:len(key)-1]
	}
	r := &pythonRandom{index: 624}
	r.start(19650218)
	s := &r.state
	i, j := 1, 0
	for range max(len(s), len(key)) {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1664525) + key[j] + uint32(j)
		if i++; i == len(s) {
			s[0], i = s[len(s)-1], 1
		}
		j = (j + 1) % len(key)
	}
	for range len(s) - 1 {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1566083941) - uint32(i)
		if i++; i == len(s) {
			s[0], i = s[len(s)-1], 1
		}
	}
	s[0] = 1 << 31
	return r
}

func (r *pythonRandom) start(seed uint32) {
	r.state[0] = seed
	for i := 1; i < len(r.state); i++ {
		r.state[i] = 1812433253*(r.state[i-1]^r.state[i-1]>>30) + uint32(i)
	}
}

func (r *pythonRandom) next() uint32 {
	const n, m = 624, 397
	if r.index == n {
		for i := range n {
			y := r.state[i]&(1<<31) | r.state[(i+1)%n]&(1<<31-1)
			r.state[i] = r.state[(i+m)%n] ^ y>>1 ^ y&1*0x9908b0df
		}
		r.index = 0
	}
	y := r.state[r.index]
	r.index++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// below returns a number from 0 to n-1.
func (r *pythonRandom) below(n int) int {
	for {
		if v := int(r.next() >> (32 - bits.Len(uint(n)))); v < n {
			return v
		}
	}
}
