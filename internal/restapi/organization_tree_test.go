package restapi_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

// organization makes an organization below a parent, "" for a root, and returns
// its id. Its name is its code.
func (a *api) organization(name, parent string) string {
	a.Helper()
	body := object{"name": name, "code": name, "organization_type": "Company"}
	if parent != "" {
		body["parent"] = parent
	}
	return a.post("/organizations", body).want(http.StatusCreated).id()
}

// names are the names on a page, in their order.
func (r *answer) names() string {
	r.Helper()
	var names []string
	for _, o := range r.results() {
		names = append(names, o.text("name")+o.text("first_name"))
	}
	return strings.Join(names, " ")
}

func TestTreeLists(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.organization("root", "")
		mid := a.organization("mid", root)
		leaf := a.organization("leaf", mid)
		a.organization("twig", mid)
		a.organization("other", "")
		for path, want := range map[string]string{
			leaf + "/ancestors":                           "root mid",
			leaf + "/ancestors?ordering=-depth":           "mid root",
			leaf + "/ancestors?fields=name&ordering=name": "mid root",
			root + "/ancestors":                           "",
			root + "/descendants":                         "leaf mid twig",
			root + "/descendants?ordering=-created_at":    "twig leaf mid",
			root + "/descendants?parent=" + mid:           "leaf twig",
			root + "/descendants?search=twi":              "twig",
			root + "/children":                            "mid",
			mid + "/children?page_size=1&page=2":          "twig",
			leaf + "/children":                            "",
		} {
			if got := a.get("/organizations/" + path).names(); got != want {
				t.Errorf("%s: got %q, want %q", path, got, want)
			}
		}
		first := a.get("/organizations/" + root + "/descendants?page_size=2")
		next := first.json().text("next")
		if got := a.get(next).names(); got != "twig" {
			t.Errorf("the next page has %q", got)
		}
		// A cursor of one list is none of another.
		cursor, err := url.Parse(next)
		if err != nil {
			t.Fatal(err)
		}
		a.get("/organizations/" + mid + "/descendants?page_size=2&cursor=" + cursor.Query().Get("cursor")).wantFault("cursor")
		for _, list := range []string{"ancestors", "descendants", "children", "contacts"} {
			for _, id := range []string{"x", "01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30"} {
				a.get("/organizations/" + id + "/" + list).want(http.StatusNotFound)
			}
			a.get("/organizations/" + root + "/" + list + "?nothing=1").wantFault("nothing")
		}
	})
}

func TestOrganizationFilters(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/custom-fields", object{
			"record_kind": "organization", "key": "stars", "label": "Stars", "type": "integer", "filterable": true,
		}).want(http.StatusCreated)
		root := a.post("/organizations", object{
			"name": "root", "code": "R", "organization_type": "Company", "tags": []any{"VIP", "press"},
			"external_ids": object{"erp": "a:1"}, "custom_fields": object{"stars": 5},
		}).want(http.StatusCreated).id()
		a.post("/organizations", object{
			"name": "leaf", "code": "L", "organization_type": "Team", "parent": root, "tags": []any{"press"},
			"external_ids": object{"erp": "2"}, "custom_fields": object{"stars": 3},
		}).want(http.StatusCreated)
		for query, want := range map[string]string{
			"tags=vip": "root", "tags=press,VIP": "leaf root", "tags_all=press,vip": "root", "tags_none=vip": "leaf",
			"tags=press&search=le": "leaf", "external_id=erp:a:1": "root", "external_id=erp:1": "", "custom_fields.stars=3": "leaf",
			"custom_fields.stars__gte=3&tags=vip": "root", "parent=null": "root", "parent__isnull=false": "leaf", "parent=" + root: "leaf",
			"organization_type=company": "root", "organization_type=team,Company": "leaf root", "ordering=-updated_at": "leaf root",
		} {
			page := a.get("/organizations?" + query)
			if got := page.names(); got != want || page.json()["count"] != float64(len(page.results())) {
				t.Errorf("%s: got %q of %v, want %q", query, got, page.json()["count"], want)
			}
		}
		for _, query := range []string{"tags=nothing", "organization_type=Guild", "parent=01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30", "external_id=erp", "currency=QQQ"} {
			name, _, _ := strings.Cut(query, "=")
			a.get("/organizations?" + query).wantFault(name)
			a.get("/organizations/" + root + "/descendants?" + query).wantFault(name)
		}
		if got := a.get("/organizations/" + root + "/descendants?custom_fields.stars__lt=4&tags=press").names(); got != "leaf" {
			t.Errorf("got %q", got)
		}
	})
}

