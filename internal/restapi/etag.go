package restapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/problem"
)

var errPrecondition = problem.New(problem.PreconditionFailed,
	"The record is not as the precondition says: it was changed or deleted meanwhile.")

// etag is made from the number of a record's format and its version.
func etag(format, version int64) string {
	return strconv.FormatInt(format, 10) + "." + strconv.FormatInt(version, 10)
}

// matches reports whether a list of entity tags, as in If-Match, names tag or
// is *. Only the weak comparison takes tags that begin with W/ (RFC 9110,
// section 8.8.3.2).
func matches(headers []string, tag string, weak bool) bool {
	for _, header := range headers {
		for item := range strings.SplitSeq(header, ",") {
			item = strings.TrimSpace(item)
			if weak {
				item = strings.TrimPrefix(item, "W/")
			}
			if item == "*" || item == `"`+tag+`"` {
				return true
			}
		}
	}
	return false
}

// precondition returns what a store asks before it changes or deletes a
// record of the given format: the error if If-Match or If-None-Match forbids it.
func (r *request) precondition(format int64) func(version int64) error { //nolint:unparam // formats are raised one by one
	return func(version int64) error {
		tag := etag(format, version)
		if want := r.Header.Values("If-Match"); len(want) > 0 && !matches(want, tag, false) {
			return errPrecondition
		}
		if r.Method != http.MethodPost && matches(r.Header.Values("If-None-Match"), tag, true) {
			return errPrecondition
		}
		return nil
	}
}
