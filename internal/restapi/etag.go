package restapi

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
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

// countSeparator stands between the part of an ETag that is made from the version
// and one that is made from what the version does not count.
const countSeparator = "-"

// counted answers with a record that shows what others make of it, such as how
// many use it, which its version does not count. Its ETag has a part for that.
func counted(status int, body []byte, tag string, counts ...any) *response {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", counts))
	return &response{status: status, body: body, etag: tag + countSeparator + hex.EncodeToString(sum[:8])}
}

// versionOf leaves out that part: a writer's condition is about the record itself.
func versionOf(headers []string) []string {
	versions := make([]string, len(headers))
	for i, header := range headers {
		versions[i] = countPart.ReplaceAllString(header, `"`)
	}
	return versions
}

var countPart = regexp.MustCompile(countSeparator + `[0-9a-f]{16}"`)

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
		if want := versionOf(r.Header.Values("If-Match")); len(want) > 0 && !matches(want, tag, false) {
			return errPrecondition
		}
		if r.Method != http.MethodPost && matches(versionOf(r.Header.Values("If-None-Match")), tag, true) {
			return errPrecondition
		}
		return nil
	}
}
