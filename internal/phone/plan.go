package phone

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/liaison/liaison/internal/problem"
)

// plan is a numbering plan that once had digits before its national numbers that
// it has no more. With and without them it is one number.
type plan struct {
	country  int32    // the calling code
	name     string   // of the country, in a sentence
	dropped  []string // what stood before the national number
	abroad   string   // the one of them that stood behind the country code
	national int      // digits of a national number
}

// plans are those of which libphonenumber said that both forms are one number
// (nationalPrefixForParsing), and whose old form it reads no more.
//
// Mexico: since 3 August 2019 everything is dialled in ten digits; 01 (trunk),
// 044 and 045 (mobiles, paid by the caller) and the 1 behind +52 are gone (IFT,
// "Plan Técnico Fundamental de Numeración", DOF 11 May 2018; ITU Operational
// Bulletin, national numbering plan of Mexico). libphonenumber read all four
// until it dropped them from the metadata of MX.
//
// Not here: Argentina's 15 and 9, which libphonenumber still reads as one number,
// and Brazil's mobiles of eight digits, which cannot be told from landlines.
var plans = []plan{
	{country: 52, name: "Mexico", dropped: []string{"01", "044", "045", "1"}, abroad: "1", national: 10},
}

// current returns the number without the digits that its plan dropped, and these
// digits; "" and "" where it is of no such plan or has none of them.
func current(read *phonenumbers.PhoneNumber) (number, dropped string) {
	national := phonenumbers.GetNationalSignificantNumber(read)
	for _, p := range plans {
		if p.country != read.GetCountryCode() {
			continue
		}
		for _, prefix := range p.dropped {
			rest, found := strings.CutPrefix(national, prefix)
			if found && len(rest) == p.national && rest[0] > '1' {
				return fmt.Sprintf("+%d%s", p.country, rest), prefix
			}
		}
	}
	return "", ""
}

// leaveOut is the fault of a number that was dialled with digits that are gone.
func leaveOut(read *phonenumbers.PhoneNumber, dropped string) *problem.Fault {
	name := ""
	for _, p := range plans {
		if p.country == read.GetCountryCode() {
			name = p.name
		}
	}
	return &problem.Fault{
		Code:   CodeTooLong,
		Detail: fmt.Sprintf("Phone numbers in %s no longer start with %s: leave out the %s.", name, dropped, dropped),
	}
}

// Spellings returns a number in E.164 as Parse returns it, and after it the forms
// in which the same number may have been stored before.
func Spellings(e164 string) []string {
	now := Key(e164)
	all := []string{now}
	for _, p := range plans {
		code := fmt.Sprintf("+%d", p.country)
		if rest, found := strings.CutPrefix(now, code); found && len(rest) == p.national {
			all = append(all, code+p.abroad+rest)
		}
	}
	return all
}

// Key returns the form by which two numbers in E.164 are the same: without the
// digits that their plan has dropped since they were stored.
func Key(e164 string) string {
	for _, p := range plans {
		code := fmt.Sprintf("+%d%s", p.country, p.abroad)
		if rest, found := strings.CutPrefix(e164, code); found && len(rest) == p.national && rest[0] > '1' {
			return strings.TrimSuffix(code, p.abroad) + rest
		}
	}
	return e164
}

// Find is Parse for a number that is looked for: digits that its plan dropped are
// no fault in it, whichever way it is written.
func Find(input, region string) (string, *problem.Fault) {
	number, fault := Parse(input, region)
	if fault == nil {
		return number, nil
	}
	if in, unread := prepare(input); unread == nil {
		if read, err := phonenumbers.Parse(in.whole, known(region)); err == nil {
			if number, _ := current(read); number != "" {
				return number, nil
			}
		}
	}
	return "", fault
}
