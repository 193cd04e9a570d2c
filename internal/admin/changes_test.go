package admin_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

const changesPath = "/admin/default/changes"

// last is the newest change of a record of the workspace default.
func (s *site) last(kind changelog.Kind) int64 {
	s.t.Helper()
	var number int64
	err := s.db.QueryRow(s.t.Context(), `SELECT MAX(number) FROM changes WHERE workspace_id = $1 AND kind = $2`, s.home, string(kind)).Scan(&number)
	if err != nil {
		s.t.Fatal(err)
	}
	return number
}

func TestChangeLog(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		path := v.makeTag(hostile)
		v.post(path, "name", "b\u202e & co").wants(t, http.StatusSeeOther)
		f := factorytest.New(t, s.db)
		ada := f.Contact(factory.Bare, factory.Named("Ada", "King"), factory.WithTags("b\u202e & co"))
		f.EmailAddress(ada.ID)
		all := v.get(changesPath).wants(t, http.StatusOK, `<bdi>admin</bdi> changed the tag <a href="`+path+`"><bdi>`+"b\u202e"+` &amp; co</bdi></a>: name`,
			`changed the contact <a href="/admin/default/contacts/`+ada.ID+`"><bdi>Ada King</bdi></a>: email address added`,
			"&lt;script&gt;", "on the command line").lacks(t, "<script>alert")
		if all.header.Get("Content-Security-Policy") == "" {
			t.Error("the page has no policy")
		}
		v.get(changesPath+"?kind=tag&action=create").wants(t, http.StatusOK, "created the tag").lacks(t, "changed the tag", "Ada King")
		me := s.text(`SELECT id FROM users WHERE username = 'admin'`)
		v.get(changesPath+"?actor="+me).wants(t, http.StatusOK, `value="`+me+`" selected`, "the tag").lacks(t, "Ada King</bdi></a>")
		v.get(changesPath+"?actor=null").wants(t, http.StatusOK, "Ada King")
		v.get(changesPath+"?at__gte=2001-01-01&at__lte=2001-01-02").wants(t, http.StatusOK, "No changes match", `value="2001-01-01"`)
		v.get(changesPath+"?at__gte=2001-01-01&at__lte=").wants(t, http.StatusOK, "Ada King")
		v.get(changesPath+"?record="+ada.ID).wants(t, http.StatusOK, "Only", "Ada King").lacks(t, "the tag")
		v.get(changesPath+"?record=x").wants(t, http.StatusBadRequest)
		v.part(changesPath+"?record=x", "list").wants(t, http.StatusBadRequest, `id="list"`, "The value must be an id (a UUID).").lacks(t, "<html")
		v.get(changesPath+"?kind=nothing").wants(t, http.StatusBadRequest)
		v.part(changesPath+"?limit=1", "list").wants(t, http.StatusOK, "Older").lacks(t, "<html")
	})
}

func TestOneChange(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		f := factorytest.New(t, s.db)
		f.Contact(factory.Bare, factory.Named("Ada", "King"), factory.WithTags("old"))
		v := s.signedIn("admin")
		id := s.text(`SELECT id FROM tags WHERE workspace_id = $1`, s.home)
		v.post("/admin/default/tags/"+id, "name", hostile).wants(t, http.StatusSeeOther)
		renamed, followed := s.last(changelog.Tag), s.last(changelog.Contact)
		cause := fmt.Sprintf("%s/%d", changesPath, renamed)
		v.get(cause).wants(t, http.StatusOK, "old", "&lt;script&gt;", "One change followed from it", "Ada King", cause+"/undo").lacks(t, "<script>alert")
		v.get(fmt.Sprintf("%s/%d", changesPath, followed)).
			wants(t, http.StatusOK, "Follows from", cause, "To undo this, undo that one.").lacks(t, "/undo", "<script>alert")
		for _, number := range []string{"0", "x", "999999"} {
			v.get(changesPath+"/"+number).wants(t, http.StatusNotFound)
			v.post(changesPath+"/"+number+"/undo").wants(t, http.StatusNotFound)
		}
		v.post("/admin/default/tags/"+id+"/delete").done(t, "/admin/default/tags")
		v.get(cause).wants(t, http.StatusOK, "deleted")
		v.get(fmt.Sprintf("%s/%d", changesPath, s.last(changelog.Tag))).wants(t, http.StatusOK, "Restore")
	})
}

