package factory

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/nyaruka/phonenumbers"
)

// phoneBook makes up phone numbers that are valid in a country by the numbering
// plans of libphonenumber. It is not safe for concurrent use.
type phoneBook struct {
	stems map[phoneKind][]string
}

type phoneKind struct {
	country string
	kind    phonenumbers.PhoneNumberType
}

const (
	freeDigits = 4   // at the end of a number, which differ among those of one stem
	mostStems  = 32  // of a country and kind of number
	stemTries  = 200 // each costs some microseconds
)

// mobile returns a mobile number of a country, in E.164.
func (b *phoneBook) mobile(rng *rand.Rand, country string) string {
	return b.number(rng, phoneKind{country, phonenumbers.MOBILE})
}

// landline returns a number of a country that is tied to a place, in E.164.
func (b *phoneBook) landline(rng *rand.Rand, country string) string {
	return b.number(rng, phoneKind{country, phonenumbers.FIXED_LINE})
}

func (b *phoneBook) number(rng *rand.Rand, k phoneKind) string {
	stems, ok := b.stems[k]
	if !ok {
		if b.stems == nil {
			b.stems = map[phoneKind][]string{}
		}
		stems = k.findStems()
		b.stems[k] = stems
	}
	for range 20 {
		number := stems[rng.IntN(len(stems))] + digits(rng, freeDigits)
		if k.valid(number) {
			return number
		}
	}
	return k.example()
}

// findStems varies the country's example number, at first nearly all of its
// digits and then ever fewer, and returns the beginnings of those that are
// valid. They are the same for every seed.
func (k phoneKind) findStems() []string {
	hash := fnv.New64a()
	_, _ = fmt.Fprint(hash, k.country, k.kind) // a hash takes everything
	rng := rand.New(rand.NewPCG(hash.Sum64(), 0))
	example := k.example()
	code := len(fmt.Sprintf("+%d", phonenumbers.GetCountryCodeForRegion(k.country)))
	longest := len(example) - freeDigits
	stems := []string{example[:longest]}
	for try := 0; try < stemTries && len(stems) < mostStems; try++ {
		kept := min(code+1+try*(longest-code)/stemTries, longest)
		number := example[:kept] + digits(rng, len(example)-kept)
		if k.valid(number) {
			stems = append(stems, number[:longest])
		}
	}
	return stems
}

func (k phoneKind) example() string {
	number := phonenumbers.GetExampleNumberForType(k.country, k.kind)
	if number == nil {
		number = phonenumbers.GetExampleNumber(k.country)
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

// valid reports whether a number is one of the country and of the kind.
func (k phoneKind) valid(number string) bool {
	parsed, err := phonenumbers.Parse(number, k.country)
	if err != nil || phonenumbers.Format(parsed, phonenumbers.E164) != number {
		return false
	}
	if phonenumbers.GetRegionCodeForNumber(parsed) != k.country {
		return false
	}
	kind := phonenumbers.GetNumberType(parsed)
	return kind == k.kind || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

func digits(rng *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(rng.IntN(10)) //nolint:gosec // one digit
	}
	return string(b)
}
