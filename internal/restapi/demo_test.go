package restapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/factory"
)

// The data of `liaison demo`, as the API shows them: a forest of organizations
// with people at all levels.
func TestTheForestOfTheDemoData(t *testing.T) {
	eachAPI(t, func(a *api) {
		err := factory.Fill(t.Context(), a.db, factory.Plan{
			Workspace: a.ws, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: 300, Seed: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		roots := a.get("/organizations?parent=null&page_size=200&ordering=created_at").results()
		if len(roots) < 2 {
			t.Fatalf("%d roots, want a forest", len(roots))
		}
		led := 0
		for _, root := range roots {
			if root["depth"] != 0.0 || !slices.Equal(texts(root, "path"), []string{root.text("name")}) {
				t.Errorf("a root with the depth %v and the path %v", root["depth"], root["path"])
			}
			if root["primary_contact"] != nil {
				led++
				a.ledByItsPeople(root)
			}
		}
		if led == 0 {
			t.Error("no root has a primary contact")
		}
		a.treeOf(roots[0]) // the first one shows all there is
		a.demoFieldsAreFilteredBy()
	})
}

func texts(o object, name string) (list []string) {
	all, _ := o[name].([]any)
	for _, one := range all {
		s, _ := one.(string)
		list = append(list, s)
	}
	return list
}

// treeOf looks at all that stands below a root.
func (a *api) treeOf(root object) {
	a.Helper()
	below := a.get("/organizations/" + root.text("id") + "/descendants?page_size=200").results()
	byID := map[string]object{root.text("id"): root}
	for _, o := range below {
		byID[o.text("id")] = o
	}
	people, levels, deepest := 0, map[int]int{}, root
	for _, o := range byID {
		depth, contacts := int(o["depth"].(float64)), int(o["contacts_count"].(float64))
		people += contacts
		levels[depth] += contacts
		if depth > int(deepest["depth"].(float64)) {
			deepest = o
		}
		want := []string{o.text("name")}
		if parent := byID[o.text("parent")]; parent != nil {
			want = append(texts(parent, "path"), want...)
		}
		if path := texts(o, "path"); !slices.Equal(path, want) || len(path) != depth+1 {
			a.Errorf("the path is %v at the depth %d, want %v", path, depth, want)
		}
	}
	for depth := range 4 {
		if levels[depth] == 0 {
			a.Errorf("nobody at the depth %d: %v", depth, levels)
		}
	}
	all := a.get("/organizations/" + root.text("id") + "/contacts?include_descendants=true&page_size=1").json()
	if all["count"] != float64(people) {
		a.Errorf("%v contacts in the tree, want %d", all["count"], people)
	}
	var above []string
	for _, o := range a.get("/organizations/" + deepest.text("id") + "/ancestors").results() {
		above = append(above, o.text("name"))
	}
	if want := texts(deepest, "path"); !slices.Equal(append(above, deepest.text("name")), want) {
		a.Errorf("the ancestors are %v, want %v", above, want)
	}
}

// ledByItsPeople sees to it that the primary contact is linked to the
// organization or to one below it.
func (a *api) ledByItsPeople(o object) {
	a.Helper()
	found := a.get("/contacts?include_descendants=true&linked_organization=" + o.text("id") + "&id=" + o.text("primary_contact")).results()
	if len(found) != 1 {
		a.Errorf("the primary contact of %s is none of its people", o.text("id"))
	}
}

// demoFieldsAreFilteredBy asks for custom fields of the demo data.
func (a *api) demoFieldsAreFilteredBy() {
	a.Helper()
	for path, holds := range map[string]func(values object) bool{
		"/organizations?custom_fields.employees__gte=100":     func(v object) bool { n, _ := v["employees"].(float64); return n >= 100 },
		"/organizations?custom_fields.industry__isnull=false": func(v object) bool { return v["industry"] != nil },
		"/contacts?custom_fields.preferred_channel=post":      func(v object) bool { return v["preferred_channel"] == "post" },
		"/contacts?custom_fields.customer_number__startswith=C-": func(v object) bool {
			return strings.HasPrefix(fmt.Sprint(v["customer_number"]), "C-")
		},
	} {
		found := a.get(path).results()
		if len(found) == 0 {
			a.Errorf("%s finds nothing", path)
		}
		for _, o := range found {
			values := o.object("custom_fields")
			if !holds(values) {
				a.Errorf("%s finds %v", path, values)
			}
		}
	}
}
