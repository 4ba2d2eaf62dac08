package api

// Passing lets tests see which errors are asked again.
func Passing(err error) bool { return passing(err) }
