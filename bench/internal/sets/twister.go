package sets

import (
	"crypto/sha512"
	"encoding/binary"
	"math/bits"
)

const (
	words  = 624
	middle = 397
)

// twister is Python's random.Random: the Mersenne twister MT19937 (Matsumoto
// and Nishimura 1998), so that draws are those of everybody who uses the sets.
type twister struct {
	state [words]uint32
	next  int
}

// seeded returns the generator of random.Random(seed) for a string.
func seeded(seed string) *twister {
	digest := sha512.Sum512([]byte(seed))
	number := append([]byte(seed), digest[:]...)
	for len(number)%4 != 0 {
		number = append([]byte{0}, number...)
	}
	// The key is the number of these big-endian bytes, lowest word first.
	key := make([]uint32, 0, len(number)/4)
	for i := len(number) - 4; i >= 0; i -= 4 {
		key = append(key, binary.BigEndian.Uint32(number[i:]))
	}
	for key[len(key)-1] == 0 {
		key = key[:len(key)-1]
	}
	t := &twister{next: words}
	t.stir(key)
	return t
}

// stir is init_by_array of the generator's authors.
func (t *twister) stir(key []uint32) {
	t.state[0] = 19650218
	for i := uint32(1); i < words; i++ {
		t.state[i] = 1812433253*t.before(i) + i
	}
	i, j := uint32(1), 0
	advance := func() {
		if i++; i == words {
			t.state[0], i = t.state[words-1], 1
		}
	}
	for range max(words, len(key)) {
		t.state[i] = (t.state[i] ^ t.before(i)*1664525) + key[j] + uint32(j)
		advance()
		j = (j + 1) % len(key)
	}
	for range words - 1 {
		t.state[i] = (t.state[i] ^ t.before(i)*1566083941) - i
		advance()
	}
	t.state[0] = 1 << 31
}

// before is the mixed word before word i.
func (t *twister) before(i uint32) uint32 {
	previous := t.state[i-1]
	return previous ^ previous>>30
}

// draw returns the next 32 random bits.
func (t *twister) draw() uint32 {
	if t.next == words {
		t.refill()
	}
	y := t.state[t.next]
	t.next++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

func (t *twister) refill() {
	for i := range words {
		y := t.state[i]&(1<<31) | t.state[(i+1)%words]&(1<<31-1)
		t.state[i] = t.state[(i+middle)%words] ^ y>>1 ^ y&1*0x9908b0df
	}
	t.next = 0
}

// below returns a number from 0 to n-1, as Python's _randbelow does.
func (t *twister) below(n int) int {
	for {
		if v := int(t.draw() >> (32 - bits.Len(uint(n)))); v < n {
			return v
		}
	}
}
