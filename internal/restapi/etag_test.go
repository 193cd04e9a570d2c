package restapi_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestPreconditions_CON_07(t *testing.T) {
	tests := []struct {
		name, method string
		headers      []string
		want         int
	}{
		{"the tag that it has", "PUT", []string{"If-Match: TAG"}, http.StatusOK},
		{"one of a list", "PATCH", []string{`If-Match: "1.999", TAG`}, http.StatusOK},
		{"any", "PUT", []string{"If-Match: *"}, http.StatusOK},
		{"none given", "PUT", nil, http.StatusOK},
		{"an older tag", "PATCH", []string{`If-Match: "1.999"`}, http.StatusPreconditionFailed},
		{"a weak tag", "PUT", []string{"If-Match: W/TAG"}, http.StatusOK},
		{"a weak tag of another version", "PUT", []string{`If-Match: W/"1.999"`}, http.StatusPreconditionFailed},
		{"a tag that Apache has compressed", "PATCH", []string{"If-Match: PROXIED-gzip\""}, http.StatusOK},
		{"one that Jetty has", "PATCH", []string{"If-Match: W/PROXIED--gzip\""}, http.StatusOK},
		{"one that is older and compressed", "PATCH", []string{`If-Match: "1.999-gzip"`}, http.StatusPreconditionFailed},
		{"one of a list of weak ones", "PUT", []string{`If-Match: W/"a,b", W/TAG`}, http.StatusOK},
		{"without quotes", "PUT", []string{"If-Match: 1.1"}, http.StatusBadRequest},
		{"with one quote", "DELETE", []string{`If-Match: "1.1`}, http.StatusBadRequest},
		{"two without a comma", "PATCH", []string{`If-Match: "1.1" "1.2"`}, http.StatusBadRequest},
		{"the other header without quotes", "PATCH", []string{"If-None-Match: 1.1"}, http.StatusBadRequest},
		{"delete with a weak tag that it has not", "DELETE", []string{`If-Match: W/"1.2"`}, http.StatusPreconditionFailed},
		{"only if it is not there, weakly", "PUT", []string{"If-None-Match: W/TAG"}, http.StatusPreconditionFailed},
		{"delete with an older tag", "DELETE", []string{`If-Match: "1.999"`}, http.StatusPreconditionFailed},
		{"only if it is not there", "PUT", []string{"If-None-Match: *"}, http.StatusPreconditionFailed},
		{"delete with its tag", "DELETE", []string{"If-Match: TAG"}, http.StatusNoContent},
	}
	eachAPI(t, func(a *api) {
		for _, tt := range tests {
			a.run(tt.name, func(a *api) {
				created := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated)
				path := "/contacts/" + created.id()
				var headers []string
				for _, h := range tt.headers {
					headers = append(headers, replaceTag(h, created.header.Get("ETag")))
				}
				var body any
				if tt.method != "DELETE" {
					body = object{"first_name": "B"}
				}
				a.do(tt.method, path, body, headers...).want(tt.want)
				read := a.get(path)
				if tt.want >= http.StatusBadRequest && read.json()["first_name"] != "A" {
					a.Error("it was written all the same")
				}
			})
		}
		gone := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated)
		path := "/contacts/" + gone.id()
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.do("PUT", path, object{"first_name": "B"}, "If-Match: "+gone.header.Get("ETag")).want(http.StatusPreconditionFailed)
		a.do("PUT", path, object{"first_name": "B"}).want(http.StatusNotFound)
		a.post("/contacts", object{"first_name": "C"}, "If-None-Match: *").want(http.StatusCreated)
	})
}

func replaceTag(header, tag string) string {
	for i := 0; i+3 <= len(header); i++ {
		if strings.HasPrefix(header[i:], "PROXIED") {
			return header[:i] + strings.TrimSuffix(tag, `"`) + header[i+len("PROXIED"):]
		}
		if header[i:i+3] == "TAG" {
			return header[:i] + tag + header[i+3:]
		}
	}
	return header
}

func TestNotModified(t *testing.T) {
	eachAPI(t, func(a *api) {
		created := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated)
		path, tag := "/contacts/"+created.id(), created.header.Get("ETag")
		for _, header := range []string{
			tag, "W/" + tag, `"x", ` + tag, "*", strings.TrimSuffix(tag, `"`) + `-gzip"`, "W/" + strings.TrimSuffix(tag, `"`) + `;gzip"`,
		} {
			if r := a.get(path, "If-None-Match: "+header).want(http.StatusNotModified); len(r.body) > 0 {
				a.Errorf("304 with a body: %s", r.body)
			}
		}
		a.get(path, `If-None-Match: "1.99"`).want(http.StatusOK)
		fault := a.get(path, "If-None-Match: 1.1").wantFault("If-None-Match")
		if fault["code"] != "invalid_etag" || !strings.Contains(fault.text("detail"), "double quotes") {
			a.Errorf("got %v", fault)
		}
		a.patch(path, object{"first_name": "B"}).want(http.StatusOK)
		a.get(path, "If-None-Match: "+tag).want(http.StatusOK)
	})
}

