package listing

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxCursor bounds the length of a cursor, in bytes; two collation keys of the
// longest names fit.
const maxCursor = 32 << 10

// cursor is a position in a list: behind (or before) the row with the keys.
type cursor struct {
	Bound    string   `json:"q"`           // the query it belongs to
	Ranked   bool     `json:"r,omitempty"` // the hits of a search are ordered best first
	Backward bool     `json:"b,omitempty"` // the page ends here and does not start here
	Included bool     `json:"i,omitempty"` // the row with the keys belongs to the page
	Keys     []string `json:"k"`

	keys []any // Keys in the types of the order
}

// binding returns what the cursors of q are bound to: the list, its order, its
// filters and its search.
func (q *Query) binding() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q", q.spec.Name, q.Search)
	for _, t := range q.order {
		fmt.Fprintf(h, " %q %t", t.SQL, t.desc)
	}
	for _, f := range q.filters {
		fmt.Fprintf(h, " %q %q", f.parameter, f.Values)
		for _, flag := range slices.Sorted(maps.Keys(f.On)) {
			fmt.Fprintf(h, " %q %t", flag, f.On[flag])
		}
	}
	for _, r := range q.extra { // of Parse; the stores' own come later
		fmt.Fprintf(h, " %q", r.condition)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}

// writeCursor returns the text of a cursor at a row.
func (q *Query) writeCursor(c cursor, order []term, keys []any) string {
	c.Bound = q.bound
	c.Keys = make([]string, len(order))
	for i, key := range keys {
		switch key := key.(type) {
		case []byte:
			c.Keys[i] = base64.RawStdEncoding.EncodeToString(key)
		case int64:
			c.Keys[i] = strconv.FormatInt(key, 10)
		case string:
			c.Keys[i] = key
		}
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		return "" // texts and numbers always can be
	}
	return base64.RawURLEncoding.EncodeToString(encoded)
}

// readCursor reads a cursor of this query. Cursors are not signed: whatever a
// client makes of one is a position of the right types or is refused.
func (q *Query) readCursor(value string) (*cursor, bool) {
	if len(value) > maxCursor {
		return nil, false
	}
	encoded, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || !utf8.Valid(encoded) {
		return nil, false
	}
	c := &cursor{}
	if err := json.Unmarshal(encoded, c); err != nil || c.Bound != q.bound {
		return nil, false
	}
	if c.Ranked && (q.Ordered || q.Search == "" || q.spec.SearchColumn != "") {
		return nil, false
	}
	order := q.orderFor(c.Ranked)
	if len(c.Keys) != len(order) {
		return nil, false
	}
	c.keys = make([]any, len(order))
	for i, t := range order {
		var ok bool
		if c.keys[i], ok = readKey(t.Type, c.Keys[i]); !ok {
			return nil, false
		}
	}
	return c, true
}

func readKey(kind KeyType, key string) (any, bool) {
	switch kind {
	case BytesKey:
		b, err := base64.RawStdEncoding.DecodeString(key)
		if b == nil {
			b = []byte{} // nil would be NULL
		}
		return b, err == nil
	case IntKey:
		n, err := strconv.ParseInt(key, 10, 64)
		return n, err == nil
	default:
		return key, !strings.ContainsRune(key, 0)
	}
}

// scoreKey is how badly a hit matches a search: the best come first.
var scoreKey = Key{SQL: "h.score", Type: IntKey}

// orderFor returns the keys that the rows are ordered by.
func (q *Query) orderFor(ranked bool) []term {
	if !ranked {
		return q.order
	}
	return append([]term{{Key: scoreKey}}, q.order...)
}
