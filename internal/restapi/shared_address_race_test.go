package restapi_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// TestWritersRaceOverASharedAddress: contacts and new organizations that change
// the one address that all of them show wait for each other, and nobody gets a 5xx.
func TestWritersRaceOverASharedAddress(t *testing.T) {
	eachAPI(t, func(a *api) {
		shared := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated).id()
		var people []string
		for range 6 {
			people = append(people, a.post("/contacts", object{
				"first_name": "p", "addresses": []any{object{"address": shared}},
			}).want(http.StatusCreated).id())
		}
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				for j := range 5 {
					change := object{"id": shared, "city": fmt.Sprint("city ", i, " ", j)}
					var got *answer
					switch (i + j) % 3 {
					case 0:
						got = a.post("/organizations", object{
							"name": fmt.Sprint(i, j), "code": fmt.Sprint(i, "-", j), "organization_type": "Company", "primary_address": change,
						})
					default:
						got = a.patch("/contacts/"+people[(i*j)%6], object{"addresses": []any{object{"address": change}}})
					}
					if got.status >= http.StatusMultipleChoices {
						t.Errorf("%d %s", got.status, got.body)
					}
				}
			})
		}
		wg.Wait()
		city := a.get("/addresses/" + shared).json()["city"]
		for _, c := range a.get("/contacts").results() {
			if shown := c.list("addresses")[0].object("address")["city"]; shown != city {
				t.Errorf("a contact shows %v, the address %v", shown, city)
			}
		}
		for _, o := range a.get("/organizations").results() {
			if shown := o.object("primary_address")["city"]; shown != city {
				t.Errorf("an organization shows %v, the address %v", shown, city)
			}
		}
	})
}
