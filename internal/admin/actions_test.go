package admin_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// people makes n contacts with names that need quoting, and returns their ids.
func (s *site) people(n int, overrides ...func(*contact.Patch)) (ids []string) {
	s.t.Helper()
	f := factorytest.New(s.t, s.db)
	for i := range n {
		all := append([]func(*contact.Patch){factory.Bare, factory.Named(fmt.Sprintf("<b>P%02d", i), "Łukasz")}, overrides...)
		ids = append(ids, f.Contact(all...).ID)
	}
	return ids
}

func (s *site) status(id string) string {
	s.t.Helper()
	c, err := contact.NewStore(s.db, s.home, nil).Get(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Status
}

// contacts counts the contacts of the workspace.
func (s *site) contacts() (n int) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), `SELECT contacts FROM workspace_counters WHERE workspace_id = $1`, s.home).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// hidden returns the hidden inputs of the last form that posts to a path, as post
// takes them.
func (p page) hidden(t *testing.T, path string) (pairs []string) {
	t.Helper()
	at := strings.LastIndex(p.body, `action="`+path+`"`)
	if at < 0 {
		t.Fatalf("no form posts to %s:\n%s", path, p.body)
	}
	form, _, _ := strings.Cut(p.body[at:], "</form>")
	for _, found := range hiddenInput.FindAllStringSubmatch(form, -1) {
		value := strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(found[2])
		pairs = append(pairs, found[1], value)
	}
	return pairs
}

const (
	previewPath = "/admin/default/contacts/action"
	startPath   = "/admin/default/contacts/actions"
)

func TestActionOnASelection(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		ids := s.people(3)
		// Missing details is asked for, then it is said what would happen.
		v.post(previewPath, "action", "add_tags", "ids", strings.Join(ids, ",")).wants(t, http.StatusOK, "Preview", ids[2])
		said := v.post(previewPath, "action", "set_status", "status", "inactive", "ids", ids[0], "ids", ids[1], "back", "/admin/default/contacts?search=p").
			wants(t, http.StatusOK, "Apply to 2 contacts", "&lt;b&gt;P00 Łukasz", "Already have this status")
		was := s.status(ids[2])
		next := v.post(startPath, said.hidden(t, startPath)...).wants(t, http.StatusSeeOther).header.Get("Location")
		to, id, done := strings.Cut(next, "&done=action-")
		if to != "/admin/default/contacts?search=p" || !done {
			t.Fatal("the browser is sent to", next)
		}
		if s.status(ids[0]) != contact.Inactive || s.status(ids[1]) != contact.Inactive || s.status(ids[2]) != was {
			t.Error("other contacts were changed")
		}
		undo := "/admin/default/actions/" + id + "/undo"
		told := v.get(next).wants(t, http.StatusOK, "Status set for ", "2 contacts", undo)
		back := v.post(undo, told.hidden(t, undo)...).wants(t, http.StatusSeeOther).header.Get("Location")
		v.get(back).wants(t, http.StatusOK, "Undone for ")
		v.get("/admin/default/actions").wants(t, http.StatusOK, "Set the status", "Undo", "2 contacts")
		v.get("/admin/default/actions/"+id).wants(t, http.StatusOK, "2 of 2", "Set the status")
	})
}

func TestActionOnAllThatMatch(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		s.people(bulk.AtOnce+5, factory.WithTags(`a, "b"`))
		s.people(2)
		query := url.Values{"tags": {`"a, ""b"""`}, "columns": {"name"}, "ordering": {"-last_name"}, "page_size": {"50"}}.Encode()
		said := v.post(previewPath, "action", "delete", "all", "1", "query", query).
			wants(t, http.StatusOK, fmt.Sprintf("Apply to %d contacts", bulk.AtOnce+5), "You can undo the whole action")
		at := v.post(startPath, said.hidden(t, startPath)...).wants(t, http.StatusSeeOther).header.Get("Location")
		v.get(at).wants(t, http.StatusOK, "Running", "0 of 205", `hx-trigger="every 1s"`, "Cancel", `http-equiv="refresh"`)
		v.part(at, "progress").wants(t, http.StatusOK, "<progress").lacks(t, "<html")
		if err := bulk.New(s.db, s.rules, nil).WorkOff(t.Context()); err != nil {
			t.Fatal(err)
		}
		v.part(at, "progress").wants(t, http.StatusOK, "205 of 205", "Undo all").lacks(t, "every 1s")
		if n := s.contacts(); n != 2 {
			t.Errorf("%d contacts are left", n)
		}
		undone := v.post(at+"/undo").wants(t, http.StatusSeeOther).header.Get("Location")
		v.post(undone+"/cancel").wants(t, http.StatusSeeOther)
		v.get(undone).wants(t, http.StatusOK, "Cancelled", "Not processed", "205")
		v.post(undone+"/cancel").wants(t, http.StatusConflict)
	})
}

