package restapi_test

import (
	"encoding/csv"
	"io"
	"mime/quotedprintable"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/liaison/liaison/internal/testkit"
)

// person is what a client of ours would make of a line of somebody's address
// book; fields are those of a contact.
type person struct {
	fields object
	emails []string
	phones []string
}

func (p *person) body() object {
	body := object{"phone_region": "DE", "source": "import"}
	for name, value := range p.fields {
		if value != "" {
			body[name] = value
		}
	}
	var emails, phones []object
	for _, e := range p.emails {
		emails = append(emails, object{"email": e})
	}
	for _, n := range p.phones {
		phones = append(phones, object{"phone_number": n})
	}
	body["email_addresses"], body["phone_numbers"] = emails, phones
	return body
}

// columns says which columns of a table hold which fields.
type columns struct {
	fields         map[string]string // column → field
	emails, phones []string
}

func readTable(t *testing.T, r io.Reader, c columns) []person {
	t.Helper()
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var people []person
	for _, row := range rows[1:] {
		p := person{fields: object{}}
		for i, value := range row {
			if i >= len(rows[0]) || strings.TrimSpace(value) == "" {
				continue
			}
			column := strings.TrimPrefix(rows[0][i], "\ufeff")
			switch field := c.fields[column]; {
			case field != "":
				p.fields[field] = value
			case slices.Contains(c.emails, column):
				p.emails = append(p.emails, value)
			case slices.Contains(c.phones, column):
				p.phones = append(p.phones, value)
			}
		}
		people = append(people, p)
	}
	return people
}

