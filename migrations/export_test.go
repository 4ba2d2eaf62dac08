package migrations

import (
	"context"
	"fmt"
)

// To brings the database at dsn to a version of the schema, up or down.
func To(ctx context.Context, dsn string, version int64) error {
	provider, db, err := open(dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	now, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if now > version {
		_, err = provider.DownTo(ctx, version)
	} else {
		_, err = provider.UpTo(ctx, version)
	}
	if err != nil {
		return fmt.Errorf("to version %d: %w", version, err)
	}
	return nil
}
