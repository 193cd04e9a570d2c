package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/restapi"
)

func TestEmptyAcceptIsNone(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.get("/contacts", "Accept:  ").want(http.StatusOK)
		a.get("/contacts", "Accept: ,").want(http.StatusNotAcceptable)
	})
}

func TestTwoIdempotencyKeysAreRefused(t *testing.T) {
	eachAPI(t, func(a *api) {
		r, err := http.NewRequestWithContext(a.Context(), "POST", a.server.URL+restapi.Base+"/contacts", strings.NewReader(`{"first_name": "A"}`))
		if err != nil {
			a.Fatal(err)
		}
		r.Header = http.Header{
			"Authorization": {"Bearer " + a.key}, "Content-Type": {"application/json"}, "Idempotency-Key": {"one", "two"},
		}
		resp, err := a.client().Do(r)
		if err != nil {
			a.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest || a.count("contacts") != 0 {
			a.Errorf("%d, and %d contacts were made", resp.StatusCode, a.count("contacts"))
		}
	})
}

func TestPathsWithEmptySegmentsAreNotRedirected(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, path := range []string{"/contacts//", "//contacts", "/contacts/../contacts"} {
			if r := a.get(path).want(http.StatusNotFound); r.header.Get("Content-Type") != "application/problem+json" {
				a.Errorf("%s: %v", path, r.header)
			}
		}
	})
}