func TestContactsOfAnOrganization(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.organization("root", "")
		mid := a.organization("mid", root)
		leaf := a.organization("leaf", mid)
		for i, id := range []string{root, mid, mid, leaf} {
			a.post("/contacts", object{"first_name": fmt.Sprint("c", i), "linked_organization": id}).want(http.StatusCreated)
		}
		a.post("/contacts", object{"first_name": "nobody's"}).want(http.StatusCreated)
		for path, want := range map[string]string{
			root + "/contacts":                                                 "c0",
			root + "/contacts?include_descendants=false":                       "c0",
			root + "/contacts?include_descendants=true":                        "c0 c1 c2 c3",
			mid + "/contacts?include_descendants=true&ordering=-created_at":    "c3 c2 c1",
			root + "/contacts?include_descendants=true&search=c2":              "c2",
			root + "/contacts?search=c2":                                       "",
			leaf + "/contacts?first_name=c3&include_descendants=true":          "c3",
			root + "/contacts?include_descendants=true&has_organization=false": "",
		} {
			if got := a.get("/organizations/" + path).names(); got != want {
				t.Errorf("%s: got %q, want %q", path, got, want)
			}
		}
		page := a.get("/organizations/" + root + "/contacts?include_descendants=true&page_size=3")
		if got := a.get(page.json().text("next")).names(); got != "c3" || page.json()["count"] != 4.0 {
			t.Errorf("the next page has %q of %v", got, page.json()["count"])
		}
		for _, query := range []string{"include_descendants=maybe", "include_descendants=true,false"} {
			a.get("/organizations/" + root + "/contacts?" + query).wantFault("include_descendants")
		}
		for _, name := range []string{"linked_organization", "include_descendants__exact"} {
			a.get("/organizations/" + root + "/contacts?" + name + "=true").wantFault(name)
		}
		if got := a.get("/contacts?include_descendants=true&linked_organization=" + mid).names(); got != "c1 c2 c3" {
			t.Errorf("got %q", got)
		}
	})
}

func TestMove(t *testing.T) {
	eachAPI(t, func(a *api) {
		root := a.organization("root", "")
		mid := a.organization("mid", root)
		leaf := a.organization("leaf", mid)
		other := a.organization("other", "")
		move := func(id string, to any, headers ...string) *answer {
			a.Helper()
			return a.post("/organizations/"+id+"/move", object{"parent": to}, headers...)
		}
		moved := move(mid, other, `If-Match: "1.1"`).want(http.StatusOK).json()
		if diff := cmp.Diff([]any{"other", "mid"}, moved["path"]); diff != "" || moved["parent"] != other || moved["version"] != 2.0 {
			t.Error(diff, moved)
		}
		if got := a.get("/organizations/" + leaf).json(); got["depth"] != 2.0 || got["version"] != 1.0 {
			t.Errorf("what moved along: %v", got)
		}
		move(mid, root, `If-Match: "1.1"`).want(http.StatusPreconditionFailed)
		for _, c := range []struct {
			id   string
			to   any
			code string
		}{
			{mid, mid, "cycle"},
			{other, leaf, "cycle"},
			{mid, "01934d5e-7c3a-7b21-9f4e-5a8c0d1e2f30", "not_found"},
			{mid, "nowhere", "not_found"},
			{mid, 7, "invalid_type"},
		} {
			if fault := move(c.id, c.to).wantFault("/parent"); fault["code"] != c.code {
				t.Errorf("to %v: got %v, want %s", c.to, fault, c.code)
			}
			if fault := a.patch("/organizations/"+c.id, object{"parent": c.to}).wantFault("/parent"); fault["code"] != c.code {
				t.Errorf("to %v: got %v, want %s", c.to, fault, c.code)
			}
		}
		twin := a.post("/organizations", object{"name": "MID", "code": "x", "organization_type": "Team", "parent": root}).want(http.StatusCreated).id()
		if fault := move(mid, root).wantFault("/parent"); fault["code"] != "unique" || fault["conflict"] != twin {
			t.Errorf("got %v", fault)
		}
		a.patch("/organizations/"+mid, object{"parent": root, "name": "mid"}).wantFault("/name")
		a.post("/organizations/"+mid+"/move", object{}).wantFault("/parent")
		a.post("/organizations/"+mid+"/move", object{"parent": nil, "name": "x"}).wantFault("/name")
		a.post("/organizations/"+mid+"/move?x=1", object{"parent": nil}).wantFault("x")
		a.post("/organizations/x/move", object{"parent": nil}).want(http.StatusNotFound)
		if got := move(mid, nil).want(http.StatusOK).json(); got["depth"] != 0.0 || got["parent"] != nil {
			t.Errorf("got %v", got)
		}
		if same := move(mid, nil).want(http.StatusOK).json(); same["version"] != 3.0 {
			t.Errorf("the same again: %v", same)
		}
		if got := len(a.get("/organizations/" + mid + "/history").results()); got != 3 {
			t.Errorf("%d changes", got)
		}
		once := move(mid, root+"x", "Idempotency-Key: k").want(http.StatusBadRequest)
		if fault := once.wantFault("/parent"); fault["code"] != "not_found" {
			t.Errorf("got %v", fault)
		}
		for _, want := range []string{"", "true"} {
			again := move(mid, other, "Idempotency-Key: k2").want(http.StatusOK)
			if got := again.header.Get("Idempotent-Replayed"); got != want || again.json()["version"] != 4.0 {
				t.Errorf("got %q, %s", got, again.body)
			}
		}
	})
}

