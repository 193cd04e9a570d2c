package bench_test

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/liaison/liaison/internal/database"
)

// A creation is a contact that is there already, with all rows that belong to
// it, made ready to be written once more under fresh ids.
type creation struct {
	ids     int // how many fresh ones it takes
	rows    []insertion
	search  insertion
	body    any   // of the search index
	changes ready // of the contact and of its address
	record  ready
}

// insertion is the rows of one table.
type insertion struct {
	stmt   *sql.Stmt
	values ready
}

// ready is values in which ids are to be replaced.
type ready []value

// value is one of them: as it is or, if it holds ids, the pieces of a text with
// the numbers of the ids that go between them.
type value struct {
	fixed  any
	pieces []string
	ids    []int
}

const idLength = 36

// cut makes a value ready; old are the ids to be replaced, by their numbers.
func cut(v any, old map[string]int) value {
	text, ok := v.(string)
	if !ok {
		return value{fixed: v}
	}
	var c value
	from := 0
	for i := 0; i+idLength <= len(text); i++ {
		if n, ok := old[text[i:i+idLength]]; ok {
			c.pieces, c.ids = append(c.pieces, text[from:i]), append(c.ids, n)
			from = i + idLength
			i = from - 1
		}
	}
	if c.ids == nil {
		return value{fixed: v}
	}
	c.pieces = append(c.pieces, text[from:])
	return c
}

func (v *value) with(ids []string) any {
	if v.ids == nil {
		return v.fixed
	}
	if len(v.ids) == 1 && v.pieces[0] == "" && v.pieces[1] == "" {
		return ids[v.ids[0]]
	}
	var b strings.Builder
	b.Grow(4096)
	for i, id := range v.ids {
		b.WriteString(v.pieces[i])
		b.WriteString(ids[id])
	}
	b.WriteString(v.pieces[len(v.ids)])
	return b.String()
}

func (r ready) with(ids []string) []any {
	args := make([]any, len(r))
	for i := range r {
		args[i] = r[i].with(ids)
	}
	return args
}

func (b *bare) makeReady(ctx context.Context, n int) error {
	rows, err := b.readers.QueryContext(ctx, `SELECT id FROM contacts WHERE workspace_id = $1 ORDER BY id DESC LIMIT $2`,
		b.workspace, n)
	if err != nil {
		return err
	}
	ids, err := database.Texts(rows)
	if err != nil {
		return err
	}
	inserts := map[string]*sql.Stmt{}
	for _, id := range ids {
		c, err := b.readCreation(ctx, id, inserts)
		if err != nil {
			return err
		}
		b.people = append(b.people, *c)
	}
	return nil
}

// readCreation reads all rows of a contact. inserts are the statements by table.
func (b *bare) readCreation(ctx context.Context, id string, inserts map[string]*sql.Stmt) (*creation, error) {
	const of, address = ` WHERE workspace_id = $1 AND contact_id = $2`,
		`(SELECT address_id FROM contact_addresses WHERE workspace_id = $1 AND contact_id = $2)`
	old := map[string]int{id: 0}
	c := &creation{}
	tables := []struct{ name, where string }{
		{"addresses", ` WHERE workspace_id = $1 AND id = ` + address},
		{"contacts", ` WHERE workspace_id = $1 AND id = $2`},
		{tableOfEmails, of},
		{"contact_phone_numbers", of},
		{"contact_addresses", of},
		{"contact_tags", of},
		{"contact_records", of},
		{"contact_search", of},
	}
	values := make([][]any, len(tables))
	for i, t := range tables {
		rows, columns, err := b.read(ctx, `SELECT * FROM `+t.name+t.where, id)
		if err != nil {
			return nil, err
		}
		if inserts[t.name] == nil {
			insert := `INSERT INTO ` + t.name + ` VALUES ` + database.Rows(len(rows)/columns, columns)
			if inserts[t.name] = b.prepared.prepare(b.writer, insert); b.prepared.err != nil {
				return nil, b.prepared.err
			}
		}
		for at := 0; t.name != "contact_search" && at < len(rows); at += columns {
			if own, ok := rows[at+1].(string); ok && own != id { // contact_id stands second where there is no id
				old[own] = len(old)
			}
		}
		values[i] = rows
	}
	const log = `SELECT * FROM changes WHERE workspace_id = $1 AND action = 'create' AND kind = `
	changes, _, err := b.read(ctx, log+`'contact' AND record_id = $2`, id)
	if err != nil {
		return nil, err
	}
	ofAddress, _, err := b.read(ctx, log+`'address' AND record_id = `+address, id)
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		in := insertion{inserts[t.name], makeReadyAll(values[i], old)}
		switch t.name {
		case "contact_search":
			in.values[0] = value{} // search_id: the next one
			c.search, c.body = in, values[i][len(values[i])-1]
			continue
		case "contact_records":
			c.record = in.values[len(in.values)-1:]
		}
		c.rows = append(c.rows, in)
	}
	c.changes, c.ids = makeReadyAll(append(changes, ofAddress...), old), len(old)
	return c, nil
}

