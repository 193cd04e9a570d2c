// Package phone owns how phone numbers are read and compared: from what people
// write to E.164 and the digits that a search looks for.
//
// It does not own the phone numbers of contacts (package contact has them), does
// not say whether a number can be called, and knows of countries only what
// libphonenumber's data say.
package phone

import (
	"errors"

	"github.com/nyaruka/phonenumbers"

	"github.com/liaison/liaison/internal/problem"
)

// The codes of the faults that Parse reports.
const (
	// CodeNoCountry is the code of a national number without a region to read it with.
	CodeNoCountry = "no_country"
	// CodeTooShort is the code of a number with too few digits.
	CodeTooShort = "too_short"
	// CodeTooLong is the code of a number with too many digits.
	CodeTooLong = "too_long"
	// CodeLetters is the code of a number with letters that do not stand for digits.
	CodeLetters = "letters"
	// CodeInvalid is the code of anything else that is not a phone number.
	CodeInvalid = "invalid_phone"
)

const (
	minGivenDigits = 7  // of a number that libphonenumber does not know
	minReadDigits  = 3  // of a number that libphonenumber looks at
	maxDigits      = 15 // of any number: ITU-T E.164, 6.2.1
)

// Parse returns the number that input means in E.164: + and up to 15 digits. A
// number that starts with + is read as it stands, any other with the region (ISO
// 3166-1 alpha-2, either case; "" for none). An extension in the input is read
// and dropped; callers that keep it use ParseWithExtension. Parse of its own
// result is the same number. On a fault the number is "".
func Parse(input, region string) (string, *problem.Fault) {
	number, _, fault := ParseWithExtension(input, region)
	return number, fault
}

// ParseWithExtension is Parse that also returns the digits of an extension
// written behind the number ("ext. 12", "x12", "#12", ";ext=12"; RFC 3966 5.3),
// or "".
//
// A number that libphonenumber can parse, of a length that its country has, is
// taken as libphonenumber normalises it. One that it cannot, but that is + and 7
// to 15 digits, the first not 0, is taken as it is, since numbering plans change
// faster than software. A number that reaches only within its own area (US
// 555-0100) is too short: E.164 without the area code is another number.
// Letters are taken for the digits on their keys (1-800-FLOWERS) where
// libphonenumber does so, there are at least three, and what stands before them
// is not a number by itself, so that "030 123456 home" is no longer number.
// Digits that a plan has dropped (see plans) are left out behind a country code;
// a national number with a trunk prefix that is gone is told which to leave out.
func ParseWithExtension(input, region string) (number, extension string, fault *problem.Fault) {
	in, fault := prepare(input)
	if fault != nil {
		return "", "", fault
	}
	region = known(region)
	read, err := phonenumbers.Parse(in.whole, region)
	reason := phonenumbers.INVALID_LENGTH
	if err == nil {
		reason = phonenumbers.IsPossibleNumberWithReason(read)
		if now, dropped := current(read); now != "" && in.letters == 0 {
			if dropped[0] == '0' && !in.plus {
				return "", "", leaveOut(read, dropped)
			}
			return now, read.GetExtension(), nil
		}
	}
	if reason == phonenumbers.IS_POSSIBLE && in.lettersMeanDigits(region) {
		return settle(read)
	}
	switch {
	case in.letters > 0:
		return "", "", letters()
	case in.plus:
		number, fault = asGiven(in.digits)
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode) && region == "":
		fault = &problem.Fault{Code: CodeNoCountry, Detail: "The phone number has no country code: begin it with + and the code, or set phone_region or the workspace's default_region."}
	case err != nil:
		fault = unread(err, len(in.digits))
	default:
		fault = impossible(reason)
	}
	if fault != nil {
		return "", "", fault
	}
	return number, in.extension, nil
}

// settle returns the number in E.164 and its extension. Of the E.164 form of a
// number with two trunk prefixes ("+44 (0)0114…") libphonenumber strips the
// second one when it reads that again; a number that is kept must stay the same
// when it is written back, so it is read until it does.
func settle(read *phonenumbers.PhoneNumber) (string, string, *problem.Fault) {
	number := phonenumbers.Format(read, phonenumbers.E164)
	for range maxDigits {
		again, err := phonenumbers.Parse(number, "")
		if err != nil || phonenumbers.IsPossibleNumberWithReason(again) != phonenumbers.IS_POSSIBLE {
			// Read again it is taken as it is given, if that may be.
			var fault *problem.Fault
			if number, fault = asGiven(number[1:]); fault != nil {
				return "", "", fault
			}
			break
		}
		next := phonenumbers.Format(again, phonenumbers.E164)
		if next == number {
			break
		}
		number = next
	}
	if len(number) > 1+maxDigits {
		return "", "", tooLong()
	}
	return number, read.GetExtension(), nil
}

// asGiven returns the E.164 form of the digits after a + as they stand.
func asGiven(digits string) (string, *problem.Fault) {
	switch {
	case digits == "":
		return "", &problem.Fault{Code: CodeInvalid, Detail: "The phone number has no digits."}
	case digits[0] == '0':
		return "", &problem.Fault{Code: CodeInvalid, Detail: "A phone number cannot begin with +0: no country code begins with 0."}
	case len(digits) < minGivenDigits:
		return "", tooShort()
	case len(digits) > maxDigits:
		return "", tooLong()
	}
	return "+" + digits, nil
}

// unread says why libphonenumber could not parse a number without +, of so many
// digits.
func unread(err error, digits int) *problem.Fault {
	switch {
	case digits < minReadDigits:
		return tooShort()
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return tooLong()
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return tooShort()
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return &problem.Fault{Code: CodeInvalid, Detail: "The phone number has an unknown country code."}
	}
	return &problem.Fault{Code: CodeInvalid, Detail: "The value is not a phone number."}
}

// impossible says why a number that could be parsed is none of its country.
func impossible(reason phonenumbers.ValidationResult) *problem.Fault {
	switch reason {
	case phonenumbers.TOO_SHORT:
		return tooShort()
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return &problem.Fault{Code: CodeTooShort, Detail: "The phone number is too short: it works only within its own area or country."}
	case phonenumbers.TOO_LONG:
		return tooLong()
	}
	return &problem.Fault{Code: CodeInvalid, Detail: "The phone number has a number of digits that its country does not use."}
}

func tooShort() *problem.Fault {
	return &problem.Fault{Code: CodeTooShort, Detail: "The phone number is too short."}
}

func tooLong() *problem.Fault {
	return &problem.Fault{Code: CodeTooLong, Detail: "The phone number is too long."}
}

func letters() *problem.Fault {
	return &problem.Fault{Code: CodeLetters, Detail: "The phone number contains letters that do not stand for digits."}
}
