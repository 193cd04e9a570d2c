package address_test

import (
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// The migration gave the addresses that there were the keys that writers give.
func TestKeysOfTheMigration(t *testing.T) {
	codes := []string{"A65 F4E2", "a65f4e2", "SW1A\u00a01AA", "１００-0001", "\u3000100 0001", "É 1", "İ", "", "  x\u2003y\u205fZ "}
	testkit.EachEngine(t, func(t *testing.T, db *database.DB) {
		if err := workspace.Ensure(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.BySlug(t.Context(), db, workspace.Default)
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile("../database/migrations/00048_postal_codes." + string(db.Engine) + ".sql")
		if err != nil {
			t.Fatal(err)
		}
		_, update, _ := strings.Cut(string(file), "UPDATE addresses")
		update, _, _ = strings.Cut(update, ";")
		err = db.InTx(t.Context(), func(tx *database.DB) error {
			for _, code := range codes {
				_, err := tx.Exec(t.Context(), `INSERT INTO addresses (workspace_id, id, postal_code, city, city_key, created_at, updated_at, version)
					VALUES ($1, $2, $3, 'x', $4, '', '', 1)`, w.ID, db.NewID(), code, []byte{})
				if err != nil {
					return err
				}
			}
			_, err := tx.Exec(t.Context(), "UPDATE addresses"+update)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range codes {
			var got string
			err := db.QueryRow(t.Context(), `SELECT postal_code_key FROM addresses WHERE workspace_id = $1 AND postal_code = $2`, w.ID, code).Scan(&got)
			if want := address.PostalKey(code); err != nil || got != want {
				t.Errorf("%q: got %q, want %q (%v)", code, got, want, err)
			}
		}
	})
}
