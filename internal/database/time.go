package database

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// timeLayout is RFC 3339 in UTC with exactly three decimals, so that text
// order is time order on every engine.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Time is a moment in UTC, to the millisecond, in the one form in which times
// cross the boundary to a database or a client. The zero value is no time:
// NULL in a database.
type Time struct{ time.Time }

// At returns t in UTC, cut to the millisecond.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// String returns RFC 3339 with milliseconds, or "" for the zero value.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// Value implements driver.Valuer.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.String(), nil
}

// Scan implements sql.Scanner.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Time{}
		return nil
	case string:
		parsed, err := time.Parse(timeLayout, v)
		if err != nil {
			return fmt.Errorf("read time: %w", err)
		}
		*t = Time{parsed}
		return nil
	default:
		return fmt.Errorf("read time: cannot read a %T", src)
	}
}
