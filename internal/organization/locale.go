package organization

import (
	"cmp"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // time zones are the same wherever the program runs

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// currencies are the codes of ISO 4217 that are in use (list one, as of 2026),
// those of funds and metals too. The two that stand for no currency and for
// tests are left out.
const currencies = `
	AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
	CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
	GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
	KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
	MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
	SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
	USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD
	XPF XPT XSU XUA YER ZAR ZMW ZWG
`

// retiredCurrencies are the codes that ISO 4217 withdrew (list three, as of 2026).
// Organizations that have one keep it; no other organization can get it.
const retiredCurrencies = `
	ADP AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BGN BOP BRB BRC
	BRE BRN BRR BUK BYB BYR CHC CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC
	GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF
	MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD ROK ROL RUR SDD SDP SIT SKK SLL
	SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC XEU XFO XFU XRE YDD YUD YUM YUN
	ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR
`

// Currencies returns the codes of ISO 4217 that an organization's currency can be,
// in their order.
func Currencies() []string { return strings.Fields(currencies) }

// validCurrency reports whether s is the code of a currency in use.
func validCurrency(s string) bool { return isCode(s, currencies) }

// RetiredCurrency reports whether s was a code of ISO 4217 once and is none now.
func RetiredCurrency(s string) bool { return isCode(s, retiredCurrencies) }

func isCode(s, list string) bool {
	return len(s) == 3 && !strings.ContainsAny(s, " \t\n") && strings.Contains(list, s)
}

// zoneName is the form that all names of the IANA database have. It keeps out
// what else lies in a machine's folder of time zones: posix/, right/, localtime.
var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$`)

// validTimezone reports whether s names a time zone, in the case of the IANA
// database. Local would be the machine's own; Factory is none yet.
func validTimezone(s string) bool {
	if !zoneName.MatchString(s) || s == "Local" || s == "Factory" {
		return false
	}
	_, err := time.LoadLocation(s)
	return err == nil
}

func (o *Organization) validateLocale(faults *problem.Fields) {
	o.Currency = strings.ToUpper(text.Trim(o.Currency))
	if o.Currency != "" && !validCurrency(o.Currency) {
		faults.Add("/currency", "unknown_value", cmp.Or(
			text.Unseen("The currency", o.Currency), "The currency must be an ISO 4217 code in current use, such as EUR."))
	}
	o.Timezone = text.Trim(o.Timezone)
	if o.Timezone != "" && !validTimezone(o.Timezone) {
		faults.Add("/timezone", "unknown_value", cmp.Or(
			text.Unseen("The time zone", o.Timezone), "The time zone must be an IANA name, such as Europe/Berlin."))
	}
	o.Language = text.Trim(o.Language)
	if o.Language != "" && !record.ValidLanguage(o.Language) {
		faults.Add("/language", "invalid_language", cmp.Or(
			text.Unseen("The language", o.Language), "The language must be a BCP 47 language tag, such as en or pt-BR."))
	}
}
