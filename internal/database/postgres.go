package database

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresSettings are asked of the server for every connection, unless the
// URL says otherwise. Times are milliseconds.
var postgresSettings = map[string]string{
	"application_name":                    "liaison",
	"jit":                                 "off", // costs more than any statement of ours
	"statement_timeout":                   "10000",
	"idle_in_transaction_session_timeout": "30000",
	"timezone":                            "UTC",
}

func openPostgres(_ context.Context, url string, opts Options) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		// The parser's error can hold the URL with its password.
		return nil, fmt.Errorf("the database URL must have the form postgres://USER:PASSWORD@HOST:PORT/NAME")
	}
	for name, value := range postgresSettings {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if opts.PoolSize == 0 {
		opts.PoolSize = 20
	}
	pg := stdlib.OpenDB(*config)
	pg.SetMaxOpenConns(opts.PoolSize)
	pg.SetMaxIdleConns(opts.PoolSize)
	pg.SetConnMaxIdleTime(5 * time.Minute)
	beside, stop := context.WithCancel(context.Background())
	go keepStatistics(beside, pg)
	return &DB{
		Engine: Postgres, opts: opts, primary: pg, read: &pool{preparer: pg}, uniques: &uniqueIndexes{}, stop: stop,
		condition: &condition{tell: opts.OnStorage},
	}, nil
}
