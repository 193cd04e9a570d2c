package restapi_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/testkit"
)

// atOnce sends n batches at once, to some servers of the same database, and
// returns the answers.
func (a *api) atOnce(servers, n int, operations func(i int) []object) []*answer {
	a.Helper()
	others := []*api{a}
	for len(others) < servers {
		others = append(others, newAPI(a.T, a.db, a.clock))
	}
	answers := make([]*answer, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { answers[i] = others[i%servers].batch(false, operations(i)) })
	}
	wg.Wait()
	return answers
}

// shuffled returns operations in another order.
func shuffled(operations []object) []object {
	rand.Shuffle(len(operations), func(i, j int) { operations[i], operations[j] = operations[j], operations[i] })
	return operations
}

func TestBatchesOverTheSameContactsAtOnce(t *testing.T) {
	eachAPI(t, func(a *api) {
		const contacts, writers = 20, 8
		var ids []string
		for i := range contacts {
			c := a.post("/contacts", object{"first_name": fmt.Sprint(i), "external_ids": object{"crm": fmt.Sprint(i)}})
			ids = append(ids, c.want(http.StatusCreated).id())
		}
		answers := a.atOnce(writers, writers, func(writer int) []object {
			var operations []object
			for i, id := range ids {
				if writer%3 == 0 {
					id = fmt.Sprint("crm:", i)
				}
				operations = append(operations, of("update", id, object{"nickname": fmt.Sprint(writer)}))
			}
			return shuffled(operations)
		})
		for _, answer := range answers {
			answer.want(http.StatusOK)
			for _, result := range answer.json().list("results") {
				if result["status"] != 200.0 {
					t.Errorf("got %v", result)
				}
			}
		}
		last := ""
		for _, id := range ids {
			c := a.get("/contacts/" + id).json()
			if last == "" {
				last = c.text("nickname")
			}
			if c["version"] != 1.0+writers || c.text("nickname") != last {
				t.Errorf("version %v by writer %s, not %s", c["version"], c.text("nickname"), last)
			}
		}
		a.wantLog()
	})
}

// Batches that make the same external ids and tags in different orders would
// wait for each other.
func TestBatchesThatMakeTheSameAtOnce(t *testing.T) {
	eachAPI(t, func(a *api) {
		const contacts, writers = 10, 8
		answers := a.atOnce(2, writers, func(writer int) []object {
			var operations []object
			for i := range contacts {
				operations = append(operations, of("upsert", fmt.Sprint("crm:", i), object{
					"first_name": fmt.Sprint(writer), "tags": []string{fmt.Sprint("tag ", i)},
				}))
			}
			return shuffled(operations)
		})
		made := 0
		for _, answer := range answers {
			for _, result := range answer.want(http.StatusOK).json().list("results") {
				switch result["status"] {
				case 201.0:
					made++
				case 200.0:
				default:
					t.Errorf("got %v", result)
				}
			}
		}
		if made != contacts || a.count("contacts") != contacts || a.count("tags") != contacts {
			t.Errorf("%d made, %d contacts, %d tags", made, a.count("contacts"), a.count("tags"))
		}
		a.wantLog()
	})
}

// TestLostRaceInABatch lets another transaction take an external id while the
// batch is at work: the constraint of the database refuses one operation, what it
// wrote is undone, and the others are as if it had not been there.
func TestLostRaceInABatch(t *testing.T) {
	eachAPI(t, func(a *api) {
		answers := make(chan *answer)
		err := changelog.InTx(t.Context(), a.db, a.ws, changelog.Actor{Via: changelog.ViaSystem}, func(tx *changelog.Tx) error {
			rules, err := new(ruleset.Store).For(t.Context(), tx)
			if err != nil {
				return err
			}
			_, err = contact.NewStore(tx.DB, a.ws, rules).Create(t.Context(), tx, &contact.Patch{
				FirstName:   record.Some("First"),
				ExternalIDs: record.Some(record.Values{"crm": record.TextValue("1"), "erp": record.TextValue("1")}),
			})
			if err != nil {
				return err
			}
			go func() {
				answers <- a.batch(false, []object{
					create(object{"first_name": "A"}),
					create(object{"first_name": "B", "external_ids": object{"erp": "1"}, "tags": []string{"failed"}}),
					of("upsert", "crm:1", object{"last_name": "Second", "tags": []string{"kept"}}),
					create(object{"first_name": "C"}),
				})
			}()
			return a.waitForLock()
		})
		if err != nil {
			t.Fatal(err)
		}
		results := (<-answers).want(http.StatusOK).wantStatuses("201 400 200 201").json().list("results")
		if got := results[1].object("problem").faults(); len(got) != 1 || got[0] != "/operations/1/body/external_ids/erp unique" {
			t.Errorf("got %v", got)
		}
		if got := results[2].object("record").text("full_name"); got != "First Second" || a.count("contacts") != 3 || a.count("tags") != 1 {
			t.Errorf("%q, %d contacts, %d tags", got, a.count("contacts"), a.count("tags"))
		}
		a.wantLog()
	})
}

// waitForLock waits until somebody waits for a lock. On SQLite a writer waits
// for its turn, which nobody can see; it comes to the same.
func (a *api) waitForLock() error {
	if a.db.Engine == database.SQLite {
		return nil
	}
	ctx, cancel := context.WithTimeout(a.Context(), testkit.Patience)
	defer cancel()
	for waiting := 0; waiting == 0; time.Sleep(5 * time.Millisecond) {
		err := a.db.QueryRow(ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		if err != nil {
			return err
		}
	}
	return nil
}
