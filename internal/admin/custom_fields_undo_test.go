package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/record"
)

// holding makes a contact with a custom value.
func (s *site) holding(t *testing.T, name, key, value string) *contact.Contact {
	t.Helper()
	return factorytest.New(t, s.db).Contact(factory.Named(name, "Byron"), func(p *contact.Patch) {
		p.CustomFields = record.Some(record.Values{key: jsontext.Value(value)})
	})
}

func (s *site) valuesOf(c *contact.Contact) string {
	return s.text(`SELECT custom_fields FROM contacts WHERE workspace_id = $1 AND id = $2`, s.home, c.ID)
}

// TestChoicesAreRenamedInTheForm, without scripts: the stored values come along.
func TestChoicesAreRenamedInTheForm(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		path := v.field("level", "choices", "choices", "low\nhi gh/.\nmiddle", "default", "low")
		ada := s.holding(t, "Ada", "level", `["low","hi gh/."]`)
		v.get(path).wants(t, http.StatusOK, "Rename choices", `name="rename.0"`, `name="rename.1"`, `id="field-rename-2"`)
		form := func(version string, more ...string) []string {
			return append([]string{"label", "Level", "type", "choices", "version", version, "choices", "low\nhi gh/.\nmiddle", "default", "low"}, more...)
		}
		v.post(path, form("1", "rename.1", "LOW")...).
			wants(t, http.StatusUnprocessableEntity, `value="LOW"`, "Line 2: ", `id="field-choices-notes"`, `class="renames" open`)
		v.post(path, form("1", "rename.1", strings.Repeat("x", 101))...).wants(t, http.StatusUnprocessableEntity, `id="field-rename-1-notes"`)
		v.post(path, form("1", "rename.0", " basic ", "rename.1", "top")...).stays(t, fieldsPath)
		if got := s.valuesOf(ada); got != `{"level":["basic","top"]}` {
			t.Errorf("got %s", got)
		}
		v.get(path).wants(t, http.StatusOK, "basic\ntop\nmiddle")
		v.post(path, "label", "Level", "type", "choices", "version", "2", "choices", "basic\ntop\nmiddle", "default", "basic", "rename.0", "top").
			stays(t, fieldsPath) // joined
		if got := s.valuesOf(ada); got != `{"level":["top"]}` {
			t.Errorf("got %s", got)
		}
		v.post(path, "label", "Level", "type", "choices", "version", "3", "choices", "middle").
			wants(t, http.StatusConflict, "One of those cannot be converted")
		s.holding(t, "Bob", "level", `["top","middle"]`)
		v.post(path, "label", "Level", "type", "choices", "version", "3", "choices", "top").
			wants(t, http.StatusConflict, "One of those is a list that would lose the items that do not fit.").lacks(t, "All of those")
		v.get(fieldsPath+"/new?type=choice").wants(t, http.StatusOK).lacks(t, "Rename choices")
	})
}

// TestUndoSaysWhatStays: what somebody changed since the change of a definition.
func TestUndoSaysWhatStays(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		path := v.field("size", "text")
		ada, bob := s.holding(t, "Ada", "size", `"large"`), s.holding(t, "Bob", "size", `"small"`)
		v.post(path, "label", "Size", "type", "integer", "version", "1", "stored_values", "clear").stays(t, fieldsPath)
		change := s.text(`SELECT MAX(number) || '' FROM changes WHERE workspace_id = $1 AND kind = 'custom_field'`, s.home)
		contactPath := "/admin/default/contacts/" + bob.ID
		v.post(contactPath, "version", "2", "custom_fields.size", "7", "custom_fields.size.shown", "1").wants(t, http.StatusSeeOther)
		if got := s.valuesOf(bob); got != `{"size":7}` {
			t.Fatalf("got %s", got)
		}
		since := s.text(`SELECT MAX(number) || '' FROM changes WHERE workspace_id = $1 AND record_id = $2`, s.home, bob.ID)
		v.post(fmt.Sprintf("/admin/default/changes/%s/undo", change), "back", fieldsPath).wants(t, http.StatusOK,
			"Undone, except for what was changed since", "One value was changed since, and stays:", "Bob Byron",
			`href="/admin/default/changes/`+since+`"`, `href="`+fieldsPath+`"`)
		if got := s.valuesOf(ada) + s.valuesOf(bob); got != `{"size":"large"}{"size":"7"}` {
			t.Errorf("got %s", got)
		}
	})
}
