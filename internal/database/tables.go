package database

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

var tableMade = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// Tables returns the names of the tables that hold the data of Liaison, in order:
// all that the migrations make. Others in the same database are other people's, or
// the engine's.
func Tables() []string { return slices.Clone(tablesMade()) }

var tablesMade = sync.OnceValue(func() []string {
	var names []string
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	for _, file := range files {
		var text []byte
		if text, err = migrationFiles.ReadFile(file); err != nil {
			break
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		for _, made := range tableMade.FindAllStringSubmatch(up, -1) {
			names = append(names, made[1])
		}
	}
	if err != nil { // they are part of the program
		panic(err)
	}
	slices.Sort(names)
	return slices.Compact(names)
})

// isOurs reports whether a table is one of Tables.
func isOurs(table string) bool {
	_, found := slices.BinarySearch(tablesMade(), table)
	return found
}

// tablesOf list all tables where Liaison's are.
var tablesOf = map[Engine]string{
	SQLite:   `SELECT name FROM sqlite_master WHERE type = 'table'`,
	Postgres: `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`,
}

// tables lists those of Tables that the database has: all, unless its schema is
// older.
func (db *DB) tables(ctx context.Context) ([]string, error) {
	rows, err := db.Query(ctx, tablesOf[db.Engine])
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	names, err := Texts(rows)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !isOurs(name) })
	slices.Sort(names)
	return names, nil
}
