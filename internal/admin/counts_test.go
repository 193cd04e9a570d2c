package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// follow appends changes to the log that follow from one and say the same: those
// from the first to the last.
func (s *site) follow(cause int64, first, last int) {
	s.t.Helper()
	_, err := s.db.Exec(s.t.Context(), `WITH RECURSIVE more (i) AS (SELECT CAST($2 AS INTEGER) UNION ALL SELECT i + 1 FROM more WHERE i < $4)
		INSERT INTO changes (workspace_id, number, at, user_id, via, via_name, request_id, kind, record_id, action, before, after, changed, cause)
		SELECT c.workspace_id, c.number + 1000000 + i, c.at, c.user_id, c.via, c.via_name, c.request_id, c.kind, c.record_id, c.action, c.before,
			c.after, c.changed, $3
		FROM changes c CROSS JOIN more WHERE c.workspace_id = $1 AND c.number = $3`, s.home, first, cause, last)
	if err != nil {
		s.t.Fatal(err)
	}
}

// What is counted as far as 10,000 is a number on every page that shows it.
func TestMoreThanCanBeCounted(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.makeTag("many")
		cause := s.last(changelog.Tag)
		s.follow(cause, 1, 10_000)
		v.get(changesPath+"?kind=tag&followed=1").wants(t, http.StatusOK, "More than 10,000 entries")
		v.part(changesPath+"?kind=tag&followed=1", "list").wants(t, http.StatusOK, "More than 10,000 entries")
		one := fmt.Sprintf("%s/%d", changesPath, cause)
		v.get(one).wants(t, http.StatusOK, "10,000 changes followed from it")
		s.follow(cause, 10_001, 10_001)
		v.get(one).wants(t, http.StatusOK, "More than 10,000 changes followed from it")
	})
}

// copyContact makes n more contacts out of one, on SQLite, for pages that count.
func (s *site) copyContact(id string, n int) {
	s.t.Helper()
	for table, key := range map[string]string{"contacts": "id", "contact_records": "contact_id"} {
		columns := s.text(`SELECT group_concat(name) FROM pragma_table_info($1)`, table)
		values := strings.Replace(","+columns+",", ","+key+",", ",printf('00000000-0000-7000-8000-%012x', i),", 1)
		_, err := s.db.Exec(s.t.Context(), `WITH RECURSIVE more (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM more WHERE i < $2)
			INSERT INTO `+table+` (`+columns+`) SELECT `+strings.Trim(values, ",")+` FROM `+table+` CROSS JOIN more WHERE `+key+` = $1`, id, n)
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if _, err := s.db.Exec(s.t.Context(), `UPDATE workspace_counters SET contacts = contacts + $2 WHERE workspace_id = $1`, s.home, n); err != nil {
		s.t.Fatal(err)
	}
}

// The list of contacts counts 10,001 that match, as does all that is beside it.
func TestMoreContactsThanCanBeCounted(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	one := factorytest.New(t, s.db).Contact(factory.Bare, named("Ada", "King"), tagged("active"))
	s.copyContact(one.ID, 10_000)
	v := s.signedIn("admin")
	const path = contactsAt + "?status=active"
	v.get(path).wants(t, http.StatusOK, "More than 10,000 entries", "All that match<")
	v.part(path, "facets").wants(t, http.StatusOK, `<span class="number">10,000+</span>`)
	v.get("/admin/default/start/missing").wants(t, http.StatusOK, "10,000+")
	v.get("/admin/default/start/lately").wants(t, http.StatusOK, "ore than 10,000 new contacts")
	v.post(contactsAt+"/action", "action", "delete", "all", "1", "query", "status=active").wants(t, http.StatusOK, "more than 10,000 contacts")
	v.get(contactsAt).wants(t, http.StatusOK, "10,001 entries", "All 10,001 that match", "Ada King")
	for _, page := range []string{path, contactsAt, changesPath} {
		v.get(page).lacks(t, "NaN", "%!")
	}
}
