package restapi_test

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/text"
)

// The big list of naughty strings goes through every text field and back.
// Taken as they are, trimmed at the ends: all but those that hold control
// characters, or are longer than their field. Those are refused, by the field.
func TestNaughtyStrings_INP_01(t *testing.T) {
	data, err := os.ReadFile(testkit.Corpora(t, "strings", "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	list = append(list, ownStrings...)
	eachAPI(t, func(a *api) {
		path := "/contacts/" + a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated).id()
		taken, refused := 0, 0
		for _, s := range list {
			for name, max := range map[string]int{
				"prefix": 100, "first_name": 100, "middle_name": 100, "last_name": 100, "suffix": 100, "nickname": 100,
				"title": 100, "organization_name": 255, "notes": 100_000,
			} {
				want, fault := text.Clean(s, max)
				if name == "notes" {
					want, fault = text.CleanLines(s, max)
				}
				r := a.patch(path, object{name: s, "email_addresses": []object{{"email": "a@example.com", "notes": s}}})
				if fault != nil {
					refused++
					r.wantFault("/" + name)
					continue
				}
				taken++
				if got := r.want(http.StatusOK).json().text(name); got != want {
					a.Errorf("%s: sent %q, got %q", name, s, got)
				}
				a.wantReadBack(path, name, want)
			}
			a.searchesAndFilters(s)
		}
		a.Logf("%d strings: %d times taken, %d times refused", len(list), taken, refused)
		if taken < 5*refused {
			a.Error("more was refused than control characters and lengths can explain")
		}
	})
}

func (a *api) wantReadBack(path, name, want string) {
	a.Helper()
	r := a.get(path).want(http.StatusOK)
	if !json.Valid(r.body) {
		a.Fatalf("not JSON: %q", r.body)
	}
	c := r.json()
	if c.text(name) != want {
		a.Errorf("%s: read %q, want %q", name, c.text(name), want)
	}
}

// searchesAndFilters asks for a string in every way; whatever it is, the
// answer is a list or an error that names the parameter.
func (a *api) searchesAndFilters(s string) {
	a.Helper()
	for _, parameter := range []string{"search", "first_name", "email", "phone_number", "tags", "city", "ordering", "cursor"} {
		r := a.get("/contacts?" + parameter + "=" + queryEscape(s))
		if r.status != http.StatusOK && r.status != http.StatusBadRequest {
			a.Errorf("%s=%q: %d %s", parameter, s, r.status, r.body)
		}
	}
}

func queryEscape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// ownStrings are names that break programs: right-to-left overrides, zero
// width, joined emoji, many marks, characters that Unicode does not assign.
var ownStrings = []string{
	"\u202eabc", "a\u200bb", "👩‍👩‍👧‍👦", "Zalgo" + strings.Repeat("\u0301", 90), "\uffff", "\ufeffA", "İıŞş", "ｱｲｳ", "ﬀ",
	"O’Brien-Müller", "𝒜𝓃𝓃𝒶", "x" + strings.Repeat("y", 10_000), "%", "_", `"quoted"`, "a\\", "'; DROP TABLE contacts; --",
}

// The cases of is_email go through the channel: what package email takes is
// created and found again, what it refuses is refused at the field. Which
// categories those are, and why, stands in that package's tests.
func TestEmailCasesThroughTheChannel_INP_05(t *testing.T) {
	data, err := os.ReadFile(testkit.Corpora(t, "email", "isemail-tests.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var cases struct {
		Addresses []string `xml:"test>address"`
	}
	if err := xml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	eachAPI(t, func(a *api) {
		taken := 0
		for _, address := range cases.Addresses {
			r := a.post("/contacts", object{"email_addresses": []object{{"email": address}}})
			want, fault := email.Parse(address)
			if fault != nil || address == "" {
				r.wantFault("/email_addresses/0/email")
				continue
			}
			taken++
			if got := r.want(http.StatusCreated).json().text("primary_email"); got != want {
				a.Errorf("sent %q, got %q", address, got)
			}
			if n := len(a.get("/contacts?email=" + queryEscape(`"`+strings.ReplaceAll(want, `"`, `""`)+`"`)).results()); n == 0 {
				a.Errorf("%q is not found again", want)
			}
		}
		a.Logf("%d addresses: %d taken, %d refused", len(cases.Addresses), taken, len(cases.Addresses)-taken)
	})
}

// An example number of every country and type goes through the channel.
func TestPhoneExamplesThroughTheChannel_INP_05(t *testing.T) {
	file, err := os.Open(testkit.Corpora(t, "phone", "example-numbers.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	byKind := map[string][]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if f := strings.Split(lines.Text(), "\t"); len(f) > 3 && f[0] != "region" {
			byKind[f[2]] = append(byKind[f[2]], "+"+f[1]+" "+f[3])
		}
	}
	eachAPI(t, func(a *api) {
		for kind, numbers := range byKind {
			refused := 0
			for _, number := range numbers {
				r := a.post("/contacts", object{"phone_numbers": []object{{"phone_number": number}}})
				want, fault := phone.Parse(number, "")
				if fault != nil {
					refused++
					r.wantFault("/phone_numbers/0/phone_number")
					continue
				}
				if got := r.want(http.StatusCreated).json().text("primary_phone"); got != want {
					a.Errorf("sent %s, got %s", number, got)
				}
			}
			a.Logf("%s: %d numbers, %d refused", kind, len(numbers), refused)
		}
	})
}
