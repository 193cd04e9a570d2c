package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
)

// eachTagged runs fn on both engines with the path of a record of each kind that
// has tags.
func eachTagged(t *testing.T, fn func(a *api, one string)) {
	t.Helper()
	eachNamed(t, func(a *api, all string, body func(string) object) {
		fn(a, all+"/"+a.post(all, body("Ada")).want(http.StatusCreated).id())
	})
}

func (a *api) wantNames(one string, want ...any) {
	a.Helper()
	got := a.get(one).want(http.StatusOK).json()["tags"]
	if diff := cmp.Diff(append([]any{}, want...), got); diff != "" {
		a.Errorf("the tags (-want +got):\n%s", diff)
	}
}

func TestOneTag(t *testing.T) {
	eachTagged(t, func(a *api, one string) {
		a.patch(one, object{"tags": []string{"other"}}).want(http.StatusOK)
		put := a.do("PUT", one+"/tags/VIP", nil).want(http.StatusOK)
		if put.json()["version"] != 3.0 || put.header.Get("ETag") != a.get(one).header.Get("ETag") {
			t.Errorf("got ETag %s, %s", put.header.Get("ETag"), put.body)
		}
		a.wantNames(one, "other", "VIP")
		for _, name := range []string{"VIP", "vip", "%20ViP%20", "vip/"} { // it has it already
			if got := a.do("PUT", one+"/tags/"+name, nil).want(http.StatusOK).json(); got["version"] != 3.0 {
				t.Errorf("%s makes version %v", name, got["version"])
			}
		}
		a.do("PUT", one+"/tags/VIP", "{}").want(http.StatusOK)
		a.do("PUT", one+"/tags/VIP", object{"name": "x"}).wantFault("/name")
		a.do("PUT", one+"/tags/VIP?x=1", nil).wantFault("x")
		a.do("DELETE", one+"/tags/vip", nil).want(http.StatusNoContent)
		a.wantNames(one, "other")
		for _, name := range []string{"vip", "nothing", "%20", strings.Repeat("x", 101)} {
			a.wantNothingWritten(func() { a.do("DELETE", one+"/tags/"+name, nil).want(http.StatusNotFound) })
		}
		if a.get("/tags?name=VIP").results()[0]["use_count"] != 0.0 {
			t.Error("the tag is gone or in use")
		}
		a.get(one + "/tags/vip").want(http.StatusMethodNotAllowed)
		nobody := strings.Replace(one, one[strings.LastIndex(one, "/")+1:], a.db.NewID(), 1)
		a.do("PUT", nobody+"/tags/vip", nil).want(http.StatusNotFound)
		a.do("DELETE", nobody+"/tags/vip", nil).want(http.StatusNotFound)
		a.wantLog()
	})
}

func TestNamesOfOneTag(t *testing.T) {
	eachTagged(t, func(a *api, one string) {
		for _, name := range []string{"a/b", "c++", "100%", "a, b", `say "x"`, "..", "日本", "#1?", "a/", "x//y"} {
			path := one + "/tags/" + escape(name)
			if got := a.do("PUT", path, nil).want(http.StatusOK).json()["tags"]; cmp.Diff([]any{name}, got) != "" {
				t.Errorf("%q became %v", name, got)
			}
			a.do("DELETE", path, nil).want(http.StatusNoContent)
		}
		a.wantNames(one)
		for _, name := range []string{"%20", "%00", "%ff", strings.Repeat("x", 101)} {
			a.wantNothingWritten(func() { a.do("PUT", one+"/tags/"+name, nil).wantFault("tag") })
		}
	})
}

func TestConditionsOfOneTag(t *testing.T) {
	eachTagged(t, func(a *api, one string) {
		etag := a.get(one).header.Get("ETag")
		a.do("PUT", one+"/tags/a", nil, "If-Match: "+etag).want(http.StatusOK)
		for _, method := range []string{"PUT", "DELETE"} {
			a.do(method, one+"/tags/a", nil, "If-Match: "+etag).want(http.StatusPreconditionFailed)
		}
		etag = a.get(one).header.Get("ETag")
		a.do("DELETE", one+"/tags/none", nil, "If-Match: "+etag).want(http.StatusNotFound)
		a.do("DELETE", one+"/tags/a", nil, "If-Match: "+etag).want(http.StatusNoContent)
		kind := strings.TrimSuffix(strings.Split(one, "/")[1], "s")
		change := bearer(a.keyWith(auth.Permission("change_" + kind)))
		a.do("PUT", one+"/tags/new", nil, change).want(http.StatusOK)
		a.do("DELETE", one+"/tags/new", nil, change).want(http.StatusNoContent)
		other := bearer(a.keyWith(auth.Permission("view_"+kind), auth.AddTag, auth.ChangeTag, auth.DeleteTag))
		a.do("PUT", one+"/tags/new", nil, other).want(http.StatusForbidden)
		a.do("DELETE", one+"/tags/new", nil, other).want(http.StatusForbidden)
	})
}

func TestOneTagTooMany(t *testing.T) {
	eachTagged(t, func(a *api, one string) {
		names := make([]string, 500)
		for i := range names {
			names[i] = fmt.Sprint("t", i)
		}
		a.patch(one, object{"tags": names}).want(http.StatusOK)
		a.wantNothingWritten(func() {
			if fault := a.do("PUT", one+"/tags/more", nil).wantFault("tag"); fault.text("code") != "too_many" {
				t.Errorf("got %v", fault)
			}
		})
		a.do("PUT", one+"/tags/T7", nil).want(http.StatusOK) // which it has
		a.do("DELETE", one+"/tags/t7", nil).want(http.StatusNoContent)
		a.do("PUT", one+"/tags/more", nil).want(http.StatusOK)
	})
}

// TestTagsRace: writers that each put a tag on the same record, or take one off,
// lose none of the others'.
func TestTagsRace(t *testing.T) {
	eachTagged(t, func(a *api, one string) {
		var gone, want []any
		for i := range 8 {
			gone = append(gone, fmt.Sprint("gone", i))
			want = append(want, fmt.Sprint("new", i))
		}
		a.patch(one, object{"tags": gone}).want(http.StatusOK)
		var wg sync.WaitGroup
		for i := range want {
			wg.Go(func() {
				if got := a.do("PUT", fmt.Sprint(one, "/tags/", want[i]), nil); got.status != http.StatusOK {
					t.Errorf("PUT: got %d %s", got.status, got.body)
				}
			})
			wg.Go(func() {
				if got := a.do("DELETE", fmt.Sprint(one, "/tags/", gone[i]), nil); got.status != http.StatusNoContent {
					t.Errorf("DELETE: got %d %s", got.status, got.body)
				}
			})
		}
		wg.Wait()
		a.wantNames(one, want...)
	})
}