// TestNotModifiedAlsoOfWhatOthersMakeOfARecord: what hangs on a record changes its
// ETag without its version, and no writer's condition asks for it.
func TestNotModifiedAlsoOfWhatOthersMakeOfARecord(t *testing.T) {
	eachAPI(t, func(a *api) {
		made := a.post("/organizations", object{"name": "A", "code": "A", "organization_type": "Company"}, "Idempotency-Key: k").want(http.StatusCreated)
		path, tag := "/organizations/"+made.id(), made.header.Get("ETag")
		again := a.post("/organizations", object{"name": "A", "code": "A", "organization_type": "Company"}, "Idempotency-Key: k").want(http.StatusCreated)
		if again.header.Get("ETag") != tag {
			t.Errorf("got %s again, then %s", tag, again.header.Get("ETag"))
		}
		a.get(path, "If-None-Match: "+tag).want(http.StatusNotModified)
		a.get(path+"?fields=name", "If-None-Match: "+tag).want(http.StatusNotModified)
		a.post("/contacts", object{"first_name": "B", "linked_organization": made.id()}).want(http.StatusCreated)
		if now := a.get(path, "If-None-Match: "+tag).want(http.StatusOK); now.json()["contacts_count"] != 1.0 || now.json()["version"] != 1.0 {
			t.Errorf("got %s", now.body)
		}
		a.patch(path, object{"name": "C"}, "If-None-Match: "+tag).want(http.StatusPreconditionFailed)
		changed := a.patch(path, object{"name": "C"}, "If-Match: "+tag).want(http.StatusOK)
		a.patch(path, object{"name": "D"}, "If-Match: "+tag).want(http.StatusPreconditionFailed)
		compressed := "W/" + strings.TrimSuffix(changed.header.Get("ETag"), `"`) + `-gzip"`
		a.get(path, "If-None-Match: "+compressed).want(http.StatusNotModified)
		a.patch(path, object{"legal_name": "E"}, "If-Match: "+compressed).want(http.StatusOK)
		a.patch(path, object{"legal_name": "F"}, "If-Match: "+compressed).want(http.StatusPreconditionFailed)
	})
}

func TestWritersWithTheSameTag_CON_06(t *testing.T) {
	eachAPI(t, func(a *api) {
		created := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated)
		path, tag := "/contacts/"+created.id(), created.header.Get("ETag")
		var mu sync.Mutex
		statuses := map[int]int{}
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				r := a.do("PUT", path, object{"nickname": string(rune('A' + i%26)), "title": "x"}, "If-Match: "+tag)
				mu.Lock()
				defer mu.Unlock()
				statuses[r.status]++
			})
		}
		wg.Wait()
		if statuses[http.StatusOK] != 1 || statuses[http.StatusPreconditionFailed] != 63 {
			a.Errorf("got %v, want one 200 and 63 times 412", statuses)
		}
		if got := a.get(path).json()["version"]; got != 2.0 {
			a.Errorf("version %v", got)
		}
	})
}

// What a record shows of others changes without a new version: whoever asks
// with the ETag of before must see it.
func TestCountsAreNeverStale(t *testing.T) {
	eachAPI(t, func(a *api) {
		address := a.post("/addresses", object{"city": "Bonn"}).want(http.StatusCreated)
		tag := a.post("/tags", object{"name": "VIP"}).want(http.StatusCreated)
		org := a.post("/organizations", object{"name": "A", "code": "A", "organization_type": "Company"}).want(http.StatusCreated)
		a.post("/contacts", object{
			"first_name": "A", "tags": []any{"VIP"}, "linked_organization": org.id(),
			"addresses": []any{object{"address": address.id()}},
		}).want(http.StatusCreated)
		for _, tt := range []struct {
			path, count string
			made        *answer
		}{
			{"/addresses/", "used_by", address}, {"/tags/", "use_count", tag}, {"/organizations/", "contacts_count", org},
		} {
			path, etag := tt.path+tt.made.id(), tt.made.header.Get("ETag")
			for _, query := range []string{"", "?fields=" + tt.count} {
				read := a.get(path+query, "If-None-Match: "+etag).want(http.StatusOK)
				if read.json()[tt.count] != 1.0 || read.header.Get("ETag") == etag {
					a.Errorf("%s: %s, ETag %s", path, read.body, read.header.Get("ETag"))
				}
			}
			a.do("HEAD", path, nil, "If-None-Match: "+etag).want(http.StatusOK)
		}
		a.patch("/tags/"+tag.id(), object{"name": "best"}, "If-Match: "+tag.header.Get("ETag")).want(http.StatusOK)
		a.patch("/addresses/"+address.id(), object{"city": "Trier"}, "If-Match: "+address.header.Get("ETag")).want(http.StatusOK)
	})
}
