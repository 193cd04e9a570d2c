package organization

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/currency"
)

// Each currency that there ever was is either in use or retired.
func TestRetiredCurrencies(t *testing.T) {
	retired := strings.Fields(retiredCurrencies)
	for _, code := range retired {
		if validCurrency(code) || !RetiredCurrency(code) || len(code) != 3 {
			t.Errorf("%s is retired and in use", code)
		}
	}
	if !slices.IsSorted(retired) || RetiredCurrency("EUR") || RetiredCurrency("") || RetiredCurrency("A A") {
		t.Error("the list is out of order, or more is retired than it says")
	}
	// CLDR has a few that ISO never had.
	never := "ARL ARM BAN BGM BGO BOL BRZ CLE KRH KRO MAF MCF MDC MKN VNN YUR"
	for q := currency.Query(currency.Historical); q.Next(); {
		if code := q.Unit().String(); !validCurrency(code) && !RetiredCurrency(code) && !strings.Contains(never, code) {
			t.Errorf("%s is neither in use nor retired", code)
		}
	}
}
