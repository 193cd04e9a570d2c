package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tagged makes a contact that carries tags and returns its path.
func (a *api) tagged(name string, tags ...string) string {
	a.Helper()
	return "/contacts/" + a.post("/contacts", object{"first_name": name, "tags": tags}).want(http.StatusCreated).id()
}

// tagPath is the path of the tag with a name.
func (a *api) tagPath(name string) string {
	a.Helper()
	found := a.get("/tags?name=" + name).results()
	if len(found) != 1 {
		a.Fatalf("%d tags %q", len(found), name)
	}
	return "/tags/" + found[0].text("id")
}

func (a *api) wantTags(contact string, want ...any) {
	a.Helper()
	if diff := cmp.Diff(append([]any{}, want...), a.get(contact).want(http.StatusOK).json()["tags"]); diff != "" {
		a.Error(diff)
	}
}

func TestTagsWholeLife(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/tags", object{"name": "  Good  people "}).want(http.StatusCreated)
		o := made.json()
		if o["name"] != "Good people" || o["slug"] != "good-people" || o["use_count"] != 0.0 {
			t.Errorf("got %v", o)
		}
		path := "/tags/" + o.text("id")
		if got := made.header.Get("Location"); got != "/api/v1"+path {
			t.Errorf("got Location %q", got)
		}
		one := a.tagged("one", "good PEOPLE", "other")
		read := a.get(path).want(http.StatusOK)
		if read.json()["use_count"] != 1.0 || read.json()["version"] != 1.0 {
			t.Errorf("got %s", read.body)
		}
		a.patch(path, read.json()).want(http.StatusOK)
		renamed := a.patch(path, object{"name": "best"}, "If-Match: "+read.header.Get("ETag")).want(http.StatusOK).json()
		if renamed["name"] != "best" || renamed["version"] != 2.0 || renamed["use_count"] != 1.0 {
			t.Errorf("got %v", renamed)
		}
		a.wantTags(one, "best", "other")
		if got := a.get("/contacts?tags=best").results(); len(got) != 1 {
			t.Errorf("found %d", len(got))
		}
		if got := a.get("/contacts?search=best").results(); len(got) != 1 {
			t.Errorf("found %d by search", len(got))
		}
		a.patch(path, object{"name": "x"}, "If-Match: "+read.header.Get("ETag")).want(http.StatusPreconditionFailed)
		a.do("PUT", path, object{"name": "x"}).want(http.StatusMethodNotAllowed)
		a.do("DELETE", path, nil, "If-Match: "+read.header.Get("ETag")).want(http.StatusPreconditionFailed)
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.wantTags(one, "other")
		a.get(path).want(http.StatusNotFound)
	})
}

func TestTagRefusals(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/tags", object{"name": "VIP"}).want(http.StatusCreated).id()
		other := a.post("/tags", object{"name": "other"}).want(http.StatusCreated).id()
		for _, body := range []object{
			{}, {"name": nil}, {"name": " "}, {"name": strings.Repeat("x", 101)}, {"name": "a\tb\x01"}, {"name": 7},
		} {
			a.post("/tags", body).wantFault("/name")
			if len(body) > 0 {
				a.patch("/tags/"+other, body).wantFault("/name")
			}
		}
		for _, answer := range []*answer{
			a.post("/tags", object{"name": "vip"}), a.patch("/tags/"+other, object{"name": "vip"}),
		} {
			if fault := answer.wantFault("/name"); fault["code"] != "unique" || fault["conflict"] != id {
				t.Errorf("got %v", fault)
			}
		}
		a.post("/tags", object{"name": "x", "colour": "red"}).wantFault("/colour")
		both := a.patch("/tags/"+other, object{"name": " ", "colour": "red"})
		both.wantFault("/name")
		both.wantFault("/colour")
		a.patch("/tags/"+other, object{"colour": "red"}).wantFault("/colour")
		if got := a.patch("/tags/"+other, object{"name": "  some \u00a0 other "}).want(http.StatusOK).json()["name"]; got != "some other" {
			t.Errorf("got %q", got)
		}
		if n := a.count("tags"); n != 2 {
			t.Errorf("there are %d tags", n)
		}
	})
}

func TestMergeTags(t *testing.T) {
	eachAPI(t, func(a *api) {
		both, one := a.tagged("both", "a", "b"), a.tagged("one", "a")
		from, into := a.tagPath("a"), a.tagPath("b")
		a.post(from+"/merge", object{}).wantFault("/into")
		a.post(from+"/merge", object{"into": nil}).wantFault("/into")
		a.post(from+"/merge", object{"into": "none"}).wantFault("/into")
		a.post(from+"/merge", object{"into": "A"}).wantFault("/into")
		a.post(from+"/merge", object{"into": "b", "x": 1}).wantFault("/x")
		left := a.post(from+"/merge", object{"into": strings.TrimPrefix(into, "/tags/")}).want(http.StatusOK).json()
		if left["name"] != "b" || left["use_count"] != 2.0 {
			t.Errorf("got %v", left)
		}
		a.wantTags(both, "b")
		a.wantTags(one, "b")
		a.get(from).want(http.StatusNotFound)
		a.post(from+"/merge", object{"into": "b"}).want(http.StatusNotFound)
		// Merging by name, too.
		a.patch(one, object{"tags": []any{"c"}}).want(http.StatusOK)
		a.post(a.tagPath("c")+"/merge", object{"into": "B"}).want(http.StatusOK)
		a.wantTags(one, "b")
	})
}

func TestTagList(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.tagged("one", "Émile", "zoo", "alpha")
		a.tagged("two", "zoo", "alpha")
		a.tagged("three", "zoo")
		for query, want := range map[string][]string{
			"":                             {"alpha", "Émile", "zoo"},
			"ordering=-use_count":          {"zoo", "alpha", "Émile"},
			"ordering=-created_at,-name":   nil,
			"name=zoo":                     {"zoo"},
			"name__iexact=emile":           {"Émile"},
			"name=%C3%A9MILE":              {"Émile"},
			"name=Zoo,ALPHA":               {"alpha", "zoo"},
			"name__exact=Zoo":              {},
			"search=%CC%81":                {},
			"search=emi":                   {"Émile"},
			"name__contains=o&page_size=1": {"zoo"},
		} {
			got := []string{}
			for _, o := range a.get("/tags?" + query).results() {
				got = append(got, o.text("name"))
			}
			if diff := cmp.Diff(want, got); diff != "" && want != nil {
				t.Errorf("%s: %s", query, diff)
			}
		}
		// Pages of an order by a number that is counted.
		var got []string
		for next := "/tags?ordering=-use_count&page_size=1"; next != ""; {
			page := a.get(next)
			got = append(got, page.results()[0].text("name"))
			next = page.json().text("next")
		}
		if diff := cmp.Diff([]string{"zoo", "alpha", "Émile"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestRacingForATag: of several who make a tag of one name at once, one makes it
// and the others hear why not.
func TestRacingForATag(t *testing.T) {
	eachAPI(t, func(a *api) {
		const racers = 8
		statuses := make(chan int, racers)
		for range racers {
			go func() { statuses <- a.post("/tags", object{"name": "same"}).status }()
		}
		got := map[int]int{}
		for range racers {
			got[<-statuses]++
		}
		if diff := cmp.Diff(map[int]int{http.StatusCreated: 1, http.StatusBadRequest: racers - 1}, got); diff != "" {
			t.Error(diff)
		}
	})
}
