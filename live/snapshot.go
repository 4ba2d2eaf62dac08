package live

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Snapshot says which transactions of the database have been seen: all below
// Max, but for those of Running, which had not ended. The snapshots of one
// database follow one another, each seeing all that the one before saw.
type Snapshot struct {
	// Database is which one it is of, by the word that the database has for itself:
	// transactions of another one, or of one that was set back, have numbers too.
	Database string
	Max      uint64
	// Running is in ascending order; its first is the oldest that has not been seen.
	Running []uint64
}

// mostRunning bounds what a cursor that somebody sends may hold.
const mostRunning = 1000

var errSnapshot = errors.New("live: no snapshot")

// longestDatabase bounds what somebody may send in place of a database's word.
const longestDatabase = 64

// ParseSnapshot reads database/xmin:xmax:xip,xip,…: what Postgres writes, after
// which database wrote it. The latter may be missing.
func ParseSnapshot(text string) (Snapshot, error) {
	database, transactions, named := strings.Cut(text, "/")
	if !named {
		database, transactions = "", text
	}
	if named && (database == "" || len(database) > longestDatabase || strings.Trim(database, "0123456789.") != "") {
		return Snapshot{}, errSnapshot
	}
	s, err := parseTransactions(transactions)
	s.Database = database
	return s, err
}

func parseTransactions(text string) (Snapshot, error) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return Snapshot{}, errSnapshot
	}
	first, err := number(parts[0])
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{}
	if s.Max, err = number(parts[1]); err != nil {
		return Snapshot{}, err
	}
	if parts[2] != "" {
		for part := range strings.SplitSeq(parts[2], ",") {
			running, err := number(part)
			if err != nil || running < first || running >= s.Max || len(s.Running) == mostRunning {
				return Snapshot{}, errSnapshot
			}
			if n := len(s.Running); n > 0 && running <= s.Running[n-1] {
				return Snapshot{}, errSnapshot
			}
			s.Running = append(s.Running, running)
		}
	}
	if first != s.oldest() {
		return Snapshot{}, errSnapshot
	}
	return s, nil
}

// number reads a transaction's id. The database compares them with sign.
func number(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil || n == 0 || text[0] == '0' || text[0] == '+' {
		return 0, errSnapshot
	}
	return n, nil
}

// String is what ParseSnapshot reads.
func (s Snapshot) String() string {
	if s.Database == "" {
		return s.Transactions()
	}
	return s.Database + "/" + s.Transactions()
}

// Transactions is what Postgres reads.
func (s Snapshot) Transactions() string {
	var b strings.Builder
	b.WriteString(strconv.FormatUint(s.oldest(), 10) + ":" + strconv.FormatUint(s.Max, 10) + ":")
	for i, running := range s.Running {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(running, 10))
	}
	return b.String()
}

func (s Snapshot) oldest() uint64 {
	if len(s.Running) > 0 {
		return s.Running[0]
	}
	return s.Max
}

// IsZero reports whether nothing has been seen at all.
func (s Snapshot) IsZero() bool { return s.Max == 0 }

// Sees reports whether what a transaction wrote was there.
func (s Snapshot) Sees(transaction uint64) bool {
	_, running := slices.BinarySearch(s.Running, transaction)
	return transaction < s.Max && !running
}

// Before reports whether a later snapshot of the same database sees more than s.
// Of two databases each sees what the other does not.
func (s Snapshot) Before(later Snapshot) bool {
	if s.Database != later.Database {
		return true
	}
	if s.Max != later.Max {
		return s.Max < later.Max
	}
	return len(s.Running) > len(later.Running)
}

// and sees what both see, taking them to be of one database. The zero Snapshot is no
// limit.
func (s Snapshot) and(other Snapshot) Snapshot {
	if s.IsZero() || other.IsZero() {
		return Snapshot{s.Database + other.Database, max(s.Max, other.Max), slices.Concat(s.Running, other.Running)}
	}
	both := Snapshot{Database: s.Database, Max: min(s.Max, other.Max)}
	for _, running := range slices.Concat(s.Running, other.Running) {
		if running < both.Max {
			both.Running = append(both.Running, running)
		}
	}
	slices.Sort(both.Running)
	both.Running = slices.Compact(both.Running)
	return both
}
