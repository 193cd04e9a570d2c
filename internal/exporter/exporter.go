// Package exporter owns how records leave: a stream of a list of contacts or
// organizations as CSV (RFC 4180), a row for each with as many columns as the
// records need, or as NDJSON, a whole record on each line; and the entry in the
// change log that says so. It reads page by page, twice, so that it needs no more
// memory for a million records than for ten. Who may export what is the doors'
// business.
package exporter

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
)

// Format is a format of an export.
type Format string

// The formats.
const (
	CSV    Format = "csv"
	NDJSON Format = "ndjson"
)

// Valid reports whether there is such a format.
func (f Format) Valid() bool { return f == CSV || f == NDJSON }

// ContentType is the media type of the format.
func (f Format) ContentType() string {
	if f == CSV {
		return "text/csv; charset=utf-8; header=present"
	}
	return "application/x-ndjson"
}

// Job is an export that somebody asks for.
type Job struct {
	Workspace string
	By        changelog.Actor
	// Kind is changelog.Contact or changelog.Organization.
	Kind changelog.Kind
	// Queries find the records, one after the other, each in its order.
	Queries []*listing.Query
	// Filter is what was asked for, as the change log tells it: the query string of
	// a list, "" for all records.
	Filter string
	Format Format
	// Mark puts a byte order mark before CSV, for spreadsheets that take a file
	// for one of another encoding without it.
	Mark bool
	// Fields are the custom fields of the records; each is a column of CSV.
	Fields *customfield.Fields
}

// Run writes the records and returns how many. All of them are as they were at
// one moment. By the time the first byte is written, the change log says that they
// left; what was written when it fails is a part of them.
func (j *Job) Run(ctx context.Context, db *database.DB, to io.Writer) (n int, err error) {
	err = db.InSnapshot(ctx, func(tx *database.DB) error {
		l := j.list(tx)
		shape := newShape(l.names, j.Fields)
		look := shape.look
		if j.Format != CSV {
			look = func([]byte) error { return nil }
		}
		found, err := l.each(ctx, j.Queries, look)
		if err != nil {
			return err
		}
		if err := j.enter(ctx, db, found); err != nil {
			return err
		}
		n, err = j.write(ctx, l, shape, to)
		return err
	})
	if err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

// list is what is exported, a page at a time.
type list struct {
	names []string // of the fields of a record
	fetch func(ctx context.Context, q *listing.Query) (records [][]byte, next string, err error)
}

func (j *Job) list(db *database.DB) *list {
	if j.Kind == changelog.Organization {
		return &list{organization.ListSpec(nil).Fields, func(ctx context.Context, q *listing.Query) ([][]byte, string, error) {
			page, err := organization.List(ctx, db, j.Workspace, q)
			records := make([][]byte, len(page.Items))
			for i := range page.Items {
				records[i] = page.Items[i].JSON()
			}
			return records, page.Next, err
		}}
	}
	store := contact.NewStore(db, j.Workspace, nil)
	return &list{contact.ListSpec(nil).Fields, func(ctx context.Context, q *listing.Query) ([][]byte, string, error) {
		page, err := store.List(ctx, q)
		records := make([][]byte, len(page.Items))
		for i := range page.Items {
			records[i] = page.Items[i].JSON
		}
		return records, page.Next, err
	}}
}

// writer writes records in a format.
type writer interface {
	head() error
	record(rec []byte) error
}

func (j *Job) write(ctx context.Context, l *list, s *shape, to io.Writer) (n int, err error) {
	buffered := bufio.NewWriterSize(to, 64<<10)
	var w writer = &ndjsonWriter{buffered}
	if j.Format == CSV {
		w = newCSVWriter(buffered, s.columns(), j.Mark)
	}
	if err := w.head(); err != nil {
		return 0, err
	}
	if n, err = l.each(ctx, j.Queries, w.record); err != nil {
		return n, err
	}
	return n, buffered.Flush()
}

// pageSize is how many records are in memory at once.
const pageSize = 200

// each calls fn with every record that the queries find, and returns how many.
func (l *list) each(ctx context.Context, queries []*listing.Query, fn func(rec []byte) error) (n int, err error) {
	for _, q := range queries {
		q = q.Copy()
		q.PageSize, q.Page, q.Count = pageSize, 0, listing.CountNone
		for more := true; more; {
			records, next, err := l.fetch(ctx, q)
			if err != nil {
				return n, err
			}
			for _, rec := range records {
				if err := fn(rec); err != nil {
					return n, err
				}
				n++
			}
			if more = next != ""; more {
				if q, err = q.At(next); err != nil {
					return n, err
				}
			}
		}
	}
	return n, nil
}

// ndjsonWriter writes each record on a line of its own.
type ndjsonWriter struct{ to *bufio.Writer }

func (w *ndjsonWriter) head() error { return nil }

func (w *ndjsonWriter) record(rec []byte) error {
	if bytes.IndexByte(rec, '\n') >= 0 { // JSON that came from elsewhere may be indented
		rec = bytes.ReplaceAll(rec, []byte("\n"), []byte(" "))
	}
	if _, err := w.to.Write(rec); err != nil {
		return err
	}
	return w.to.WriteByte('\n')
}