func TestRefusalsAreListed(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	f := factorytest.New(t, s.db)
	root := f.Organization(func(p *organization.Patch) { p.Name = record.Some("<i>Root") })
	leaf := f.Organization(func(p *organization.Patch) { p.Parent = record.Some(root.ID) })
	v.post("/admin/default/organizations/action", "action", "delete", "ids", root.ID+","+leaf.ID).
		wants(t, http.StatusOK, "Apply to 2 organizations", "Have child organizations")
	at := v.post("/admin/default/organizations/actions", "action", "delete", "ids", root.ID+","+leaf.ID).
		wants(t, http.StatusSeeOther).header.Get("Location")
	v.get(at).wants(t, http.StatusOK, "Skipped", "&lt;i&gt;Root", "has child organizations", "/admin/default/organizations/"+root.ID)
}

func TestBadActionForms(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	v, viewer := s.signedIn("admin"), s.signedIn("viewer")
	ids := s.people(1)
	for _, path := range []string{previewPath, startPath} {
		v.post(path, "action", "delete").wants(t, http.StatusUnprocessableEntity, "Nothing is selected.")
		v.post(path, "action", "explode", "ids", ids[0]).wants(t, http.StatusUnprocessableEntity, "o such action")
		v.post(path, "action", "delete", "ids", "x").wants(t, http.StatusUnprocessableEntity, "must be an id")
		v.post(path, "action", "delete", "all", "1", "query", "nothing=1").wants(t, http.StatusUnprocessableEntity, "Unknown parameter")
		v.post(path, "action", "delete", "all", "1", "query", "a=%zz").wants(t, http.StatusUnprocessableEntity, "not a valid query string")
		v.post(path, "action", "add_tags", "tags", `"open`, "ids", ids[0]).wants(t, http.StatusUnprocessableEntity, "never closed")
		v.post(path, "action", "add_tags", "tags", strings.Repeat("x", 101), "ids", ids[0]).wants(t, http.StatusUnprocessableEntity, "longer than 100")
		viewer.post(path, "action", "delete", "ids", ids[0]).wants(t, http.StatusForbidden, "delete_contact")
	}
	elsewhere := v.post(startPath, "action", "add_tags", "tags", "x", "ids", ids[0], "back", "https://example.org/").header.Get("Location")
	if !strings.HasPrefix(elsewhere, "/admin/default/contacts?done=") {
		t.Error("the browser is sent to", elsewhere)
	}
	for _, path := range []string{"/admin/default/actions/x", "/admin/default/actions/" + ids[0]} {
		v.get(path).wants(t, http.StatusNotFound)
		v.post(path+"/cancel").wants(t, http.StatusNotFound)
		v.post(path+"/undo").wants(t, http.StatusNotFound)
	}
	if s.contacts() != 1 {
		t.Error("the contact is gone")
	}
}

func TestExportPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.addUser("viewer", "viewer", false)
		v := s.signedIn("admin")
		ids := s.people(3, factory.WithTags("in"), func(p *contact.Patch) { p.Status = record.Some(contact.Active) })
		s.people(2, func(p *contact.Patch) { p.Status = record.Some(contact.Active) })
		const path = "/admin/default/contacts/export"
		got := v.get(path+"?format=csv&tags=in&columns=name&page=2&page_size=1").wants(t, http.StatusOK)
		table, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
		if err != nil || len(table) != 4 || table[0][0] != "id" {
			t.Errorf("got %v, %v", table, err)
		}
		if name := got.header.Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename="contacts-\d{4}-\d\d-\d\d\.csv"$`).MatchString(name) {
			t.Errorf("it is called %s", name)
		}
		if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("got %v", got.header)
		}
		packed := v.get(path + "?format=csv&query=" + url.QueryEscape("tags=in&ordering=first_name"))
		if strings.Count(packed.body, "\r\n") != 4 {
			t.Errorf("got %q", packed.body)
		}
		if marked := v.get(path + "?format=csv&mark=1&tags=in"); !strings.HasPrefix(marked.body, "\uFEFFid,") {
			t.Errorf("got %q", marked.body)
		}
		if lines := v.post(path, "format", "ndjson", "ids", ids[0]+","+ids[2]).wants(t, http.StatusOK, ids[0], ids[2]); strings.Count(lines.body, "\n") != 2 {
			t.Errorf("got %q", lines.body)
		}
		v.post(path, "format", "csv", "all", "1", "query", "tags=in").wants(t, http.StatusOK, ids[1])
		if none := v.get(path+"?format=ndjson&status=inactive").wants(t, http.StatusOK); none.body != "" || none.header.Get("Content-Disposition") == "" {
			t.Errorf("got %q", none.body)
		}
		v.get(path+"?format=pdf").wants(t, http.StatusBadRequest, "csv or ndjson")
		v.get(path+"?format=csv&nothing=1").wants(t, http.StatusBadRequest)
		v.get(path+"?format=csv&query=%25zz").wants(t, http.StatusBadRequest)
		v.post(path, "format", "csv").wants(t, http.StatusBadRequest, "Nothing is selected")
		s.signedIn("viewer").get(path+"?format=csv").wants(t, http.StatusForbidden, "export_data")
		v.get("/admin/default/organizations/export?format=csv").wants(t, http.StatusOK, "id,name,legal_name,code")
	})
}

func TestViewPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.addUser("viewer", "viewer", false)
		v, other := s.signedIn("admin"), s.signedIn("viewer")
		made := v.post("/admin/default/views", "list", "contacts", "name", "<b>Mine", "query", "status=active&cursor=", "columns", "name,email").
			wants(t, http.StatusSeeOther).header.Get("Location")
		address, err := url.Parse(made)
		if err != nil || address.Path != "/admin/default/contacts" || address.Query().Get("status") != "active" || address.Query().Get("columns") != "name,email" {
			t.Fatal("the browser is sent to", made)
		}
		at := "/admin/default/views/" + address.Query().Get("view")
		v.get(made).wants(t, http.StatusOK, "&lt;b&gt;Mine")
		v.get("/admin/default/views").wants(t, http.StatusOK, "&lt;b&gt;Mine", at)
		v.get(at).wants(t, http.StatusOK, `value="&lt;b&gt;Mine"`)
		for _, p := range []page{other.get(at), other.post(at, "name", "x"), other.post(at + "/delete")} {
			p.wants(t, http.StatusNotFound)
		}
		other.get("/admin/default/views").wants(t, http.StatusOK).lacks(t, "Mine")
		v.post("/admin/default/views", "list", "contacts", "name", "<B>mine", "query", "").
			wants(t, http.StatusUnprocessableEntity, "another view with this name", `value="&lt;B&gt;mine"`)
		v.post("/admin/default/views", "list", "contacts", "name", "bad", "query", "nothing=1").
			wants(t, http.StatusUnprocessableEntity, "does not accept this query")
		v.post("/admin/default/views", "list", "users", "name", "x").wants(t, http.StatusNotFound)
		v.get("/admin/default/views?list=users").wants(t, http.StatusNotFound)
		v.post(at, "name", "Ours", "shared", "true", "version", "1").wants(t, http.StatusSeeOther)
		v.post(at, "name", "Stale", "version", "1").wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="Stale"`)
		other.get(at).wants(t, http.StatusOK, "Ours", "Only its owner")
		other.post(at, "name", "x").wants(t, http.StatusForbidden)
		other.get("/admin/default/contacts").wants(t, http.StatusOK, "Ours")
		// A box that is not ticked sends nothing but its shadow.
		v.post(at, "name", "Ours", "shared.shown", "1", "query", "status=inactive").wants(t, http.StatusSeeOther)
		other.get(at).wants(t, http.StatusNotFound)
		v.post(at+"/delete").wants(t, http.StatusSeeOther)
		v.get(at).wants(t, http.StatusNotFound)
	})
}
