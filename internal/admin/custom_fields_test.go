package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/record"
)

const fieldsPath = "/admin/default/custom-fields"

// field makes a custom field of contacts by its form and returns its page.
func (v *visitor) field(key, kind string, more ...string) string {
	v.t.Helper()
	pairs := append([]string{"record_kind", "contact", "key", key, "label", "The " + key, "type", kind}, more...)
	next := v.post(fieldsPath+"/new", pairs...).stays(v.t, fieldsPath)
	path, _, _ := strings.Cut(next, "?")
	return path
}

func TestCustomFieldPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get(fieldsPath).wants(t, http.StatusOK, "Nothing here yet", "Organizations")
		v.get(fieldsPath+"/new").wants(t, http.StatusOK, "Maximum length", `name="pattern"`)
		path := v.field("level", "choice", "choices", "low\r\n\r\n high \r\n", "default", "low", "help", hostile, "filterable", "true",
			"workspace_id", "x", "version", "9", "created_at", "2001")
		v.get(path).wants(t, http.StatusOK, "low\nhigh", `value="low"`, "&lt;script&gt;", `name="version" value="1"`).lacks(t, "<script>alert")
		v.get("/admin/default/"+v.get(path).between(t, `<p><a href="/admin/default/`, `"`)).wants(t, http.StatusOK, "No contacts match")
		v.post(path, "label", hostile, "type", "choice", "choices", "low\nhigh\nhighest", "version", "1", "default", "").stays(t, fieldsPath)
		v.get(fieldsPath+"?record_kind=contact&type=choice&filterable=true&search=script").
			wants(t, http.StatusOK, "&lt;script&gt;", `aria-current="true">Contacts`).lacks(t, "<script>alert")
		v.get(fieldsPath+"?record_kind=address").wants(t, http.StatusOK, "No custom fields match")
		v.post(path, "label", "typed", "type", "choice", "choices", "low\nLOW\nhigh", "version", "2").
			wants(t, http.StatusUnprocessableEntity, "Line 2: ", `value="typed"`, "low\nLOW\nhigh")
		v.post(path, "label", "typed", "type", "choice", "choices", "low", "version", "1").
			wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="typed"`)
	})
}

// TestCustomFieldTypes: each type's form reads and shows what it has.
func TestCustomFieldTypes(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	for kind, c := range map[string]struct{ minimum, maximum, fallback, pattern, stored string }{
		"text":     {"2", "20", "ab", "[a-z]+", `2|20|"ab"`},
		"integer":  {"-3", "10", "7", "", `-3|10|7`},
		"number":   {"0.5", "1e3", "2.25", "", `0.5|1000|2.25`},
		"boolean":  {"", "", "false", "", `||false`},
		"date":     {"2020-01-01", "", "2021-02-03", "", `"2020-01-01"||"2021-02-03"`},
		"datetime": {"2020-01-01T10:30", "", "", "", `"2020-01-01T10:30:00.000Z"||`},
		"choices":  {"1", "2", "a\r\nb", "", `1|2|["a","b"]`},
		"url":      {"", "", "https://example.com/", "", `||"https://example.com/"`},
		"email":    {"", "", "a@example.com", "", `||"a@example.com"`},
	} {
		t.Run(kind, func(t *testing.T) {
			more := []string{"minimum", c.minimum, "maximum", c.maximum, "default", c.fallback, "pattern", c.pattern}
			if kind == "choices" {
				more = append(more, "choices", "a\nb\nc")
			}
			path := v.field("of_"+kind, kind, more...)
			id := strings.TrimPrefix(path, fieldsPath+"/")
			got := s.text(`SELECT COALESCE(minimum, '') || '|' || COALESCE(maximum, '') || '|' || COALESCE(default_value, '')
				FROM custom_fields WHERE workspace_id = $1 AND id = $2`, s.home, id)
			if got != c.stored {
				t.Errorf("stored %s, want %s", got, c.stored)
			}
			page := v.get(path).wants(t, http.StatusOK)
			if c.fallback != "" && kind != "boolean" && kind != "choices" {
				page.wants(t, http.StatusOK, `value="`+c.fallback+`"`)
			}
			// Saving the form as it is changes nothing.
			again := []string{"label", "The of_" + kind, "type", kind, "version", "1"}
			next := v.post(path, append(again, more...)...).stays(t, fieldsPath)
			v.get(next).wants(t, http.StatusOK, "There was nothing to save")
		})
	}
	v.post(fieldsPath+"/new", "record_kind", "contact", "key", "Bad Key", "type", "integer", "minimum", "many", "maximum", "1,5").
		wants(t, http.StatusUnprocessableEntity, `id="field-key-notes"`, `id="field-minimum-notes"`, `value="1,5"`)
	v.post(fieldsPath+"/new", "type", "choices", "refresh", "1", "label", "typed").wants(t, http.StatusOK, "Maximum number of choices", `value="typed"`)
	v.part(fieldsPath+"/new?type=date&label=typed", "type-fields").wants(t, http.StatusOK, `type="date"`).lacks(t, "<html", "typed")
}

// TestStoredValues: what a change would do to values is said before it is done.
func TestStoredValues(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		f := factorytest.New(t, s.db)
		for _, value := range []string{`"7"`, `"seven"`} {
			f.Contact(func(p *contact.Patch) {
				p.CustomFields = record.Some(record.Values{"score": jsontext.Value(value)})
			})
		}
		v := s.signedIn("admin")
		typed := []string{"record_kind", "contact", "key", "score", "label", "Score", "type", "integer"}
		v.post(fieldsPath+"/new", typed...).wants(t, http.StatusConflict, "2 records have a value.", "2 of them do not fit the new definition.",
			"One of those cannot be converted", `value="score"`)
		v.post(fieldsPath+"/new", append(typed, "stored_values", "keep")...).wants(t, http.StatusUnprocessableEntity, "Choose what happens to the values.")
		v.post(fieldsPath+"/new", append(typed, "stored_values", "convert")...).wants(t, http.StatusConflict, `value="convert" checked`)
		v.post(fieldsPath+"/new", append(typed, "stored_values", "clear")...).stays(t, fieldsPath)
		id := s.text(`SELECT id FROM custom_fields WHERE workspace_id = $1`, s.home)
		path := fieldsPath + "/" + id + "/delete"
		v.get(path).wants(t, http.StatusOK, "One record has a value of this field.")
		v.post(path).wants(t, http.StatusConflict, "1 record has a value of this field.")
		v.post(path, "stored_values", "convert").wants(t, http.StatusUnprocessableEntity, "Choose what happens to the values.")
		v.post(path, "stored_values", "clear", "version", "3").wants(t, http.StatusConflict, "Someone else changed")
		v.post(path, "stored_values", "clear", "version", "1").done(t, fieldsPath)
		if got := s.text(`SELECT COUNT(*) || '' FROM contacts WHERE workspace_id = $1 AND custom_fields LIKE '%score%'`, s.home); got != "0" {
			t.Errorf("%s contacts have a value still", got)
		}
		v.get(fieldsPath+"/"+id).wants(t, http.StatusNotFound)
	})
}

// TestFieldWalksAreShown: work that is not done yet is shown with how far it is.
func TestFieldWalksAreShown(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		path := v.field("score", "integer")
		first := factorytest.New(t, s.db).Contacts(4)[1].ID
		for i, w := range [][2]string{
			{customfield.IndexWalk, strings.TrimPrefix(path, fieldsPath+"/")}, {customfield.DropWalk, "legacy"}, {"field_unindex", "x"},
		} {
			_, err := s.db.Exec(t.Context(), `INSERT INTO refresh_walks (workspace_id, cause, selection, kind, subject, position, via, via_name, request_id)
				VALUES ($1, $2, $3, 'contact', $4, $5, 'session', '', '')`, s.home, i+1, "contact_"+w[0], w[1], first)
			if err != nil {
				t.Fatal(err)
			}
		}
		v.part(fieldsPath, "walks").wants(t, http.StatusOK, "The score: the values are made ready for filters", `value="50"`,
			"legacy: the values are cleared", `hx-trigger="every 2s"`).lacks(t, "<html")
		v.get(path).wants(t, http.StatusOK, "The score: the values are made ready").lacks(t, "legacy")
		if _, err := s.db.Exec(t.Context(), `DELETE FROM refresh_walks WHERE workspace_id = $1`, s.home); err != nil {
			t.Fatal(err)
		}
		v.part(fieldsPath, "walks").wants(t, http.StatusOK).lacks(t, "every 2s", "<progress")
	})
}

func TestCustomFieldsOfViewers(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	path := s.signedIn("admin").field("score", "text", "help", hostile, "pattern", "<b>.*")
	s.addUser("viewer", "viewer", false)
	v := s.signedIn("viewer")
	v.get(fieldsPath).wants(t, http.StatusOK, "The score").lacks(t, fieldsPath+"/new")
	v.get(path).wants(t, http.StatusOK, "&lt;script&gt;", "&lt;b&gt;.*").lacks(t, "<script>alert", `<form class="form"`, "/delete")
	v.get(path+"/delete").wants(t, http.StatusForbidden)
	for _, to := range []string{path, path + "/delete", fieldsPath + "/new"} {
		v.post(to, "label", "x").wants(t, http.StatusForbidden)
	}
}
