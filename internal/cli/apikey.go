package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/workspace"
)

// apiKeyCommand is `liaison api-key …`.
type apiKeyCommand struct {
	Create apiKeyCreate `cmd:"" help:"Create an API key and print it on standard output. It is shown only once."`
	List   apiKeyList   `cmd:"" help:"List the API keys of a workspace."`
	Revoke apiKeyRevoke `cmd:"" help:"Revoke an API key permanently; servers refuse it within a second."`
}

type apiKeyCreate struct {
	Name      string `required:"" placeholder:"NAME" help:"Name that says what the key is for; unique in the workspace."`
	Role      string `required:"" placeholder:"ROLE" help:"Role of the key: viewer, editor, admin or another role of the workspace."`
	User      string `placeholder:"USERNAME" help:"User that the key acts as (default: a new service user)."`
	Workspace string `default:"default" placeholder:"SLUG" help:"Workspace of the key (${default})."`
	Expires   string `default:"365d" placeholder:"WHEN" help:"When the key expires: 90d, a date such as 2030-01-31 (UTC), or never (${default})."`
}

// Run creates a key.
func (c apiKeyCreate) Run(r *run) error {
	return r.inWorkspace(c.Workspace, func(db *database.DB, w *workspace.Workspace) error {
		expires, err := parseExpiry(c.Expires, db.Now().Time)
		if err != nil {
			return err
		}
		key, secret, err := auth.New(db, nil).CreateKey(r.ctx, w.ID, actor("api-key create"), auth.NewKey{
			Name: c.Name, Role: c.Role, Username: c.User, ExpiresAt: expires, Forever: expires.IsZero(),
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(r.Stderr, "This is the only time that the key %s (%s, expires %s) is shown:\n", key.Name, key.Role, expiryOf(key))
		_, err = fmt.Fprintln(r.Stdout, secret)
		return err
	})
}

// parseExpiry reads a number of days, a date or never, which is the zero time.
func parseExpiry(s string, now time.Time) (database.Time, error) {
	const mostDays = 36500
	if s == "never" {
		return database.Time{}, nil
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n <= mostDays {
			return database.At(now.AddDate(0, 0, n)), nil
		}
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, s); err == nil {
			return database.At(at), nil
		}
	}
	return database.Time{}, &config.UsageError{Err: errors.New("--expires must be a number of days such as 90d, a date such as 2030-01-31, or never")}
}

func expiryOf(k *auth.Key) string {
	if k.ExpiresAt.IsZero() {
		return "never"
	}
	return k.ExpiresAt.Format(time.DateOnly)
}

type apiKeyList struct {
	Workspace string `default:"default" placeholder:"SLUG" help:"Workspace of the keys (${default})."`
}

// Run lists the keys of a workspace.
func (c apiKeyList) Run(r *run) error {
	return r.inWorkspace(c.Workspace, func(db *database.DB, ws *workspace.Workspace) error {
		keys, err := auth.New(db, nil).ListKeys(r.ctx, ws.ID)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tROLE\tUSER\tEXPIRES\tSTATE\tID")
		for _, k := range keys {
			state := "good"
			switch {
			case !k.RevokedAt.IsZero():
				state = "revoked"
			case !k.ExpiresAt.IsZero() && !db.Now().Before(k.ExpiresAt.Time):
				state = "expired"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", k.Name, k.Role, k.Username, expiryOf(&k), state, k.ID)
		}
		return w.Flush()
	})
}

type apiKeyRevoke struct {
	Key       string `arg:"" name:"name-or-id" help:"Name or id of the key."`
	Workspace string `default:"default" placeholder:"SLUG" help:"Workspace of the key (${default})."`
}

// Run revokes a key.
func (c apiKeyRevoke) Run(r *run) error {
	return r.inWorkspace(c.Workspace, func(db *database.DB, w *workspace.Workspace) error {
		return auth.New(db, nil).RevokeKey(r.ctx, w.ID, actor("api-key revoke"), c.Key, func(int64) error { return nil })
	})
}
