package contact

import (
	"strconv"
	"testing"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// TestManySearchTexts: the index of SQLite finds what was written in bulk, the
// newest text alone, and merges as before afterwards.
func TestManySearchTexts(t *testing.T) {
	db, err := database.Open(t.Context(), testkit.MigratedURL(t, database.SQLite), database.Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, text := range []string{"zanzibar", "timbuktu"} {
		var rows []indexRow
		for i := range int64(bulk) {
			rows = append(rows, indexRow{bulk - i, text + strconv.FormatInt(i, 10)})
		}
		err := db.InTx(t.Context(), func(tx *database.DB) error { return writeIndex(t.Context(), tx, rows) })
		if err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int{
		`SELECT COUNT(*) FROM contact_search_index WHERE contact_search_index MATCH 'timbuktu'`: bulk,
		`SELECT COUNT(*) FROM contact_search_index WHERE contact_search_index MATCH 'zanzibar'`: 0,
		`SELECT v FROM contact_search_index_config WHERE k = 'automerge'`:                       4,
	} {
		var got int
		if err := db.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %d, want %d (%v)", query, got, want, err)
		}
	}
}
