package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// hostile is a text that would run if it were not escaped where it is shown.
const hostile = `<script>alert("x")</script>'"&`

// done is where a page sent the browser after it did something.
func (p page) done(t *testing.T, to string) string {
	t.Helper()
	next := p.wants(t, http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(next, to+"?done=") {
		t.Fatalf("the browser is sent to %s, not to %s", next, to)
	}
	return next
}

// stays fails the test unless the browser is sent to the page of a record of a list,
// which it returns, with word of what was done.
func (p page) stays(t *testing.T, list string) string {
	t.Helper()
	next := p.wants(t, http.StatusSeeOther).header.Get("Location")
	if path, _, found := strings.Cut(next, "?done="); !found || len(path) != len(list)+1+len("00000000-0000-0000-0000-000000000000") || !strings.HasPrefix(path, list+"/") {
		t.Fatalf("the browser is sent to %s, not to a page below %s", next, list)
	}
	return next
}

// between is what stands behind one text of the page and before another.
func (p page) between(t *testing.T, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(p.body, before)
	if !found {
		t.Fatalf("the page lacks %q:\n%s", before, p.body)
	}
	text, _, _ := strings.Cut(rest, after)
	return text
}

// text is what a statement finds.
func (s *site) text(query string, args ...any) (found string) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), query, args...).Scan(&found); err != nil {
		s.t.Fatal(err)
	}
	return found
}

// makeTag makes a tag and returns the path of its page.
func (v *visitor) makeTag(name string) string {
	v.t.Helper()
	return made(v.t, v.post("/admin/default/tags/new", "name", name))
}

func TestTagPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/default/tags").wants(t, http.StatusOK, "Nothing here yet", "/admin/default/tags/new")
		next := v.post("/admin/default/tags/new", "name", "VIP").stays(t, "/admin/default/tags")
		at, _, _ := strings.Cut(next, "?")
		v.get(next).wants(t, http.StatusOK, `<p><a href="`+at+`"><bdi>VIP</bdi></a> was created</p>`, "Undo")
		v.post("/admin/default/tags/new", "name", "vip").wants(t, http.StatusUnprocessableEntity, `value="vip"`, "aria-invalid")
		v.part("/admin/default/tags?search=vi", "list").wants(t, http.StatusOK, "VIP").lacks(t, "<html")
	})
}

func TestUsesOfATag(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		const name = `a, "b"`
		f := factorytest.New(t, s.db)
		f.Contacts(2, factory.WithTags(name))
		f.Contact(factory.WithTags("other"))
		v := s.signedIn("admin")
		list := v.get("/admin/default/tags?search=b").wants(t, http.StatusOK, `href="/admin/default/contacts?tags=%22a%2C&#43;%22%22b%22%22%22"`)
		tag := "/admin/default/tags/0" + list.between(t, `href="/admin/default/tags/0`, `"`)
		v.get(tag).wants(t, http.StatusOK, "2 contacts", "0 organizations", "Delete the tag and remove it from 2 records?", "Created ")
		v.post(tag, "name", "renamed", "version", "7").wants(t, http.StatusUnprocessableEntity, `value="renamed"`, "Someone else changed")
		v.post(tag+"/merge", "into", "").wants(t, http.StatusUnprocessableEntity, "No tag has this name or id; see the list of tags.")
		next := v.post(tag+"/merge", "into", "other", "into", "").stays(t, "/admin/default/tags")
		at, _, _ := strings.Cut(next, "?")
		v.get(next).wants(t, http.StatusOK, `<p><bdi>a, &#34;b&#34;</bdi> was merged into <a href="`+at+`"><bdi>other</bdi></a></p>`, "3 contacts")
		undo := v.get(next).between(t, `action="/admin/default/changes/`, `"`)
		back := v.post("/admin/default/changes/"+undo, "back", "/admin/default/tags").done(t, "/admin/default/tags")
		v.get(back).wants(t, http.StatusOK, "Undone: ", "a, &#34;b&#34;")
		v.post(tag+"/delete").done(t, "/admin/default/tags")
		v.get(tag).wants(t, http.StatusNotFound)
	})
}

func TestTagsOfViewers(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tag := s.signedIn("admin").makeTag(hostile)
	s.addUser("viewer", "viewer", false)
	v := s.signedIn("viewer")
	v.get("/admin/default/tags").wants(t, http.StatusOK, "&lt;script&gt;").lacks(t, "<script>alert", "/admin/default/tags/new")
	v.get(tag).wants(t, http.StatusOK, "&lt;script&gt;").lacks(t, "<script>alert", `method="post" data-form`, "/merge", "/delete")
	for _, path := range []string{tag, tag + "/merge", tag + "/delete", "/admin/default/tags/new"} {
		v.post(path, "name", "x", "into", "y").wants(t, http.StatusForbidden)
	}
}

// TestNobodySavesOverWhatTheyDidNotSee: a form that was opened before somebody
// else saved is refused as often as it is sent.
func TestNobodySavesOverWhatTheyDidNotSee(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	v.post("/admin/default/tags/new", "name", "first").wants(t, http.StatusSeeOther)
	var path string
	if err := s.db.QueryRow(t.Context(), `SELECT '/admin/default/tags/' || id FROM tags WHERE name = 'first'`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	opened := v.get(path).inputs(t, path)
	v.post(path, "name", "theirs", "version", "1").wants(t, http.StatusSeeOther)
	for range 2 {
		refused := v.send(path, opened, "name", "mine").wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="mine"`)
		opened = refused.inputs(t, path)
	}
	v.get(path).wants(t, http.StatusOK, `value="theirs"`)
}
