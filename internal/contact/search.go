package contact

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/text"
)

// Text search is the one place where the engines are spoken to differently:
// SQLite finds the hits by the trigrams of FTS5, PostgreSQL by those of pg_trgm.
// Both look for the same phrases in the same texts, so that they find the same.

// searchRow is the text by which a contact is found.
type searchRow struct {
	workspace, contactID string
	names, body          string // text.SearchBody of the names and of all there is
}

// writeSearch keeps the texts by which contacts are found; one that is kept
// already costs no more than a look. On SQLite the index is written last, row by
// row in the order of the numbers: before each statement of several rows, on
// whatever table, and before each number that is less than the one before, FTS5
// writes out what it has gathered, and merges the many small pieces later.
func writeSearch(ctx context.Context, tx *database.DB, rows []searchRow) error {
	var index []indexRow
	for batch := range slices.Chunk(rows, 100) {
		query := `INSERT INTO contact_search (workspace_id, contact_id, names, body) VALUES ` + database.Rows(len(batch), 4) + `
			ON CONFLICT (workspace_id, contact_id) DO UPDATE SET names = excluded.names, body = excluded.body
			WHERE contact_search.names <> excluded.names OR contact_search.body <> excluded.body`
		args, bodies := make([]any, 0, 4*len(batch)), make(map[string]string, len(batch))
		for _, row := range batch {
			args = append(args, row.workspace, row.contactID, row.names, row.body)
			bodies[row.contactID] = row.body
		}
		if tx.Engine != database.SQLite {
			if _, err := tx.Exec(ctx, query, args...); err != nil {
				return fmt.Errorf("keep search texts: %w", err)
			}
			continue
		}
		written, err := searchIDs(ctx, tx, query, args)
		if err != nil {
			return fmt.Errorf("keep search texts: %w", err)
		}
		for contactID, id := range written {
			index = append(index, indexRow{id, bodies[contactID]})
		}
	}
	return writeIndex(ctx, tx, index)
}

// bulk is from how many rows on the pieces of the index are merged later.
const bulk = 1000

// writeIndex indexes search texts on SQLite.
func writeIndex(ctx context.Context, tx *database.DB, rows []indexRow) error {
	slices.SortFunc(rows, func(a, b indexRow) int { return cmp.Compare(a.id, b.id) })
	const automerge = `INSERT INTO contact_search_index (contact_search_index, rank) VALUES ('automerge', $1)`
	if len(rows) >= bulk {
		if _, err := tx.Exec(ctx, automerge, 0); err != nil {
			return fmt.Errorf("set the search index: %w", err)
		}
	}
	for _, row := range rows {
		if err := unindex(ctx, tx, row.id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO contact_search_index (rowid, body) VALUES ($1, $2)`, row.id, row.body); err != nil {
			return fmt.Errorf("index a search text: %w", err)
		}
	}
	if len(rows) >= bulk {
		if _, err := tx.Exec(ctx, automerge, 4); err != nil {
			return fmt.Errorf("set the search index: %w", err)
		}
	}
	return nil
}

// indexRow is a row of the index of SQLite.
type indexRow struct {
	id   int64
	body string
}

// searchIDs runs a statement that writes search texts and returns the numbers of
// their rows, by the id of the contact.
func searchIDs(ctx context.Context, tx *database.DB, query string, args []any) (map[string]int64, error) {
	rows, err := tx.Query(ctx, query+` RETURNING contact_id, search_id`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	ids := map[string]int64{}
	for rows.Next() {
		var contactID string
		var id int64
		if err := rows.Scan(&contactID, &id); err != nil {
			return nil, err
		}
		ids[contactID] = id
	}
	return ids, rows.Err()
}

// deleteSearch removes the texts by which contacts are found.
func deleteSearch(ctx context.Context, tx *database.DB, workspace string, contactIDs []string) error {
	w := database.Where{Args: []any{workspace}}
	query := `DELETE FROM contact_search WHERE workspace_id = $1 AND contact_id IN (` + database.List(&w, contactIDs) + `)`
	if tx.Engine != database.SQLite {
		if _, err := tx.Exec(ctx, query, w.Args...); err != nil {
			return fmt.Errorf("delete search texts: %w", err)
		}
		return nil
	}
	ids, err := searchIDs(ctx, tx, query, w.Args)
	if err != nil {
		return fmt.Errorf("delete search texts: %w", err)
	}
	for _, id := range ids {
		if err := unindex(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

func unindex(ctx context.Context, tx *database.DB, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM contact_search_index WHERE rowid = $1`, id); err != nil {
		return fmt.Errorf("delete from the search index: %w", err)
	}
	return nil
}

// contactSearch is what a search asks for.
type contactSearch struct {
	terms []searchTerm // all of which must be found
	words []string     // of all terms, for the order of the hits
}

// searchTerm is found if all phrases of one of its alternatives are.
type searchTerm [][]string

// newSearch returns how contacts are searched for what a person typed.
func newSearch(engine database.Engine, typed string) *listing.Search {
	return readSearch(typed).on(engine)
}

// nameIndex finds those whose name may hold the value: whatever stands in a name
// stands in the search text too. Words of one or two letters are in no index
// unless a word begins with them.
func nameIndex(engine database.Engine, in listing.Input) *listing.Search {
	if len(in.Values) != 1 {
		return nil
	}
	var s contactSearch
	for _, word := range text.SearchWords(in.Values[0]) {
		if utf8.RuneCountInString(word) > 2 {
			s.add([]string{word})
		}
	}
	if len(s.terms) == 0 {
		return nil
	}
	return s.on(engine)
}

// phoneIndex finds those in whose search text the digits stand.
func phoneIndex(engine database.Engine, in listing.Input) *listing.Search {
	if len(in.Values) != 1 || len(in.Values[0]) < 3 || strings.HasPrefix(in.Values[0], "+") {
		return nil
	}
	var s contactSearch
	s.add(in.Values)
	return s.on(engine)
}

func (s *contactSearch) on(engine database.Engine) *listing.Search {
	search := &listing.Search{ID: "s.contact_id", Score: s.score, Test: s.test}
	if engine == database.SQLite {
		search.Hits = s.sqliteHits
	} else {
		search.Hits = s.postgresHits
	}
	return search
}

// readSearch takes what was typed apart. A phone number in several chunks
// (+33 6 12 34 56 78) is looked for by its chunks, by its digits in one and, as
// it may be written with digits that are not dialled, as it is kept.
func readSearch(typed string) *contactSearch {
	s := &contactSearch{words: text.SearchWords(typed)}
	var run []string
	endRun := func() {
		s.addRun(run)
		run = nil
	}
	for chunk := range strings.FieldsSeq(typed) {
		if isPhoneChunk(chunk) {
			run = append(run, chunk)
			continue
		}
		endRun()
		s.add(phrases(text.SearchWords(chunk)))
	}
	endRun()
	return s
}

// maxTerms bounds what one search may cost, as text.SearchWords does.
const maxTerms = 32

func (s *contactSearch) add(alternatives ...[]string) {
	alternatives = slices.DeleteFunc(alternatives, func(a []string) bool { return len(a) == 0 })
	if len(alternatives) > 0 && len(s.terms) < maxTerms {
		s.terms = append(s.terms, alternatives)
	}
}

// minPhoneDigits is how many digits chunks must have together to be taken for
// one phone number.
const minPhoneDigits = 5

func (s *contactSearch) addRun(run []string) {
	if len(run) == 0 {
		return
	}
	whole := strings.Join(run, " ")
	digits := phone.Digits(whole)
	if len(run) == 1 && !strings.HasPrefix(whole, "+") || len(digits) < minPhoneDigits || len(digits) > 20 {
		for _, chunk := range run {
			s.add(phrases(text.SearchWords(chunk)))
		}
		return
	}
	alternatives := [][]string{phrases(text.SearchWords(whole)), {digits}}
	if number, fault := phone.Find(whole, ""); fault == nil {
		for _, spelling := range phone.Spellings(number) {
			if phone.Digits(spelling) != digits {
				alternatives = append(alternatives, []string{phone.Digits(spelling)})
			}
		}
	}
	s.add(alternatives...)
}

// isPhoneChunk reports whether a chunk is made of what phone numbers are.
func isPhoneChunk(chunk string) bool {
	return strings.Trim(text.ASCIIDigits(chunk), "+0123456789()./-") == ""
}

func phrases(words []string) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = listing.Phrase(word)
	}
	return all
}