// TestRacingMovesNeverMakeACircle: many move organizations of a small tree below
// each other at once; nobody gets a 5xx, and it stays a tree.
func TestRacingMovesNeverMakeACircle(t *testing.T) {
	eachAPI(t, func(a *api) {
		var ids []string
		for i := range 6 {
			ids = append(ids, a.organization(fmt.Sprint("n", i), ""))
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[int]int{}
		for m := range 12 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(7, uint64(m)))
				for range 10 {
					path, to := "/organizations/"+ids[r.IntN(6)], object{"parent": ids[r.IntN(6)]}
					answer := a.post(path+"/move", to)
					if r.IntN(3) == 0 {
						to["tax_id"] = fmt.Sprint(m)
						answer = a.patch(path, to)
					}
					mu.Lock()
					got[answer.status]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if got[http.StatusOK] == 0 || got[http.StatusBadRequest] == 0 || len(got) != 2 {
			t.Errorf("got the statuses %v", got)
		}
		for _, id := range ids {
			o := a.get("/organizations/" + id).want(http.StatusOK).json()
			path, _ := o["path"].([]any)
			if len(path) > 6 || path[len(path)-1] != o["name"] {
				t.Errorf("got %v", path)
			}
			seen := map[string]bool{}
			for ; o["parent"] != nil; o = a.get("/organizations/" + o.text("parent")).json() {
				if seen[o.text("id")] {
					t.Fatalf("%v is a circle", path)
				}
				seen[o.text("id")] = true
			}
			if len(seen) != len(path)-1 {
				t.Errorf("%v has %d ancestors", path, len(seen))
			}
		}
	})
}

// TestStatementsOfTheTree: a page of organizations takes one statement more than
// one of contacts, for all paths together.
func TestStatementsOfTheTree(t *testing.T) {
	statements := 0
	c := &clock{}
	options := database.Options{Fast: true, Now: c.now, OnStatement: func(context.Context, string) { statements++ }}
	testkit.EachEngineWith(t, options, func(t *testing.T, db *database.DB) {
		a := newAPI(t, db, c)
		root := a.organization("root", "")
		parent := root
		for i := range 30 {
			if parent = a.organization(fmt.Sprint("n", i), parent); i%3 == 0 {
				a.post("/contacts", object{"first_name": "x", "linked_organization": parent}).want(http.StatusCreated)
			}
		}
		for path, want := range map[string]int{
			"":                         3,
			"?parent__isnull=true":     3,
			"?search=n1&page_size=200": 3,
			"/" + parent:               2,
			"/" + parent + "/ancestors?page_size=200":         3,
			"/" + root + "/descendants?page_size=200":         3,
			"/" + root + "/children":                          3,
			"/" + root + "/contacts?include_descendants=true": 2,
		} {
			a.get("/organizations" + path).want(http.StatusOK) // the key and the rules are known then
			statements = 0
			a.get("/organizations" + path).want(http.StatusOK)
			if statements != want {
				t.Errorf("%s: %d statements, want %d", path, statements, want)
			}
		}
	})
}