func makeReadyAll(values []any, old map[string]int) ready {
	all := make(ready, len(values))
	for i, v := range values {
		all[i] = cut(v, old)
	}
	return all
}

// read returns the values of all rows, one row after the other.
func (b *bare) read(ctx context.Context, query, id string) (values []any, columns int, err error) {
	rows, err := b.readers.QueryContext(ctx, query, b.workspace, id)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, 0, err
	}
	for rows.Next() {
		row, dest := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, 0, err
		}
		values = append(values, row...)
	}
	return values, len(names), rows.Err()
}

func (b *bare) create(w http.ResponseWriter, r *http.Request) error {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	c, ids := b.nextCreation()
	err := b.inTx(r.Context(), func(ctx context.Context) error {
		searchID, err := b.writeCreation(ctx, c, ids)
		if err != nil {
			return err
		}
		_, err = b.stmts.index.ExecContext(ctx, searchID, c.body)
		return err
	})
	if err != nil {
		return err
	}
	return write(w, http.StatusCreated, []byte(c.record[0].with(ids).(string)))
}

func (b *bare) nextCreation() (*creation, []string) {
	c := &b.people[int(b.turn.Add(1))%len(b.people)]
	ids := make([]string, c.ids)
	for i := range ids {
		ids[i] = uuid.Must(uuid.NewV7()).String()
	}
	return c, ids
}

// writeCreation writes all rows but that of the search index, and returns the
// number that it goes by there.
func (b *bare) writeCreation(ctx context.Context, c *creation, ids []string) (searchID int64, err error) {
	for _, rows := range c.rows {
		if _, err := rows.stmt.ExecContext(ctx, rows.values.with(ids)...); err != nil {
			return 0, err
		}
	}
	result, err := c.search.stmt.ExecContext(ctx, c.search.values.with(ids)...)
	if err != nil {
		return 0, err
	}
	var number int64
	if err := b.stmts.count.QueryRowContext(ctx, b.workspace, 2, 1, 1).Scan(&number); err != nil {
		return 0, err
	}
	changes := c.changes.with(ids)
	const columns = 14
	changes[1], changes[columns+1], changes[2*columns-1] = number-1, number, number-1
	if _, err = b.stmts.logTwo.ExecContext(ctx, changes...); err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// multiply writes n more contacts, and what search finds them by at the end:
// that is several times as fast as one by one.
func (b *bare) multiply(ctx context.Context, n int) error {
	const batch = 5_000
	for made := 0; made < n; made += batch {
		err := b.inTx(ctx, func(ctx context.Context) error {
			for range min(batch, n-made) {
				c, ids := b.nextCreation()
				if _, err := b.writeCreation(ctx, c, ids); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	_, err := b.writer.ExecContext(ctx, `INSERT INTO contact_search_index (rowid, body) SELECT search_id, body FROM contact_search
		WHERE search_id > (SELECT MAX(rowid) FROM contact_search_index)`)
	return err
}
