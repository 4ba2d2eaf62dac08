package account

// OccupyForTest takes all slots of p until the returned function is called.
func OccupyForTest(p *Passwords) (release func()) {
	for range concurrentHashes {
		p.slots <- struct{}{}
	}
	return func() {
		for range concurrentHashes {
			<-p.slots
		}
	}
}

// ParseForTest parses a hash and panics if what it accepts does not survive
// being written and parsed again.
func ParseForTest(hash string) {
	h, err := parseArgonHash(hash)
	if err != nil {
		return
	}
	if _, err := parseArgonHash(h.String()); err != nil {
		panic(err)
	}
}