func openCorpus(t *testing.T, elem ...string) *os.File {
	t.Helper()
	file, err := os.Open(testkit.Corpora(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func googlePeople(t *testing.T) []person {
	return readTable(t, openCorpus(t, "csv", "google", "google_2024_format_other_contacts.csv"), columns{
		fields: map[string]string{
			"First Name": "first_name", "Middle Name": "middle_name", "Last Name": "last_name", "Nickname": "nickname",
			"Organization Name": "organization_name", "Organization Title": "title", "Notes": "notes",
		},
		emails: []string{"E-mail 1 - Value"}, phones: []string{"Phone 1 - Value"},
	})
}

func outlookPeople(t *testing.T) []person {
	file := openCorpus(t, "csv", "tine", "adb_outlook2007_default_de.csv")
	return readTable(t, charmap.Windows1252.NewDecoder().Reader(file), columns{
		fields: map[string]string{
			"Anrede": "prefix", "Vorname": "first_name", "Weitere Vornamen": "middle_name", "Nachname": "last_name",
			"Suffix": "suffix", "Firma": "organization_name", "Position": "title", "Notizen": "notes",
		},
		emails: []string{"E-Mail-Adresse", "E-Mail 2: Adresse", "E-Mail 3: Adresse"},
		phones: []string{"Telefon Firma", "Telefon privat", "Mobiltelefon", "Telefon gesch\u00e4ftlich"},
	})
}

func thunderbirdPeople(t *testing.T) []person {
	c := columns{
		fields: map[string]string{
			"First Name": "first_name", "Last Name": "last_name", "Nickname": "nickname", "Job Title": "title",
			"Organization": "organization_name", "Notes": "notes",
		},
		emails: []string{"Primary Email", "Secondary Email"}, phones: []string{"Work Phone", "Home Phone", "Mobile Number"},
	}
	return slices.Concat(readTable(t, openCorpus(t, "csv", "thunderbird", "export.csv"), c),
		readTable(t, openCorpus(t, "csv", "thunderbird", "basic_csv_addressbook.csv"), c))
}

// phonePeople reads the cards of one phone, as much of vCard 2.1 as they need.
func phonePeople(t *testing.T) []person {
	t.Helper()
	data, err := io.ReadAll(openCorpus(t, "vcard", "ez-vcard", "io__text__John_Doe_ANDROID.vcf"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "=\n", "=\n\x00")
	var people []person
	for line := range strings.SplitSeq(strings.ReplaceAll(lines, "\n\x00", "\n"), "\n") {
		name, value, _ := strings.Cut(line, ":")
		kind, parameters, _ := strings.Cut(name, ";")
		if strings.Contains(parameters, "QUOTED-PRINTABLE") {
			decoded, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value)))
			value = string(decoded)
		}
		if kind == "BEGIN" {
			people = append(people, person{fields: object{}})
		}
		if len(people) == 0 {
			continue
		}
		p := &people[len(people)-1]
		switch kind {
		case "N":
			parts := append(strings.Split(value, ";"), "", "", "", "", "")
			p.fields["last_name"], p.fields["first_name"], p.fields["middle_name"] = parts[0], parts[1], parts[2]
		case "EMAIL":
			p.emails = append(p.emails, value)
		case "TEL":
			p.phones = append(p.phones, value)
		case "ORG":
			p.fields["organization_name"] = value
		}
	}
	return people
}

// expectedRefusals are the rules that these books break: an address without a
// domain that mail can reach ("contact1@invalid"), a word or nothing where a
// number or an address belongs ("tel_work"), the same number twice in a card.
var expectedRefusals = []string{"invalid_email", "letters", "unique"}

// The people of three real exports and one phone are posted as a client would
// post them, read back whole, and found by name, email and number. Who is
// refused, and by which rule, is in the output.
func TestRealAddressBooks(t *testing.T) {
	books := map[string]func(*testing.T) []person{
		"google": googlePeople, "outlook": outlookPeople, "thunderbird": thunderbirdPeople, "phone": phonePeople,
	}
	eachAPI(t, func(a *api) {
		for name, read := range books {
			a.run(name, func(a *api) {
				taken := 0
				people := read(a.T)
				for i, p := range people {
					r := a.post("/contacts", p.body())
					if r.status == http.StatusBadRequest {
						for _, e := range r.json().list("errors") {
							a.Logf("%d is refused at %v: %v", i+1, e["pointer"], e["detail"])
							if code := e.text("code"); !slices.Contains(expectedRefusals, code) {
								a.Errorf("the rule %s refuses a person whom a human would keep", code)
							}
						}
						continue
					}
					taken++
					a.wantFound(r.want(http.StatusCreated), p)
				}
				a.Logf("%d people, %d taken", len(people), taken)
			})
		}
	})
}

// wantFound reads a person back whole, and finds them in each way.
func (a *api) wantFound(created *answer, p person) {
	a.Helper()
	c := created.json()
	if read := a.get("/contacts/" + c.text("id")).want(http.StatusOK); string(read.body) != string(created.body) {
		a.Errorf("read %s, wrote %s", read.body, created.body)
	}
	for name, value := range p.fields {
		if got := c.text(name); got != strings.TrimSpace(value.(string)) && name != "notes" {
			a.Errorf("%s: got %q, sent %q", name, got, value)
		}
	}
	if len(c.list("email_addresses")) != len(p.emails) || len(c.list("phone_numbers")) != len(p.phones) {
		a.Errorf("channels were lost: %s", created.body)
	}
	queries := []string{"search=" + queryEscape(c.text("full_name"))}
	for _, e := range c.list("email_addresses") {
		queries = append(queries, "email="+queryEscape(e.text("email")), "search="+queryEscape(e.text("email")))
	}
	for _, n := range c.list("phone_numbers") {
		queries = append(queries, "phone_number="+queryEscape(n.text("phone_number")), "search="+queryEscape(n.text("phone_number")))
	}
	for _, q := range queries {
		found := slices.ContainsFunc(a.get("/contacts?page_size=200&"+q).results(), func(o object) bool {
			return o.text("id") == c.text("id")
		})
		if !found {
			a.Errorf("%s is not found by %.30s", c.text("full_name"), q)
		}
	}
}
