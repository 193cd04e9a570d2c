package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// wantConflict fails the test unless the answer is 409 and says what.
func (r *answer) wantConflict(what string) {
	r.Helper()
	if detail := r.want(http.StatusConflict).json().text("detail"); !strings.Contains(detail, what) {
		r.Errorf("got %q, want %q in it", detail, what)
	}
}

// TestStoredValues: what a definition that is made, changed or deleted does to
// values that are there is what the request says.
func TestStoredValues(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.eachHolder(func(a *api, kind, path string, create func(values any) *answer) {
			one := path + "/" + create(object{"size": "7"}).want(http.StatusCreated).id()
			two := path + "/" + create(object{"size": "large"}).want(http.StatusCreated).id()
			body := func(stored string) object {
				return object{"record_kind": kind, "key": "size", "type": "integer", "stored_values": stored, "filterable": true}
			}
			a.post("/custom-fields", object{"record_kind": kind, "key": "size", "type": "integer"}).wantConflict("2 records have")
			a.post("/custom-fields", body("refuse")).wantConflict("2 records have")
			a.post("/custom-fields", body("convert")).wantConflict("1 record has")
			a.wantValues(one, object{"size": "7"})
			field := "/custom-fields/" + a.post("/custom-fields", body("clear")).want(http.StatusCreated).id()
			a.wantValues(one, object{"size": 7.0})
			a.wantValues(two, object{})
			a.patch(field, object{"minimum": 8}).wantConflict("1 record has")
			a.patch(field, object{"type": "text", "stored_values": "convert"}).want(http.StatusOK)
			a.wantValues(one, object{"size": "7"})
			a.do("DELETE", field+"?stored_values=convert", nil).wantFault("stored_values")
			a.do("DELETE", field+"?stored_values=", nil).wantFault("stored_values")
			a.do("DELETE", field+"?stored_values=keep&stored_values=keep", nil).wantFault("stored_values")
			a.do("DELETE", field, nil).wantConflict("1 record has")
			a.do("DELETE", field+"?stored_values=keep", nil).want(http.StatusNoContent)
			a.wantValues(one, object{"size": "7"})
			again := a.define(kind, "size", "text", nil)
			a.do("DELETE", again+"?stored_values=clear", nil).want(http.StatusNoContent)
			a.wantValues(one, object{})
			a.wantCause(one, kind, again)
		})
	})
}

// wantCause fails the test unless the newest change of a record follows from
// that of a definition.
func (a *api) wantCause(path, kind, field string) {
	a.Helper()
	id := path[strings.LastIndex(path, "/")+1:]
	of := func(kind, record string) object {
		all := a.get("/changes?kind=" + kind + "&record=" + record).results()
		return all[len(all)-1]
	}
	cause := of("custom_field", strings.TrimPrefix(field, "/custom-fields/"))
	if got := of(kind, id); got["cause"] != cause["number"] {
		a.Errorf("%s follows from %v, not from %v", path, got["cause"], cause["number"])
	}
}

// TestDefaultsOfOldRecords are written where the request says so.
func TestDefaultsOfOldRecords(t *testing.T) {
	eachAPI(t, func(a *api) {
		one := a.with("one", nil)
		field := a.define("contact", "size", "integer", nil)
		a.patch(field, object{"required": true, "default": 5}).want(http.StatusOK)
		a.wantValues(one, object{})
		a.patch(field, object{"required": false}).want(http.StatusOK)
		a.patch(field, object{"required": true, "stored_values": "convert"}).want(http.StatusOK)
		a.wantValues(one, object{"size": 5.0})
	})
}

// TestNoWriteByOldRules: while a definition comes and goes, no contact is ever
// left with a value that was checked by rules of before.
func TestNoWriteByOldRules(t *testing.T) {
	eachAPI(t, func(a *api) {
		const writers, rounds = 4, 15
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				path := a.with(fmt.Sprint("writer ", w), nil)
				for i := range rounds * 4 {
					status := a.patch(path, object{"custom_fields": object{"size": fmt.Sprint("text ", i)}}).status
					if status != http.StatusOK && status != http.StatusBadRequest && status != http.StatusConflict {
						a.Errorf("got %d", status)
					}
				}
			})
		}
		for range rounds {
			made := a.post("/custom-fields", object{"record_kind": "contact", "key": "size", "type": "integer", "stored_values": "clear"})
			if made.status != http.StatusCreated {
				a.Errorf("got %d: %s", made.status, made.body)
				break
			}
			for _, o := range a.get("/contacts?search=writer").results() {
				if value := o.object("custom_fields")["size"]; value != nil {
					a.Errorf("%v was written by rules of before", value)
				}
			}
			a.do("DELETE", "/custom-fields/"+made.id()+"?stored_values=keep", nil).want(http.StatusNoContent)
		}
		group.Wait()
	})
}
