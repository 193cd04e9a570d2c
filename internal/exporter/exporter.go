// Package exporter owns how records leave: a stream of a list of contacts or
// organizations as CSV (RFC 4180), a row for each with the columns that people
// want in a spreadsheet, or as NDJSON, a whole record on each line. It reads page
// by page, so that it needs no more memory for a million records than for ten.
// Who may export what is the doors' business.
package exporter

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

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

// Options are what an export is asked for.
type Options struct {
	Format Format
	// Mark puts a byte order mark before CSV, for spreadsheets that take a file
	// for one of another encoding without it.
	Mark bool
	// Fields are the custom fields of the records; each is a column of CSV.
	Fields *customfield.Fields
}

// list is what is exported, a page at a time.
type list struct {
	queries []*listing.Query // one after the other
	fetch   func(ctx context.Context, q *listing.Query) (records [][]byte, next string, err error)
	columns []column
}

// Contacts writes the contacts that the queries find, in their order, and returns
// how many. What was written when it fails is a part of them.
func Contacts(ctx context.Context, w io.Writer, store *contact.Store, queries []*listing.Query, o Options) (int, error) {
	l := list{
		queries: queries, columns: contactColumns(o.Fields),
		fetch: func(ctx context.Context, q *listing.Query) ([][]byte, string, error) {
			page, err := store.List(ctx, q)
			records := make([][]byte, len(page.Items))
			for i := range page.Items {
				records[i] = page.Items[i].JSON
			}
			return records, page.Next, err
		},
	}
	return l.write(ctx, w, o)
}

// Organizations writes the organizations that the queries find, like Contacts.
func Organizations(ctx context.Context, w io.Writer, db *database.DB, workspace string, queries []*listing.Query, o Options) (int, error) {
	l := list{
		queries: queries, columns: organizationColumns(o.Fields),
		fetch: func(ctx context.Context, q *listing.Query) ([][]byte, string, error) {
			page, err := organization.List(ctx, db, workspace, q)
			records := make([][]byte, len(page.Items))
			for i := range page.Items {
				records[i] = page.Items[i].JSON()
			}
			return records, page.Next, err
		},
	}
	return l.write(ctx, w, o)
}

// writer writes records in a format.
type writer interface {
	head() error
	record(rec []byte) error
}

func (l *list) write(ctx context.Context, to io.Writer, o Options) (n int, err error) {
	buffered := bufio.NewWriterSize(to, 64<<10)
	var w writer = &ndjsonWriter{buffered}
	if o.Format == CSV {
		w = newCSVWriter(buffered, l.columns, o.Mark)
	}
	if err := w.head(); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	for _, q := range l.queries {
		m, err := l.pages(ctx, q, w)
		if n += m; err != nil {
			return n, fmt.Errorf("export: %w", err)
		}
	}
	if err := buffered.Flush(); err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

// pageSize is how many records are in memory at once.
const pageSize = 200

// pages writes all pages of a query.
func (l *list) pages(ctx context.Context, q *listing.Query, w writer) (n int, err error) {
	q = q.Copy()
	q.PageSize, q.Page, q.Count = pageSize, 0, listing.CountNone
	for more := true; more; {
		records, next, err := l.fetch(ctx, q)
		if err != nil {
			return n, err
		}
		for _, rec := range records {
			if err := w.record(rec); err != nil {
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
