package restapi_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestWritersRaceOverOrganizations: whoever writes an organization, what it shows
// and what shows it at the same time waits or begins again; nobody gets a 5xx, and
// all show the same afterwards.
func TestWritersRaceOverOrganizations(t *testing.T) {
	eachAPI(t, func(a *api) {
		kind := a.post("/organization-types", object{"name": "Guild"}).want(http.StatusCreated).id()
		shared := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated).id()
		var orgs, people []string
		for i := range 3 {
			orgs = append(orgs, a.post("/organizations", object{
				"name": fmt.Sprint("o", i), "code": fmt.Sprint(i), "organization_type": kind, "primary_address": shared, "tags": []any{"x"},
			}).want(http.StatusCreated).id())
			people = append(people, a.post("/contacts", object{
				"first_name": "p", "linked_organization": orgs[i], "addresses": []any{object{"address": shared}}, "tags": []any{"x"},
			}).want(http.StatusCreated).id())
		}
		tag := a.get("/tags").results()[0].text("id")
		writes := []func(r *rand.Rand) (path string, body object){
			func(r *rand.Rand) (string, object) {
				return "/organizations/" + orgs[r.IntN(3)], object{"name": fmt.Sprint("n", r.IntN(1e9)), "parent": orgs[r.IntN(3)]}
			},
			func(r *rand.Rand) (string, object) {
				return "/organizations/" + orgs[r.IntN(3)], object{"primary_contact": people[r.IntN(3)], "organization_type": kind}
			},
			func(r *rand.Rand) (string, object) {
				return "/organizations/" + orgs[r.IntN(3)], object{"primary_address": object{"id": shared, "city": fmt.Sprint(r.IntN(1e9))}}
			},
			func(r *rand.Rand) (string, object) {
				return "/contacts/" + people[r.IntN(3)], object{"linked_organization": orgs[r.IntN(3)]}
			},
			func(r *rand.Rand) (string, object) {
				return "/organization-types/" + kind, object{"name": fmt.Sprint("k", r.IntN(1e9))}
			},
			func(r *rand.Rand) (string, object) {
				return "/addresses/" + shared, object{"city": fmt.Sprint(r.IntN(1e9))}
			},
			func(r *rand.Rand) (string, object) {
				change := object{"id": shared, "city": fmt.Sprint(r.IntN(1e9))}
				return "/contacts/" + people[r.IntN(3)], object{"addresses": []any{object{"address": change}}}
			},
			func(r *rand.Rand) (string, object) {
				change := object{"id": shared, "city": fmt.Sprint(r.IntN(1e9))}
				return "/contacts/" + people[r.IntN(3)], object{"addresses": []any{object{"address": change}}}
			},
			func(r *rand.Rand) (string, object) {
				return "/tags/" + tag, object{"name": fmt.Sprint("t", r.IntN(1e9))}
			},
		}
		var wg sync.WaitGroup
		for i := range len(writes) {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(3, uint64(i)))
				for range 8 {
					path, body := writes[i%len(writes)](r)
					if got := a.patch(path, body); got.status != http.StatusOK && got.status != http.StatusBadRequest {
						t.Errorf("%s %v: %d %s", path, body, got.status, got.body)
					}
				}
			})
		}
		wg.Wait()
		name := a.get("/organization-types/" + kind).json()["name"]
		city := a.get("/addresses/" + shared).json()["city"]
		byID := map[string]any{}
		for _, o := range a.get("/organizations").results() {
			byID[o.text("id")] = o["name"]
			if o["organization_type_name"] != name || o.object("primary_address")["city"] != city {
				t.Errorf("%v of type %v in %v", o, name, city)
			}
		}
		for _, c := range a.get("/contacts").results() {
			if c["linked_organization_name"] != byID[c.text("linked_organization")] || !strings.Contains(c.text("primary_address"), fmt.Sprint(city)) {
				t.Errorf("%v of %v", c, byID)
			}
		}
	})
}
