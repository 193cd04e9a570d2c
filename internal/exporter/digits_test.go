package exporter_test

import (
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/exporter"
)

// TestNumbersKeepEveryDigit where a custom field has no definition.
func TestNumbersKeepEveryDigit(t *testing.T) {
	const literals = `{"a":9007199254740993,"b":123456789012345678901,"c":0.1234567890123456789012345,"d":1e2}`
	eachHouse(t, func(h *house) {
		h.Contact(func(p *contact.Patch) { p.CustomFields = values(literals) })
		if text := h.contacts(exporter.NDJSON, false, ""); !strings.Contains(text, `"custom_fields":`+literals) {
			h.Errorf("got %s", text)
		}
		if got := h.rows(h.contacts(exporter.CSV, false, ""))[0]["other_custom_fields"]; got != literals {
			h.Errorf("got %s", got)
		}
	})
}