func TestUndo(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		path := v.makeTag("one")
		undo := func(kind changelog.Kind, pairs ...string) page {
			return v.post(fmt.Sprintf("%s/%d/undo", changesPath, s.last(kind)), pairs...)
		}
		v.post(path, "name", "two").wants(t, http.StatusSeeOther)
		next := undo(changelog.Tag).done(t, path) // the record's page
		v.get(next).wants(t, http.StatusOK, "Undone: ", `value="one"`, fmt.Sprintf("%d/undo", s.last(changelog.Tag)))
		next = undo(changelog.Tag, "back", path+"?a=b&done=7").header.Get("Location")
		if want := fmt.Sprintf("%s?a=b&done=undo-%d", path, s.last(changelog.Tag)); next != want {
			t.Errorf("the browser is sent to %s, want %s", next, want)
		}
		for _, back := range []string{
			"https://example.com/", "//example.com/admin/default/", "/admin/other/tags", "/admin/default/../other", "/admin/default/\\x", "javascript:1", "%zz",
		} {
			v.post(path, "name", "three").wants(t, http.StatusSeeOther)
			undo(changelog.Tag, "back", back).done(t, path)
		}
		// What was created goes, and with it its page.
		made := v.makeTag("new")
		undo(changelog.Tag, "back", made).done(t, "/admin/default/tags")
		v.get(made).wants(t, http.StatusNotFound)
	})
}

func TestUndoThatIsInTheWay(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		path := v.makeTag("one")
		v.post(path, "name", hostile).wants(t, http.StatusSeeOther)
		first := s.last(changelog.Tag)
		v.post(path, "name", "three").wants(t, http.StatusSeeOther)
		later := s.last(changelog.Tag)
		v.post(fmt.Sprintf("%s/%d/undo", changesPath, first), "back", path).wants(t, http.StatusConflict, "This cannot be undone",
			fmt.Sprintf(`<a href="%s/%d">%d</a>`, changesPath, later, later), "name: ", `href="`+path+`"`).lacks(t, "<script>alert")
		v.post(path+"/delete").wants(t, http.StatusSeeOther)
		v.post(fmt.Sprintf("%s/%d/undo", changesPath, first)).wants(t, http.StatusConflict, "The record is gone, by change ")
	})
}

// TestWhoMayUndo: undoing needs undo_change and what it does to the record.
func TestWhoMayUndo(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	admin := s.signedIn("admin")
	admin.makeTag("one")
	admin.post("/admin/default/settings", "name", "Renamed").wants(t, http.StatusSeeOther)
	tagged, renamed := s.last(changelog.Tag), s.last(changelog.Workspace)
	s.addUser("viewer", "viewer", false)
	s.addUser("editor", "editor", false)
	viewer, editor := s.signedIn("viewer"), s.signedIn("editor")
	viewer.get(fmt.Sprintf("%s/%d", changesPath, tagged)).wants(t, http.StatusOK, "created").lacks(t, "/undo")
	viewer.post(fmt.Sprintf("%s/%d/undo", changesPath, tagged)).wants(t, http.StatusForbidden)
	editor.get(fmt.Sprintf("%s/%d", changesPath, renamed)).wants(t, http.StatusOK, "changed").lacks(t, "/undo")
	editor.post(fmt.Sprintf("%s/%d/undo", changesPath, renamed)).wants(t, http.StatusForbidden)
	// A user, once made, stays: nobody may undo that.
	made := s.last(changelog.User)
	admin.get(fmt.Sprintf("%s/%d", changesPath, made)).wants(t, http.StatusOK, "the user").lacks(t, "/undo")
	admin.post(fmt.Sprintf("%s/%d/undo", changesPath, made)).wants(t, http.StatusConflict, "cannot be undone")
	editor.post(fmt.Sprintf("%s/%d/undo", changesPath, tagged)).wants(t, http.StatusSeeOther)
	next := admin.post(fmt.Sprintf("%s/%d/undo", changesPath, renamed)).done(t, "/admin/default/settings")
	admin.get(next).wants(t, http.StatusOK, "Undone: ", `value="Default"`)
}

// TestUndoOfRules: what is undone of the rules holds at once.
func TestUndoOfRules(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	v := s.signedIn("admin")
	v.post("/admin/default/options/source", "label", "Fair").done(t, "/admin/default/options/source")
	next := v.post(fmt.Sprintf("%s/%d/undo", changesPath, s.last(changelog.Option)), "back", "/admin/default/options/source").
		done(t, "/admin/default/options/source")
	v.get(next).wants(t, http.StatusOK, "Undone: ").lacks(t, `value="Fair"`)
}
