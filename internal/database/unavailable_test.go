package database_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/liaison/liaison/internal/database"
)

// What a database gives up is its own failure, wherever the error comes up.
func TestUnavailable(t *testing.T) {
	for code, want := range map[string]bool{
		"57014": true, "40P01": true, "40001": true, "57P01": true, "53300": true, "08006": true, "23505": false, "42601": false,
	} {
		err := fmt.Errorf("read rows: %w", &pgconn.PgError{Code: code})
		if got := database.Unavailable(err); got != want {
			t.Errorf("%s: got %v", code, got)
		}
	}
	if database.Unavailable(errors.New("something else")) || !database.Unavailable(fmt.Errorf("x: %w", database.ErrUnavailable)) {
		t.Error("the errors of this package are mistaken")
	}
}