// every joins the terms of a search into one condition: a AND (b OR c AND d).
func (s *contactSearch) every(find func(phrase string) string) string {
	all := make([]string, len(s.terms))
	for i, term := range s.terms {
		either := make([]string, len(term))
		for j, phrases := range term {
			found := make([]string, len(phrases))
			for k, phrase := range phrases {
				found[k] = find(phrase)
			}
			either[j] = "(" + strings.Join(found, " AND ") + ")"
		}
		all[i] = listing.Or(either)
	}
	return strings.Join(all, " AND ")
}

// sqliteHits asks FTS5, in whose language a phrase in double quotes is found as
// it stands and AND binds closer than OR.
func (s *contactSearch) sqliteHits(w *database.Where, columns string) string {
	match := s.every(func(phrase string) string { return `"` + strings.ReplaceAll(phrase, `"`, `""`) + `"` })
	return `SELECT ` + columns + ` FROM contact_search_index JOIN contact_search s ON s.search_id = contact_search_index.rowid
		WHERE contact_search_index MATCH ` + w.Arg(match) + ` AND s.workspace_id = $1`
}

func (s *contactSearch) postgresHits(w *database.Where, columns string) string {
	return `SELECT ` + columns + ` FROM contact_search s WHERE s.workspace_id = $1 AND ` + s.likes(w, "s.body")
}

func (s *contactSearch) likes(w *database.Where, column string) string {
	return s.every(func(phrase string) string { return listing.Like(w, column, "%", []string{phrase}, "%") })
}

// test looks into one contact's text.
func (s *contactSearch) test(w *database.Where) string {
	return `SELECT 1 FROM contact_search s WHERE s.workspace_id = $1 AND s.contact_id = c.id AND ` + s.likes(w, "s.body")
}

// score says how badly a hit matches, for each word: 0 if a name is the word, 1
// if one begins with it, 2 if one holds it, 3 if it was found elsewhere.
func (s *contactSearch) score(w *database.Where) string {
	all := make([]string, len(s.words))
	for i, word := range s.words {
		like := func(before, after string) string { return listing.Like(w, "s.names", before, []string{word}, after) }
		all[i] = "CASE WHEN " + like("%  ", "  %") + " THEN 0 WHEN " + like("%  ", "%") +
			" THEN 1 WHEN " + like("%", "%") + " THEN 2 ELSE 3 END"
	}
	return "CAST(" + strings.Join(all, " + ") + " AS BIGINT)"
}
