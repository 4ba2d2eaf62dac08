package files

import (
	"errors"
	"fmt"
	"syscall"
)

// ErrEmpty: there is nothing in the file.
var ErrEmpty = errors.New("files: empty file")

// ErrHash: the content is not what it should be.
var ErrHash = errors.New("files: another hash")

// ErrFull: the store has no room for the file (507). Nothing of it stays.
var ErrFull = errors.New("files: no room left")

// ErrUnavailable: the store cannot be used now (503).
var ErrUnavailable = errors.New("files: store unavailable")

// TooLargeError says that a file has more bytes than may be stored.
type TooLargeError struct {
	// Limit in bytes.
	Limit int64
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("files: larger than %d bytes", e.Limit)
}

// storing gives an error of the store its class.
func storing(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fmt.Errorf("%w: %w", ErrFull, err)
	default:
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
}
