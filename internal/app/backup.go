package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
)

// Existing opens the database as it is, for a backup: it makes none where there is
// none, since the setting is rather mistyped, and does not bring the schema up to
// date, since an upgrade is what people make a backup before.
func Existing(ctx context.Context, cfg *config.Config, o Options) (*database.DB, error) {
	if err := cfg.CheckDatabase(); err != nil {
		return nil, err
	}
	if path := cfg.SQLitePath(); path != "" {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
			return nil, fmt.Errorf("there is no database at %s: name it with --database-url", path)
		}
	}
	return Connect(ctx, cfg, o)
}
