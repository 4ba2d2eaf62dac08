package store

// Waiting is how many messages wait to go in together with others.
func (s *Store) Waiting() int {
	s.intake.mu.Lock()
	defer s.intake.mu.Unlock()
	n := 0
	for _, waiting := range s.intake.lanes {
		n += len(waiting)
	}
	return n
}

// Lanes is how many conversations a message is just going into.
func (s *Store) Lanes() int {
	s.intake.mu.Lock()
	defer s.intake.mu.Unlock()
	return len(s.intake.lanes)
}
