package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/check"
)

// by is the same API for somebody else.
func (a *api) by(key string) *api {
	other := *a
	other.key = key
	return &other
}

func (a *api) newView(body object) *answer {
	a.Helper()
	return a.post("/views", body).want(http.StatusCreated)
}

// column is a field of the records of a list.
func (r *answer) column(field string) (names []string) {
	r.Helper()
	for _, one := range r.results() {
		names = append(names, one.text(field))
	}
	return names
}

func TestSavedViewsWholeLife(t *testing.T) {
	eachAPI(t, func(a *api) {
		body := object{"list": "contacts", "name": "  In   London ", "query": "?city=London&status=active&page=3&cursor=x", "columns": []string{"name"}}
		made := a.newView(body)
		path := "/views/" + made.id()
		view := made.json()
		if view["name"] != "In London" || view["query"] != "city=London&status=active" || view["shared"] != false || view["version"] != 1.0 || view["owner"] != view["created_by"] {
			a.Errorf("got %s", made.body)
		}
		if made.header.Get("Location") != "/api/v1"+path {
			a.Errorf("Location %q", made.header.Get("Location"))
		}
		read := a.get(path).want(http.StatusOK)
		if diff := cmp.Diff(string(made.body), string(read.body)); diff != "" {
			a.Error(diff)
		}
		a.get(path, "If-None-Match: "+made.header.Get("ETag")).want(http.StatusNotModified)
		a.patch(path, object{"name": "x"}, `If-Match: "1.9"`).want(http.StatusPreconditionFailed)
		back := a.patch(path, view).want(http.StatusOK) // what was read can be written back
		if back.json()["version"] != 1.0 {
			a.Errorf("got %s", back.body)
		}
		changed := a.patch(path, object{"shared": true, "query": "city=Bonn", "columns": nil}, "If-Match: "+made.header.Get("ETag")).want(http.StatusOK).json()
		if changed["shared"] != true || changed["query"] != "city=Bonn" || changed["name"] != "In London" || changed["version"] != 2.0 {
			a.Errorf("got %v", changed)
		}
		log := a.get("/changes?kind=saved_view&record=" + made.id()).results()
		if len(log) != 2 || log[0].object("after")["query"] != nil || log[1].object("after")["query"] != "city=Bonn" {
			a.Errorf("the log says %v", log)
		}
		again := a.post("/views", body, "Idempotency-Key: k").wantFault("/name")
		if again["code"] != "unique" || again["conflict"] != made.id() {
			a.Errorf("got %v", again)
		}
		a.newView(object{"list": "organizations", "name": "in london"}) // of another list
		if got := a.get("/views?list=contacts").column("name"); len(got) != 1 {
			a.Errorf("got %v", got)
		}
		if got := a.get("/views?ordering=-name&fields=name,list&shared=false").column("list"); len(got) != 1 || got[0] != "organizations" {
			a.Errorf("got %v", got)
		}
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.get(path).want(http.StatusNotFound)
		a.do("DELETE", path, nil).want(http.StatusNotFound)
		if err := check.Run(a.Context(), a.db, func(b check.Breach) { a.Error("breach:", b) }); err != nil {
			a.Fatal(err)
		}
	})
}

