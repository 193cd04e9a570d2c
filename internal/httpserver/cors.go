package httpserver

import (
	"net/http"
	"slices"
	"strings"
)

// apiPath is where the API is: the pages are for nobody else's pages.
const apiPath = "/api"

// What pages of other origins may send and read. None may send cookies: keys are in
// the header Authorization.
const (
	corsMethods = "GET, HEAD, POST, PUT, PATCH, DELETE"
	corsHeaders = "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Liaison-Workspace, Prefer"
	corsExposed = "ETag, Location, Retry-After, X-Request-ID, Idempotent-Replayed, Preference-Applied"
	corsMaxAge  = "7200" // seconds, as long as Chromium keeps it at most
)

const exposeHeaders = "Access-Control-Expose-Headers"

// allowOrigins lets pages of some other origins call the API. The questions that
// browsers ask beforehand are answered here, before anybody is asked for a key or
// counted. To other origins nothing is said, so that browsers keep their pages out.
func allowOrigins(origins []string, next http.Handler) http.Handler {
	if len(origins) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !below(r, apiPath) {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if !slices.Contains(origins, origin) {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Origin", origin)
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", corsMethods)
			h.Set("Access-Control-Allow-Headers", corsHeaders)
			h.Set("Access-Control-Max-Age", corsMaxAge)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set(exposeHeaders, corsExposed)
		next.ServeHTTP(w, r)
	})
}

// exposeOwn lets pages of other origins read the headers of an answer that are
// Liaison's own, too.
func exposeOwn(h http.Header) {
	if h.Get(exposeHeaders) == "" {
		return
	}
	for name := range h {
		if strings.HasPrefix(name, "Liaison-") {
			h.Set(exposeHeaders, h.Get(exposeHeaders)+", "+name)
		}
	}
}
