package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/workspace"
)

const (
	idempotencyKept = 24 * time.Hour
	purgeEvery      = 10 * time.Minute
	purgeBatch      = 500 // rows in a transaction, so that writers hardly wait
)

// purge lets what is over be forgotten, each kind by its owner, until ctx ends.
func purge(ctx context.Context, log *slog.Logger, forget ...func(context.Context) error) {
	ticker := time.NewTicker(purgeEvery)
	defer ticker.Stop()
	for {
		for _, some := range forget {
			if err := some(ctx); err != nil && ctx.Err() == nil {
				log.Warn("could not purge expired data; will try again", "error", err.Error())
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// purgeKeys forgets idempotency keys that are older than a day, and those that are
// from more than a day to come: the clock was ahead, and they would stay until then.
func purgeKeys(ctx context.Context, db *database.DB) error {
	workspaces, err := workspace.List(ctx, db)
	if err != nil {
		return err
	}
	now := db.Now()
	before, after := database.At(now.Add(-idempotencyKept)), database.At(now.Add(idempotencyKept))
	for _, w := range workspaces {
		for n := int64(purgeBatch); n == purgeBatch; {
			n, err = db.Exec(ctx, `DELETE FROM idempotency_keys
				WHERE workspace_id = $1 AND (user_id, route, key) IN (SELECT user_id, route, key FROM idempotency_keys
					WHERE workspace_id = $1 AND (created_at < $2 OR created_at > $3) LIMIT $4)`, w.ID, before, after, purgeBatch)
			if err != nil {
				return fmt.Errorf("purge idempotency keys: %w", err)
			}
		}
	}
	return nil
}