// Private views are their owner's; shared ones are everybody's who sees the list, and
// are changed by their owner and who manages the workspace.
func TestWhoSeesAndChangesSavedViews(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/roles", object{"name": "organizer", "permissions": []string{"view_organization"}}).want(http.StatusCreated)
		owner, colleague, organizer, nobody := a.by(a.newKey("viewer")), a.by(a.newKey("editor")), a.by(a.newKey("organizer")), a.by("none")
		a.post("/roles", object{"name": "tagger", "permissions": []string{"view_tag"}}).want(http.StatusCreated)
		tagger := a.by(a.newKey("tagger"))
		private := "/views/" + owner.newView(object{"list": "contacts", "name": "private"}).id()
		shared := "/views/" + owner.newView(object{"list": "contacts", "name": "shared", "shared": true}).id()
		units := "/views/" + organizer.newView(object{"list": "organizations", "name": "units", "shared": true}).id()
		rename := object{"name": "other"}
		for _, c := range []struct {
			by                             *api
			sees                           []string
			private, shared, units, change int
		}{
			{owner, []string{"private", "shared", "units"}, 200, 200, 200, 403},
			{colleague, []string{"shared", "units"}, 404, 200, 200, 403},
			{organizer, []string{"units"}, 404, 404, 200, 404},
			{a, []string{"shared", "units"}, 404, 200, 200, 200},
			{nobody, nil, 401, 401, 401, 401},
			{tagger, nil, 403, 403, 403, 403},
		} {
			if c.sees != nil {
				if diff := cmp.Diff(c.sees, c.by.get("/views").column("name")); diff != "" {
					a.Error(diff)
				}
			}
			c.by.get(private).want(c.private)
			c.by.get(shared).want(c.shared)
			c.by.get(units).want(c.units)
			if c.private >= 400 {
				c.by.patch(private, rename).want(c.private)
				c.by.do("DELETE", private, nil).want(c.private)
			}
			if c.by != owner {
				c.by.patch(shared, object{"columns": []string{"x"}}).want(c.change)
			}
		}
		colleague.do("DELETE", shared, nil).want(http.StatusForbidden)
		organizer.post("/views", object{"list": "contacts", "name": "x"}).want(http.StatusForbidden)
		tagger.post("/views", object{"list": "contacts", "name": "x"}).want(http.StatusForbidden)
		if log := string(a.get("/changes?kind=saved_view").body); strings.Contains(log, `"private"`) {
			a.Errorf("the log says %s", log)
		}
		owner.do("DELETE", private, nil).want(http.StatusNoContent)
		a.do("DELETE", shared, nil).want(http.StatusNoContent)
	})
}

func TestBadSavedViews(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/custom-fields", object{"record_kind": "contact", "key": "level", "type": "integer", "filterable": true}).want(http.StatusCreated)
		path := "/views/" + a.newView(object{"list": "contacts", "name": "good", "query": "custom_fields.level__gt=3"}).id()
		before := string(a.get(path).body)
		bad := object{"list": "contacts", "name": " ", "query": "status=asleep&tags=none&colour=red&city=Bonn&custom_fields.level=x&page_size=2000&ordering=size", "shared": 1, "x": 1}
		r := a.post("/views", bad)
		for _, at := range []string{
			"/query/status", "/query/tags", "/query/colour", "/query/custom_fields.level", "/query/page_size", "/query/ordering", "/name", "/shared", "/x",
		} {
			r.wantFault(at)
		}
		if n := len(r.json().list("errors")); n != 9 {
			a.Errorf("%d errors: %s", n, r.body)
		}
		for at, body := range map[string]object{
			"/list":      {"name": "x"},
			"/name":      {"list": "contacts"},
			"/query":     {"list": "contacts", "name": "x", "query": "a=%zz"},
			"/columns/1": {"list": "contacts", "name": "x", "columns": []string{"a", "a"}},
		} {
			a.post("/views", body).wantFault(at)
		}
		a.post("/views", object{"list": "users", "name": "x", "query": "status=active"}).wantFault("/list")
		a.post("/views", object{"list": "organizations", "name": "x", "query": "city=Bonn"}).wantFault("/query/city")
		a.post("/views", object{"list": "contacts", "name": "x", "query": "view=good"}).wantFault("/query/view")
		a.patch(path, object{"query": "tags=none"}).wantFault("/query/tags")
		if fault := a.patch(path, object{"list": "organizations"}).wantFault("/list"); fault["code"] != "immutable" {
			a.Errorf("got %v", fault)
		}
		if after := string(a.get(path).body); after != before {
			a.Errorf("got %s", after)
		}
	})
}

