package bench_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/liaison/liaison/internal/database"
)

// bare serves the operations that are measured with what the database needs
// for them and nothing more: no keys, no rules, no log, no middleware, no
// parsing of bodies. Its statements are prepared, and what it writes was made
// ready when it started.
type bare struct {
	workspace string

	prepared    *preparer
	dbs         []*sql.DB
	readers     *sql.DB
	one         *sql.Stmt
	first, next *sql.Stmt // pages

	mu     sync.Mutex // held by who writes
	writer *sql.Conn
	stmts  statements
	people []creation
	turn   atomic.Int64 // counts what was created
}

const (
	tableOfEmails = "contact_email_addresses"
	layout        = "2006-01-02T15:04:05.000Z"
)

// newBare opens a database and makes some of its contacts ready to be written
// again.
func newBare(ctx context.Context, path string, ready int) (*bare, error) {
	b := &bare{}
	readers, err := sql.Open("sqlite", bareDSN(path, "query_only(1)"))
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(4)
	readers.SetMaxIdleConns(4)
	writer, err := sql.Open("sqlite", bareDSN(path))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	b.readers, b.dbs = readers, []*sql.DB{readers, writer}
	if b.writer, err = writer.Conn(ctx); err != nil {
		return nil, err
	}
	if err := readers.QueryRowContext(ctx, `SELECT id FROM workspaces`).Scan(&b.workspace); err != nil {
		return nil, err
	}
	p := &preparer{ctx: ctx}
	b.prepared = p
	const page = `SELECT r.record FROM contacts c
		JOIN contact_records r ON r.workspace_id = c.workspace_id AND r.contact_id = c.id
		WHERE c.workspace_id = $1`
	const order = ` ORDER BY c.last_name_key, c.first_name_key, c.id LIMIT 25`
	b.one = p.prepare(readers, `SELECT record FROM contact_records WHERE workspace_id = $1 AND contact_id = $2`)
	b.first = p.prepare(readers, page+order)
	b.next = p.prepare(readers, page+` AND (c.last_name_key, c.first_name_key, c.id) > ($2, $3, $4)`+order)
	b.stmts.prepare(p, b.writer)
	if p.err != nil {
		return nil, p.err
	}
	return b, b.makeReady(ctx, ready)
}

// bareDSN has the settings of Liaison's own connections.
func bareDSN(path string, more ...string) string {
	q := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "trusted_schema(0)", "cell_size_check(1)",
		"mmap_size(0)", "secure_delete(FAST)", "journal_size_limit(67108864)", "cache_size(-16384)", "temp_store(MEMORY)",
		"synchronous(FULL)",
	}, more...)}
	return "file:" + path + "?" + q.Encode()
}

// close closes the statements too: as long as there is one, SQLite does not
// write its log back into the file.
func (b *bare) close() {
	for _, stmt := range b.prepared.stmts {
		stmt.Close()
	}
	b.writer.Close()
	for _, db := range b.dbs {
		db.Close()
	}
}

// preparer prepares statements and keeps them and the first error.
type preparer struct {
	ctx   context.Context
	stmts []*sql.Stmt
	err   error
}

func (p *preparer) prepare(on interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}, query string,
) *sql.Stmt {
	stmt, err := on.PrepareContext(p.ctx, query)
	switch {
	case err == nil:
		p.stmts = append(p.stmts, stmt)
	case p.err == nil:
		p.err = fmt.Errorf("prepare %s: %w", query, err)
	}
	return stmt
}

// routes are the paths of the API that are measured.
func (b *bare) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /api/v1/contacts/{id}":                             b.get,
		"GET /api/v1/contacts":                                  b.page,
		"POST /api/v1/contacts":                                 b.create,
		"PATCH /api/v1/contacts/{id}/email_addresses/{channel}": b.flip,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := handle(w, r); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
			}
		})
	}
	return mux
}

