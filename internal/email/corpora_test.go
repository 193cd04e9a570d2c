package email_test

import (
	"encoding/xml"
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/testkit"
)

// verdicts says for each diagnosis of the is_email test set whether Parse takes
// the address and why. Those that are missing are ISEMAIL_ERR_…: never valid.
func verdicts() map[string]struct {
	taken bool
	why   string
} {
	type verdict = struct {
		taken bool
		why   string
	}
	return map[string]verdict{
		"ISEMAIL_VALID":                   {true, "valid"},
		"ISEMAIL_DNSWARN_NO_RECORD":       {true, "valid; no DNS is asked"},
		"ISEMAIL_DNSWARN_NO_MX_RECORD":    {true, "valid; no DNS is asked"},
		"ISEMAIL_RFC5321_QUOTEDSTRING":    {true, "valid in SMTP"},
		"ISEMAIL_RFC5321_TLDNUMERIC":      {false, "no such top-level domain can be"},
		"ISEMAIL_RFC5321_ADDRESSLITERAL":  {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5321_IPV6DEPRECATED":  {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5322_DOMAINLITERAL":   {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5322_DOMLIT_OBSDTEXT": {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5322_IPV6_GRPCOUNT":   {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5322_IPV6_MAXGRPS":    {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5322_IPV6_2X2XCOLON":  {false, "a domain with a dot is needed"},
		"ISEMAIL_RFC5322_LOCAL_TOOLONG":   {false, "SMTP takes 64 octets"},
		"ISEMAIL_RFC5322_TOOLONG":         {false, "SMTP takes 254 octets"},
		"ISEMAIL_RFC5322_DOMAIN_TOOLONG":  {false, "DNS takes 253 octets"},
		"ISEMAIL_CFWS_FWS":                {false, "folding white space is for headers"},
		"ISEMAIL_DEPREC_FWS":              {false, "folding white space is for headers"},
		"ISEMAIL_DEPREC_CFWS_NEAR_AT":     {false, "comments and white space are for headers"},
		"ISEMAIL_DEPREC_COMMENT":          {false, "comments are for headers"},
		"ISEMAIL_DEPREC_CTEXT":            {false, "comments are for headers"},
		"ISEMAIL_DEPREC_QTEXT":            {false, "control characters"},
		"ISEMAIL_DEPREC_QP":               {false, "control characters"},
	}
}

// TestIsEmail runs the test set of dominicsayers/isemail. White space at the
// ends is trimmed from every text before it is read, so cases that are about
// nothing else are judged by what remains. A top-level domain alone has no dot
// and is refused though is_email calls it valid.
func TestIsEmail(t *testing.T) {
	data, err := os.ReadFile(testkit.Corpora(t, "email", "isemail-tests.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		Tests []struct {
			ID        string `xml:"id,attr"`
			Address   string `xml:"address"`
			Diagnosis string `xml:"diagnosis"`
		} `xml:"test"`
	}
	if err := xml.Unmarshal(data, &set); err != nil {
		t.Fatal(err)
	}
	known := verdicts()
	taken, refused := map[string]int{}, map[string]int{}
	for _, test := range set.Tests {
		address := strings.Map(controlCharacter, test.Address)
		trimmed := strings.TrimSpace(address)
		verdict, ok := known[test.Diagnosis]
		if !ok && !strings.HasPrefix(test.Diagnosis, "ISEMAIL_ERR_") {
			t.Errorf("test %s: no verdict for %s", test.ID, test.Diagnosis)
		}
		switch {
		case address != trimmed && trimmed == "test@iana.org":
			verdict.taken, verdict.why = true, "white space at the ends is trimmed"
		case strings.HasSuffix(trimmed, "@io"):
			verdict.taken, verdict.why = false, "a domain with a dot is needed"
		}
		got, fault := email.Parse(address)
		if (fault == nil) != verdict.taken {
			t.Errorf("test %s, %s (%s): Parse(%q) = %q, %v", test.ID, test.Diagnosis, verdict.why, address, got, fault)
		}
		if fault == nil {
			taken[test.Diagnosis]++
		} else {
			refused[test.Diagnosis]++
		}
	}
	t.Logf("taken %v\nrefused %v", taken, refused)
}

// controlCharacter turns the pictures U+2400 to U+241F, which the test set's XML
// writes in their place, into the control characters that they show.
func controlCharacter(r rune) rune {
	if r >= 0x2400 && r < 0x2420 {
		return r - 0x2400
	}
	return r
}
