package peers

import (
	"testing"

	"github.com/parleyhq/parley/internal/devstack"
)

func TestMain(m *testing.M) { devstack.Main(m) }