func write(w http.ResponseWriter, status int, body []byte) error {
	w.Header()["Content-Type"] = []string{"application/json"}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

func (b *bare) get(w http.ResponseWriter, r *http.Request) error {
	var record []byte
	if err := b.one.QueryRowContext(r.Context(), b.workspace, r.PathValue("id")).Scan(&record); err != nil {
		return err
	}
	return write(w, http.StatusOK, record)
}

func (b *bare) page(w http.ResponseWriter, r *http.Request) error {
	stmt, args := b.first, []any{b.workspace}
	if r.URL.RawQuery != "" {
		q := r.URL.Query()
		last, err := hex.DecodeString(q.Get("last"))
		if err != nil {
			return err
		}
		first, err := hex.DecodeString(q.Get("first"))
		if err != nil {
			return err
		}
		stmt, args = b.next, append(args, last, first, q.Get("id"))
	}
	rows, err := stmt.QueryContext(r.Context(), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	body := append(make([]byte, 0, 64<<10), `{"results":[`...)
	var record sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&record); err != nil {
			return err
		}
		body = append(append(body, record...), ',')
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return write(w, http.StatusOK, append(bytes.TrimSuffix(body, []byte(",")), "]}"...))
}

// inTx runs fn in a transaction, one at a time.
func (b *bare) inTx(ctx context.Context, fn func(ctx context.Context) error) error {
	ctx = context.WithoutCancel(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, err := b.stmts.begin.ExecContext(ctx); err != nil {
		return err
	}
	if err := fn(ctx); err != nil {
		_, _ = b.stmts.rollback.ExecContext(ctx)
		return err
	}
	_, err := b.stmts.commit.ExecContext(ctx)
	return err
}

func (b *bare) flip(w http.ResponseWriter, r *http.Request) error {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	contactID, channelID, now := r.PathValue("id"), r.PathValue("channel"), time.Now().UTC().Format(layout)
	var after []byte
	err := b.inTx(r.Context(), func(ctx context.Context) error {
		var before []byte
		if err := b.stmts.record.QueryRowContext(ctx, b.workspace, contactID).Scan(&before); err != nil {
			return err
		}
		after = turned(before, channelID)
		return b.writeFlip(ctx, []any{b.workspace, contactID, now}, channelID, before, after)
	})
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, channelIn(after, channelID))
}

func (b *bare) writeFlip(ctx context.Context, args []any, channelID string, before, after []byte) error {
	s := &b.stmts
	if _, err := s.clearPrimary.ExecContext(ctx, args...); err != nil {
		return err
	}
	if _, err := s.setPrimary.ExecContext(ctx, append(args, channelID)...); err != nil {
		return err
	}
	if _, err := s.touch.ExecContext(ctx, args...); err != nil {
		return err
	}
	if _, err := s.keepRecord.ExecContext(ctx, b.workspace, args[1], string(after)); err != nil {
		return err
	}
	var number int64
	if err := s.count.QueryRowContext(ctx, b.workspace, 1, 0, 0).Scan(&number); err != nil {
		return err
	}
	_, err := s.logOne.ExecContext(ctx, b.workspace, number, args[2], nil, "key", "bench", "", "contact", args[1], "update",
		string(before), string(after), `["email_addresses","primary_email"]`, nil)
	return err
}

// turned returns a record in which another email address is primary.
func turned(record []byte, channelID string) []byte {
	const yes, no = `"is_primary":true`, `"is_primary":false`
	emails := bytes.Index(record, []byte(`"email_addresses":`))
	head, list := record[:emails], bytes.Replace(record[emails:], []byte(yes), []byte(no), 1)
	channel := bytes.Index(list, []byte(`{"id":"`+channelID))
	out := append(append(make([]byte, 0, len(record)+8), head...), list[:channel]...)
	return append(out, bytes.Replace(list[channel:], []byte(no), []byte(yes), 1)...)
}

// channelIn returns the channel with an id as it stands in a record.
func channelIn(record []byte, id string) []byte {
	from := record[bytes.Index(record, []byte(`{"id":"`+id)):]
	return from[:bytes.IndexByte(from, '}')+1]
}

// statements are those of the writing connection.
type statements struct {
	begin, commit, rollback *sql.Stmt

	record, clearPrimary, setPrimary, touch, keepRecord, count, logOne, logTwo, index *sql.Stmt
}

func (s *statements) prepare(p *preparer, conn *sql.Conn) {
	add := func(query string) *sql.Stmt { return p.prepare(conn, query) }
	s.begin, s.commit, s.rollback = add("BEGIN IMMEDIATE"), add("COMMIT"), add("ROLLBACK")
	s.record = add(`SELECT record FROM contact_records WHERE workspace_id = $1 AND contact_id = $2`)
	s.clearPrimary = add(`UPDATE ` + tableOfEmails + ` SET is_primary = FALSE, updated_at = $3, version = version + 1
		WHERE workspace_id = $1 AND contact_id = $2 AND is_primary`)
	s.setPrimary = add(`UPDATE ` + tableOfEmails + ` SET is_primary = TRUE, updated_at = $3, version = version + 1
		WHERE workspace_id = $1 AND id = $4 AND contact_id = $2`)
	s.touch = add(`UPDATE contacts SET updated_at = $3, version = version + 1 WHERE workspace_id = $1 AND id = $2`)
	s.keepRecord = add(`UPDATE contact_records SET version = version + 1, record = $3 WHERE workspace_id = $1 AND contact_id = $2`)
	s.count = add(`UPDATE workspace_counters SET change_number = change_number + $2, contacts = contacts + $3,
		addresses = addresses + $4 WHERE workspace_id = $1 RETURNING change_number`)
	s.logOne = add(`INSERT INTO changes VALUES ` + database.Rows(1, 14))
	s.logTwo = add(`INSERT INTO changes VALUES ` + database.Rows(2, 14))
	s.index = add(`INSERT INTO contact_search_index (rowid, body) VALUES ($1, $2)`)
}
