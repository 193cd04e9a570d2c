package restapi_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/factory"
)

// fill makes records of all sorts.
func (a *api) fill(contacts int, seed uint64) {
	a.Helper()
	err := factory.Fill(a.Context(), a.db, factory.Plan{
		Workspace: a.ws, Actor: changelog.Actor{Via: changelog.ViaCommand, Name: "demo"}, Contacts: contacts, Seed: seed,
	})
	if err != nil {
		a.Fatal(err)
	}
}

// TestDeletedAndUndoneIsTheSame: whatever an address book has, a record that is
// deleted and brought back says what it said, and so do all that showed it.
func TestDeletedAndUndoneIsTheSame(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.fill(60, 7)
		random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's choices
		contacts := a.get("/contacts?page_size=200").results()
		for range 60 {
			c := contacts[random.IntN(len(contacts))]
			path := "/contacts/" + c.text("id")
			before := a.get(path).json()
			a.do("DELETE", path, nil).want(http.StatusNoContent)
			a.undoLast(c.text("id"))
			a.same(path, before)
		}
		organizations := a.get("/organizations?page_size=200").results()
		for range 30 {
			path := "/organizations/" + organizations[random.IntN(len(organizations))].text("id")
			before, people := a.get(path).json(), a.get(path+"/contacts?page_size=200").results()
			if before["children_count"] != 0.0 {
				continue
			}
			a.do("DELETE", path, nil).want(http.StatusNoContent)
			a.undoLast(before.text("id"))
			a.same(path, before)
			for _, p := range people {
				a.same("/contacts/"+p.text("id"), p)
			}
		}
		for _, tag := range a.get("/tags?page_size=200").results()[:3] {
			carriers := a.get("/contacts?page_size=200&tags=" + tag.text("id")).results()
			a.do("DELETE", "/tags/"+tag.text("id"), nil).want(http.StatusNoContent)
			a.undoLast(tag.text("id"))
			a.same("/tags/"+tag.text("id"), tag)
			for _, c := range carriers {
				a.same("/contacts/"+c.text("id"), c)
			}
		}
		a.sound()
	})
}

// TestAnyWayBack: changes of a contact at random, undone from the last to the
// first, leave the contact as it was before each.
func TestAnyWayBack(t *testing.T) {
	eachAPI(t, func(a *api) {
		for seed := range uint64(12) {
			random := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // a test's choices
			path, c := a.ada()
			var before []object
			var numbers []int64
			for step := range 12 {
				now := a.get(path).json()
				got := a.patch(path, anyChange(random, a.get(path).json(), step)).want(http.StatusOK).json()
				if got["version"] != now["version"] {
					before, numbers = append(before, now), append(numbers, a.change(c.text("id")))
				}
			}
			for i := len(numbers) - 1; i >= 0; i-- {
				a.undo(numbers[i]).want(http.StatusOK)
				a.same(path, before[i])
			}
		}
		a.sound()
	})
}

// anyChange is a change of a contact: of a field, or of its channels.
func anyChange(random *rand.Rand, now object, step int) object {
	text := fmt.Sprint("t", step)
	lists := []string{"email_addresses", "phone_numbers", "addresses"}
	name := lists[random.IntN(len(lists))]
	list := now.list(name)
	fresh := map[string]object{
		"email_addresses": {"email": text + "@example.com", "is_primary": random.IntN(2) == 0},
		"phone_numbers":   {"phone_number": fmt.Sprintf("+49309018%02d", step), "extension": "1"},
		"addresses":       {"address": object{"city": text}, "is_primary": random.IntN(2) == 0},
	}[name]
	switch choice := random.IntN(7); {
	case choice == 0:
		return object{"title": text, "birth_date": nil, "custom_fields": object{text: step, "x": random.IntN(3)}}
	case choice == 1:
		return object{"tags": []any{text, "VIP"}, "external_ids": object{text: now.text("id")}}
	case choice == 2 || len(list) == 0:
		for i := range list {
			list[i]["is_primary"] = list[i]["is_primary"] == true && fresh["is_primary"] != true
		}
		return object{name: append(list, fresh)}
	case choice == 3:
		return object{name: list[1:]}
	case choice == 4:
		return object{name: nil}
	case choice == 5:
		for i := range list {
			list[i]["is_primary"] = i == random.IntN(len(list)) && i == 0
		}
		list[len(list)-1]["notes"] = text
		return object{name: list}
	}
	if list = now.list("addresses"); len(list) > 0 {
		return object{"addresses": append([]object{{"id": list[0]["id"], "address": object{"city": text}}}, list[1:]...)}
	}
	return object{"nickname": text}
}

// TestUndoAgainstWriters: who undoes and who writes at the same time wait for each
// other; nobody gets a 5xx and nothing breaks.
func TestUndoAgainstWriters(t *testing.T) {
	eachAPI(t, func(a *api) {
		firm := a.organization("Engines", "")
		shared := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated).id()
		var people []string
		for i := range 4 {
			people = append(people, a.post("/contacts", object{
				"first_name": fmt.Sprint("p", i), "linked_organization": firm, "tags": []any{"VIP"},
				"addresses": []any{object{"address": shared}},
			}).want(http.StatusCreated).id())
		}
		tag := strings.TrimPrefix(a.tagPath("VIP"), "/tags/")
		ids := append([]string{firm, shared, tag}, people...)
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				random := rand.New(rand.NewPCG(uint64(i), 5)) //nolint:gosec // a test's choices
				for j := range 12 {
					person := "/contacts/" + people[random.IntN(len(people))]
					text := fmt.Sprint(i, "-", j)
					var got *answer
					switch random.IntN(9) {
					case 0:
						got = a.patch(person, object{"title": text, "email_addresses": []any{object{"email": text + "@example.com"}}})
					case 1:
						got = a.patch(person, object{"addresses": []any{object{"address": object{"id": shared, "city": text}}}})
					case 2:
						got = a.do("DELETE", person, nil)
					case 3:
						got = a.patch("/organizations/"+firm, object{"name": text, "primary_contact": people[0]})
					case 4:
						got = a.do("DELETE", "/organizations/"+firm, nil)
					case 5:
						got = a.patch("/tags/"+tag, object{"name": text})
					default:
						of := a.get("/changes?ordering=-number&limit=5&record=" + ids[random.IntN(len(ids))]).results()
						if len(of) == 0 {
							continue
						}
						got = a.undo(int64(of[random.IntN(len(of))]["number"].(float64)))
					}
					if got.status >= http.StatusInternalServerError {
						t.Errorf("%d %s", got.status, got.body)
					}
				}
			})
		}
		wg.Wait()
		a.sound()
	})
}

// TestTwoUndoTheSame: of several who undo one change, one does.
func TestTwoUndoTheSame(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, before := a.ada()
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		deletion := a.change(before.text("id"))
		var wg sync.WaitGroup
		statuses := make([]int, 5)
		for i := range statuses {
			wg.Go(func() { statuses[i] = a.undo(deletion).status })
		}
		wg.Wait()
		count := map[int]int{}
		for _, s := range statuses {
			count[s]++
		}
		if diff := cmp.Diff(map[int]int{http.StatusOK: 1, http.StatusConflict: 4}, count); diff != "" {
			t.Error(diff)
		}
		a.same(path, before)
		a.sound()
	})
}
