package restapi

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/problem"
)

var errPrecondition = problem.New(problem.PreconditionFailed,
	"The record was changed or deleted since you read it (If-Match or If-None-Match); read it again.")

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

// countPart is that part of a tag. A writer's condition is about the record itself,
// and leaves it out.
var countPart = regexp.MustCompile(countSeparator + `[0-9a-f]{16}$`)

// proxyPart is what proxies that compress hang on a tag: Apache -gzip and -br, Jetty
// --gzip, others ;gzip.
var proxyPart = regexp.MustCompile(`(--?|;)(gzip|br|zstd|deflate)$`)

// entityTags are what If-Match or If-None-Match names.
type entityTags struct {
	any    bool     // *
	values []string // without quotes, and without W/ and proxyPart: these do not say another version
}

// readTags reads a header of entity tags (RFC 9110, section 8.8.3); ok is false where
// it is not a list of them, or *.
func readTags(headers []string) (tags entityTags, ok bool) {
	rest := strings.Trim(strings.Join(headers, ","), ", \t")
	for more := true; more; {
		rest = strings.TrimLeft(rest, ", \t")
		if after, found := strings.CutPrefix(rest, "*"); found {
			tags.any, rest = true, after
		} else {
			value, after, closed := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(rest, "W/"), `"`), `"`)
			if !closed || !strings.HasPrefix(strings.TrimPrefix(rest, "W/"), `"`) {
				return tags, false
			}
			tags.values, rest = append(tags.values, proxyPart.ReplaceAllString(value, "")), after
		}
		if rest = strings.TrimLeft(rest, " \t"); rest != "" && rest[0] != ',' {
			return tags, false
		}
		more = rest != ""
	}
	return tags, true
}

// names reports whether a tag is one of them.
func (t *entityTags) names(tag string) bool { return t.any || slices.Contains(t.values, tag) }

// namesVersion reports whether a tag of a record is one of them, whatever others make
// of it.
func (t *entityTags) namesVersion(tag string) bool {
	return t.any || slices.ContainsFunc(t.values, func(v string) bool { return countPart.ReplaceAllString(v, "") == tag })
}

// conditions are what the headers If-Match and If-None-Match ask for; nil: nothing.
type conditions struct{ match, noneMatch *entityTags }

// readConditions reads the headers that the route goes by.
func (r *request) readConditions() error {
	var faults problem.Fields
	read := func(name string) *entityTags {
		given := r.Header.Values(name)
		if len(given) == 0 {
			return nil
		}
		tags, ok := readTags(given)
		if !ok {
			faults.Parameter(name, "invalid_etag", `An entity tag stands in double quotes, as in the header ETag: "1.3", or W/"1.3".`)
		}
		return &tags
	}
	if r.route.conditional() {
		r.conditions.match = read("If-Match")
	}
	if r.Method != http.MethodPost {
		r.conditions.noneMatch = read("If-None-Match")
	}
	return faults.Err()
}

// precondition returns what a store asks before it changes or deletes a
// record of the given format: the error if If-Match or If-None-Match forbids it.
func (r *request) precondition(format int64) func(version int64) error {
	return func(version int64) error {
		tag := etag(format, version)
		if want := r.conditions.match; want != nil && !want.namesVersion(tag) {
			return errPrecondition
		}
		if not := r.conditions.noneMatch; not != nil && not.namesVersion(tag) {
			return errPrecondition
		}
		return nil
	}
}
