package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// sayOrigin tells a connection on whose behalf the next statements are made. The
// triggers of migration 00022 put it into the audit log. It costs a round trip
// where that is somebody else than the last time: requests that change nothing
// which is audited say nobody, and so nearly all of them pay nothing.
func sayOrigin(ctx context.Context, conn *pgx.Conn) (usable bool, err error) {
	const said = "parley.origin"
	o := account.OriginOf(ctx)
	o.UserAgent = ""
	last, _ := conn.PgConn().CustomData()[said].(account.Origin)
	if o == last {
		return true, nil
	}
	var value []byte
	if o != (account.Origin{}) {
		if value, err = json.Marshal(o); err != nil {
			return true, fmt.Errorf("encode origin: %w", err)
		}
	}
	if _, err := conn.Exec(ctx, setOrigin, string(value)); err != nil {
		// Nobody may use it under the name of another.
		return false, fmt.Errorf("say on whose behalf: %w", err)
	}
	conn.PgConn().CustomData()[said] = o
	return true, nil
}

const setOrigin = `SELECT set_config('parley.origin', $1, false)`
