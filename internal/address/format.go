package address

import "strings"

// Postal is the part of an address that is written on an envelope. Each field
// may be "". Country is an ISO 3166-1 alpha-2 code.
type Postal struct {
	StreetAddress1, StreetAddress2, City, StateProvince, PostalCode, Country string
}

// Lines returns the address as its country writes it, one line each, with the
// country's English name on the last line. What is missing leaves no gap, and
// nothing is lost: a field that the country's layout has no place for stands
// beside its neighbours, and an unknown country as it is given. Countries that
// write an address the other way round in their own script are so written when
// the address is in another script than Latin. An empty address has no lines.
func (p Postal) Lines() []string {
	lines := make([]string, 0, 6)
	for _, row := range p.layout() {
		if len(row) == 1 && row[0].field == fieldStreet {
			lines = appendFilled(lines, p.StreetAddress1)
			lines = appendFilled(lines, p.StreetAddress2)
			continue
		}
		lines = appendFilled(lines, row.line(p))
	}
	country := strings.TrimSpace(p.Country)
	if name := CountryName(country); name != "" {
		country = name
	}
	return appendFilled(lines, country)
}

// OneLine returns Lines with commas between them.
func (p Postal) OneLine() string { return strings.Join(p.Lines(), ", ") }

func appendFilled(lines []string, line string) []string {
	if line = strings.TrimSpace(line); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// value returns what a field holds, both lines of the street in one.
func (p Postal) value(f field) string {
	switch f {
	case fieldStreet:
		first, second := strings.TrimSpace(p.StreetAddress1), strings.TrimSpace(p.StreetAddress2)
		if first != "" && second != "" {
			return first + ", " + second
		}
		return first + second
	case fieldCity:
		return strings.TrimSpace(p.City)
	case fieldState:
		return strings.TrimSpace(p.StateProvince)
	case fieldPostalCode:
		return strings.TrimSpace(p.PostalCode)
	}
	return ""
}
