package record

import (
	"strings"
	"time"

	"golang.org/x/text/language"
)

// ValidDate reports whether s is a date of the years 1 to 9999, written
// YYYY-MM-DD (RFC 3339, full-date).
func ValidDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && !strings.HasPrefix(s, "0000")
}

// ValidLanguage reports whether s is a tag of BCP 47 whose parts are
// registered, of at most 100 characters.
func ValidLanguage(s string) bool {
	_, err := language.Parse(s) // knows "root", and takes _ for -, which BCP 47 does not
	return err == nil && !strings.Contains(s, "_") && s != "root" && len(s) <= 100
}
