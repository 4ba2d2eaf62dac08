package devstack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder takes the folder for this process until the file is closed or the
// process ends, however it ends.
func lockFolder(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("another Parley already runs on %s: stop it first", dir)
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return file, nil
}

// needSpace fails early, and in words, where a full disk would only fail later.
func needSpace(dir string, megabytes uint64) error {
	free, err := freeSpace(dir)
	if err != nil {
		return err
	}
	if free < megabytes {
		return fmt.Errorf("the disk that holds %s is full: the database needs %d MB to begin with and %d MB are free", dir, megabytes, free)
	}
	return nil
}

// freeSpace returns how many MB may still be written to the disk of a folder.
func freeSpace(dir string) (megabytes uint64, err error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, fmt.Errorf("look at the disk of %s: %w", dir, err)
	}
	return fs.Bavail * uint64(fs.Bsize) / (1 << 20), nil
}

// openLog appends to a log and starts it anew once it is over 16 MB.
func openLog(path string) (*os.File, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > 16<<20 {
		flags |= os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	return file, nil
}