func TestListsThroughSavedViews(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, c := range []object{
			{"first_name": "Ada", "status": "active", "tags": []string{"press"}},
			{"first_name": "Bea", "status": "active"},
			{"first_name": "Cia", "status": "inactive", "tags": []string{"press"}},
			{"first_name": "Dot", "status": "active", "tags": []string{"press"}},
		} {
			a.post("/contacts", c).want(http.StatusCreated)
		}
		view := a.newView(object{"list": "contacts", "name": "Press", "query": "tags=press&ordering=-first_name,last_name&fields=first_name"})
		id := view.id()
		for query, want := range map[string][]string{
			"view=" + id:                                     {"Dot", "Cia", "Ada"},
			"view=press":                                     {"Dot", "Cia", "Ada"},
			"view=" + id + "&status=active":                  {"Dot", "Ada"},
			"view=" + id + "&ordering=first_name":            {"Ada", "Cia", "Dot"},
			"view=" + id + "&tags_none=press&tags_all=press": nil,
			"view=" + id + "&search=ada":                     {"Ada"},
		} {
			if diff := cmp.Diff(want, a.get("/contacts?"+query).column("first_name")); diff != "" {
				a.Errorf("%s: %s", query, diff)
			}
		}
		// What the view said when the walk began holds to its end.
		first := a.get("/contacts?page_size=2&view=Press").want(http.StatusOK).json()
		a.patch("/views/"+id, object{"query": "tags=press&status=inactive"}).want(http.StatusOK)
		if diff := cmp.Diff([]string{"Ada"}, a.get(first.text("next")).column("first_name")); diff != "" || first["count"] != 3.0 {
			a.Error(first, diff)
		}
		if diff := cmp.Diff([]string{"Cia"}, a.get("/contacts?view="+id).column("first_name")); diff != "" {
			a.Error(diff)
		}
	})
}

func TestBadUseOfSavedViews(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/contacts", object{"first_name": "Ada", "tags": []string{"press"}}).want(http.StatusCreated)
		id := a.newView(object{"list": "contacts", "name": "mine", "query": "tags=press&status=active"}).id()
		units := a.newView(object{"list": "organizations", "name": "units"}).id()
		for _, view := range []string{units, "units", "none", "", a.db.NewID()} {
			if fault := a.get("/contacts?view=" + view).wantFault("view"); fault["code"] != "not_found" {
				a.Errorf("%s: %v", view, fault)
			}
		}
		a.by(a.newKey("editor")).get("/contacts?view=" + id).wantFault("view")
		a.get("/contacts?view=" + id + "&view=" + id).wantFault("view")
		r := a.get("/contacts?view=none&page_size=0&tags=none")
		for _, at := range []string{"view", "page_size", "tags"} {
			r.wantFault(at)
		}
		for _, list := range []string{"/tags", "/changes", "/addresses", "/views"} {
			a.get(list + "?view=" + id).wantFault("view")
		}
		a.get("/contacts/" + id + "?view=" + id).wantFault("view")
		// What the view goes by may be gone since.
		tag := a.get("/tags?name=press").results()[0].text("id")
		a.do("DELETE", "/tags/"+tag, nil).want(http.StatusNoContent)
		fault := a.get("/contacts?view=" + id).wantFault("view")
		if fault["code"] != "not_found" || !strings.HasPrefix(fault.text("detail"), "The view's tags: ") {
			a.Errorf("got %v", fault)
		}
		a.get("/contacts?view=" + id + "&tags_none=none").wantFault("tags_none")
		a.post("/tags", object{"name": "new"}).want(http.StatusCreated)
		a.get("/contacts?tags=new&view=" + id).want(http.StatusOK)
		// Of several shared views of a name none is guessed.
		for range 2 {
			b := a.by(a.newKey("viewer"))
			b.newView(object{"list": "contacts", "name": "ours", "shared": true})
			b.get("/contacts?view=ours").want(http.StatusOK)
		}
		if fault := a.get("/contacts?view=ours").wantFault("view"); !strings.Contains(fault.text("detail"), "id") {
			a.Errorf("got %v", fault)
		}
	})
}
