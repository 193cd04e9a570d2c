package backup_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/backup"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
)

// TestNumbersKeepEveryDigit where a custom field has no definition, in the record and
// in its history, from each engine to each.
func TestNumbersKeepEveryDigit(t *testing.T) {
	const literals = `{"a":9007199254740993,"b":123456789012345678901,"c":0.1234567890123456789012345,"d":1e2}`
	fields, err := record.Fields([]byte(literals))
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range engines {
		db := openURL(t, testkit.MigratedURL(t, from))
		made := factorytest.New(t, db).Contact(func(p *contact.Patch) { p.CustomFields = record.Some(record.Values(fields)) })
		file := filepath.Join(t.TempDir(), "a.backup")
		if _, err := backup.Write(t.Context(), db, file, backup.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, to := range engines {
			restored, err := restore(t, to, file, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, query := range []string{
				`SELECT custom_fields FROM contacts WHERE id = $1`, `SELECT record FROM contact_records WHERE contact_id = $1`,
				`SELECT after FROM changes WHERE record_id = $1`,
			} {
				var got string
				if err := restored.QueryRow(t.Context(), query, made.ID).Scan(&got); err != nil || !strings.Contains(got, literals) {
					t.Errorf("%s to %s: %s gives %s, %v", from, to, query, got, err)
				}
			}
		}
	}
}
