package customfield_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/workspace"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// many is how many records the plans are made for; LIAISON_SOAK=1 takes a
// million.
const many = 200_000

func records() int {
	if os.Getenv("LIAISON_SOAK") == "1" {
		return 1_000_000
	}
	return many
}

// place is a workspace with one filterable field of many records.
type place struct {
	*testing.T

	db    *database.DB
	ws    string
	field *customfield.Field
	asked []string // the statements since they were forgotten
}

func newPlace(t *testing.T, db *database.DB) *place {
	t.Helper()
	if err := workspace.Ensure(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	w, err := workspace.BySlug(t.Context(), db, workspace.Default)
	if err != nil {
		t.Fatal(err)
	}
	p := &place{T: t, db: db, ws: w.ID}
	p.in(func(tx *changelog.Tx) (err error) {
		var faults problem.Fields
		p.field, err = customfield.New(t.Context(), tx, &customfield.Patch{
			RecordKind: record.Some("contact"), Key: record.Some("k"), Type: record.Some("text"), Filterable: record.Some(true),
		}, faults)
		if err == nil {
			_, err = customfield.Insert(t.Context(), tx, p.field)
		}
		return err
	})
	return p
}

func (p *place) in(fn func(tx *changelog.Tx) error) {
	p.Helper()
	if err := changelog.InTx(p.Context(), p.db, p.ws, changelog.Actor{Via: changelog.ViaCommand}, fn); err != nil {
		p.Fatal(err)
	}
}

func (p *place) exec(query string, args ...any) {
	p.Helper()
	err := p.db.InTx(p.Context(), func(tx *database.DB) error {
		_, err := tx.Exec(p.Context(), query, args...)
		return err
	})
	if err != nil {
		p.Fatal(err)
	}
}

// fill writes n contacts with a number and a text of which each is shared by
// about ten.
func (p *place) fill(n int) {
	p.Helper()
	const most = 20_000 // in a statement
	for from := 1; from <= n; from += most {
		p.fillPart(from, min(from+most-1, n))
	}
	if p.db.Engine == database.Postgres {
		p.exec(`ANALYZE contacts`)
		p.exec(`ANALYZE custom_field_values`)
	}
}

func (p *place) fillPart(from, to int) {
	p.Helper()
	numbers := fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) `, from, to)
	id := `'00000000-0000-7000-8000-' || SUBSTR('000000000000' || CAST(i AS TEXT), LENGTH(CAST(i AS TEXT)) + 1, 12)`
	p.exec(`INSERT INTO contacts (workspace_id, id, prefix, first_name, middle_name, last_name, suffix, nickname, title,
			organization_name, contact_type, status, source, language, notes, custom_fields,
			first_name_key, last_name_key, organization_key, first_name_alike, last_name_alike,
			created_at, updated_at, version) `+numbers+`
		SELECT CAST($1 AS TEXT), `+id+`, '', 'a', '', 'b', '', '', '', '', 'other', 'active', 'other', '', '', '{}',
			$2, $3, $4, 'a', 'b', CAST($5 AS TEXT), CAST($5 AS TEXT), 1 FROM n`,
		p.ws, []byte{1}, []byte{2}, []byte{3}, p.db.Now().String())
	p.exec(`INSERT INTO custom_field_values (workspace_id, field_id, record_id, position, text_value, alike, number_value) `+
		numbers+`SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), `+id+`, 0, 'text ' || CAST(i / 10 AS TEXT),
			'text ' || CAST(i / 10 AS TEXT), i / 10 FROM n`, p.ws, p.field.ID)
}

// statements runs a query for the list of contacts and returns what it asked of
// the database, as it would be with its values written out.
func (p *place) statements(parameter, value, literal string) []string {
	p.Helper()
	key := func(column string) listing.Key { return listing.Key{SQL: column, Type: listing.BytesKey} }
	spec := &listing.Spec{
		Name: "contacts", Alias: "c", ID: listing.Key{SQL: "c.id"}, Default: "name",
		Orderings: []listing.Ordering{{Name: "name", Keys: []listing.Key{key("c.last_name_key"), key("c.first_name_key")}}},
		Filters:   customfield.Filters(&customfield.Fields{List: []customfield.Field{*p.field}}),
	}
	q, faults := listing.Parse(spec, url.Values{parameter: {value}})
	if err := faults.Err(); err != nil {
		p.Fatal(err)
	}
	p.asked = nil
	began := time.Now()
	page, err := listing.Fetch(p.Context(), p.db, q, listing.Select{
		Workspace: p.ws, From: "contacts c", Columns: "c.id", Join: "contacts c ON c.workspace_id = $1 AND c.id = p.id",
	}, func(row listing.Row) (id string, err error) { return id, row.Scan(&id) })
	if err != nil || len(page.Items) == 0 {
		p.Fatal(err, len(page.Items))
	}
	p.Logf("%s=%s: %d matches in %s", parameter, value, *page.Count, time.Since(began).Round(time.Millisecond))
	var written []string
	for _, query := range p.asked {
		query = strings.ReplaceAll(regexp.MustCompile(`\$1\b`).ReplaceAllString(query, "?"), "?", "'"+p.ws+"'")
		query = regexp.MustCompile(`(v\.\w+ (?:=|>=) )\$\d+`).ReplaceAllString(query, "${1}"+literal)
		query = regexp.MustCompile(`(v\.\w+ <=? )\$\d+`).ReplaceAllString(query, "${1}"+strings.Replace(literal, "345", "346", 1))
		written = append(written, regexp.MustCompile(`\$\d+`).ReplaceAllString(query, "10001"))
	}
	return written
}

// explain returns how the engine runs a statement.
func (p *place) explain(query string) string {
	p.Helper()
	explain, columns := "EXPLAIN ", 1
	if p.db.Engine == database.SQLite {
		explain, columns = "EXPLAIN QUERY PLAN ", 4
	}
	rows, err := p.db.QueryOnce(p.Context(), explain+query)
	if err != nil {
		p.Fatal(err, query)
	}
	defer func() { _ = rows.Close() }()
	var plan strings.Builder
	for rows.Next() {
		var line string
		dest := make([]any, columns)
		for i := range dest {
			dest[i] = new(any)
		}
		dest[columns-1] = &line
		if err := rows.Scan(dest...); err != nil {
			p.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		p.Fatal(err)
	}
	return plan.String()
}

// TestFiltersUseTheIndex: whatever is asked of a field, no engine reads all its
// values, or all contacts, to find a few.
func TestFiltersUseTheIndex(t *testing.T) {
	var p *place
	opts := database.Options{Fast: true, OnStatement: func(_ context.Context, query string) {
		if p != nil {
			p.asked = append(p.asked, query)
		}
	}}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		p = newPlace(t, db)
		defer func() { p = nil }()
		p.fill(records())
		for _, c := range []struct{ valueType, lookup, value, literal, index string }{
			{"text", "", "text 12345", "'text 12345'", "by_text"},
			{"text", "__iexact", "TEXT 12345", "'text 12345'", "by_alike"},
			{"text", "__startswith", "text 12345", "'text 12345'", "by_alike"},
			{"date", "", "2026-01-02", "'text 12345'", "by_text"},
			{"number", "", "12345", "12345", "by_number"},
			{"integer", "__range", "12345,12346", "12345", "by_number"},
		} {
			p.field.Type = customfield.Type(c.valueType)
			if c.valueType == "date" {
				p.exec(`UPDATE custom_field_values SET text_value = $1 WHERE number_value = 12345`, c.value)
				c.literal = "'" + c.value + "'"
			}
			statements := p.statements("custom_fields.k"+c.lookup, c.value, c.literal)
			if len(statements) != 2 {
				t.Fatalf("%d statements", len(statements))
			}
			for _, query := range statements {
				plan := p.explain(query)
				if !strings.Contains(plan, "custom_field_values_"+c.index) || p.readsAll(plan) {
					t.Errorf("%s%s: %s\n%s", c.valueType, c.lookup, query, plan)
				}
				t.Log(plan)
			}
		}
	})
}

// readsAll reports whether a plan reads a whole table.
func (p *place) readsAll(plan string) bool {
	if p.db.Engine == database.Postgres {
		return strings.Contains(plan, "Seq Scan")
	}
	return regexp.MustCompile(`SCAN [vc]\b`).MatchString(plan)
}
