package httpserver

import "net/http"

// secure sets the headers of an answer that no browser should show, keep or
// run anything of. A page sets its own over them.
func secure(next http.Handler) http.Handler {
	// Shared by all answers: full slices, which whoever appends must copy.
	policy := []string{"default-src 'none'; frame-ancestors 'none'"}
	noSniff := []string{"nosniff"}
	noStore := []string{"no-store"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Security-Policy"] = policy
		h["X-Content-Type-Options"] = noSniff
		h["Cache-Control"] = noStore
		next.ServeHTTP(w, r)
	})
}
