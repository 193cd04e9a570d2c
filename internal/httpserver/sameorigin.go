package httpserver

import (
	"net/http"

	"github.com/liaison/liaison/internal/problem"
)

// errOtherSite answers what another site makes a browser send.
var errOtherSite = problem.New(problem.Forbidden,
	"The browser says that the request came from another site; open the page again and repeat it.")

// SameOrigin refuses requests that could change something unless the browser
// says that a page of ours makes them. It belongs before everything that
// believes a cookie. One that says nothing of where it comes from is refused,
// too: every browser says it, and who is none has keys.
func SameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !changesNothing(r.Method) && !fromOurPage(r, protection) {
			WriteProblem(w, r, errOtherSite)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func changesNothing(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// fromOurPage looks at Sec-Fetch-Site or, since browsers do not send that by plain
// http, at Origin, which must be ours as the client sees it.
func fromOurPage(r *http.Request, protection *http.CrossOriginProtection) bool {
	if r.Header.Get("Sec-Fetch-Site") == "" {
		return r.Header.Get("Origin") == Origin(r)
	}
	return protection.Check(r) == nil
}
