package text

import (
	"bytes"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

const (
	// maxSortRunes is how many code points of a text take part in its order.
	maxSortRunes = 255
	// maxSortKey is the length in bytes to which keys are cut, so that two fit
	// into one entry of an index: PostgreSQL takes 2,704 bytes. It is reached by
	// long names only, and then at the accents and the case of their last letters.
	maxSortKey = 1000
)

// sorter is a collator with its buffer. Neither may be used by two goroutines
// at once, and both are large, so they are pooled.
type sorter struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

// sorters hands out collators for the root order of CLDR: letters first, then
// accents, then case, the same for every reader whatever their language.
var sorters = sync.Pool{New: func() any {
	return &sorter{collator: collate.New(language.Und)}
}}

// SortKey returns the collation key of s: comparing two keys byte by byte gives
// the Unicode collation order (UTS #10) of the texts. Keys may be equal for
// texts that differ only in what the collation ignores, or past the 255th code
// point or the 1,000th byte, at which keys are cut. The key of an empty text is empty and not nil.
func SortKey(s string) []byte {
	if s == "" {
		return []byte{}
	}
	one := sorters.Get().(*sorter)
	defer sorters.Put(one)
	one.buffer.Reset()
	key := one.collator.KeyFromString(&one.buffer, cut(s, maxSortRunes))
	return bytes.Clone(key[:min(len(key), maxSortKey)])
}

// cut returns the first n code points of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
