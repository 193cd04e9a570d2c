package bench_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/record"
)

// person is a contact with two emails, two numbers, one address and two tags,
// in the form in which a client sends it.
type person struct {
	FirstName    string    `json:"first_name"`
	LastName     string    `json:"last_name"`
	Title        string    `json:"title"`
	Organization string    `json:"organization_name"`
	Notes        string    `json:"notes"`
	Tags         []string  `json:"tags"`
	Emails       []email   `json:"email_addresses"`
	Phones       []phone   `json:"phone_numbers"`
	Addresses    []located `json:"addresses"`
}

type email struct {
	Email string `json:"email"`
	Type  string `json:"email_type"`
}

type phone struct {
	Number string `json:"phone_number"`
	Type   string `json:"phone_type"`
}

type located struct {
	Address place  `json:"address"`
	Type    string `json:"address_type"`
}

type place struct {
	Street     string `json:"street_address_1"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
}

var (
	firstNames = strings.Fields("Anna Maria José Łukasz Zoë Ali Wei Hans Peter John Mary Olga Иван Søren Chloé Aiko " +
		"Noor Omar Eva Tom Sara Lea Mia Ben Finn Paul Max Leon Inés Γιώργος 明子 Yusuf Priya Kwame")
	titles = []string{"Buyer", "Head of Sales", "Engineer", "Accountant", "Managing Director", "Support"}
)

// newPerson returns a made-up person; the same random numbers give the same one.
func newPerson(r *rand.Rand) person {
	first, last, city := pick(r, firstNames), word(r, 2+r.IntN(3)), word(r, 3)
	company := word(r, 3)
	mailbox := fmt.Sprintf("%s.%d", strings.ToLower(last), r.IntN(1_000_000))
	return person{
		FirstName: first, LastName: last, Title: pick(r, titles), Organization: company + " Ltd",
		Notes: "Met at the fair in " + city + "; wants to hear of the new range.",
		Tags:  []string{fmt.Sprintf("region %d", r.IntN(25)), fmt.Sprintf("segment %d", r.IntN(25))},
		Emails: []email{
			{mailbox + "@" + strings.ToLower(company) + ".example.com", "work"},
			{mailbox + "@mail.example.org", "personal"},
		},
		Phones: []phone{
			{fmt.Sprintf("+49151%08d", r.IntN(100_000_000)), "mobile"},
			{fmt.Sprintf("+4930%08d", 20_000_000+r.IntN(70_000_000)), "work"},
		},
		Addresses: []located{{
			place{fmt.Sprintf("%sstraße %d", word(r, 3), 1+r.IntN(200)), city, fmt.Sprintf("%05d", 10_000+r.IntN(80_000)), "DE"},
			"work",
		}},
	}
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// word returns a capitalized word of some syllables.
func word(r *rand.Rand, syllables int) string {
	const consonants, vowels = "bcdfghklmnprstvwz", "aeiou"
	b := make([]byte, 0, 2*syllables)
	for range syllables {
		b = append(b, consonants[r.IntN(len(consonants))], vowels[r.IntN(len(vowels))])
	}
	b[0] -= 'a' - 'A'
	return string(b)
}

// patch returns the person as a store takes one.
func (p *person) patch() *contact.Patch {
	some := record.Some[string]
	c := &contact.Patch{
		FirstName: some(p.FirstName), LastName: some(p.LastName), Title: some(p.Title),
		OrganizationName: some(p.Organization), Notes: some(p.Notes), Tags: record.Some(p.Tags),
	}
	c.EmailAddresses.Given, c.PhoneNumbers.Given, c.Addresses.Given = true, true, true
	for _, e := range p.Emails {
		c.EmailAddresses.Items = append(c.EmailAddresses.Items,
			contact.EmailPatch{ChannelPatch: contact.ChannelPatch{Type: some(e.Type)}, Email: some(e.Email)})
	}
	for _, n := range p.Phones {
		c.PhoneNumbers.Items = append(c.PhoneNumbers.Items,
			contact.PhonePatch{ChannelPatch: contact.ChannelPatch{Type: some(n.Type)}, Number: some(n.Number)})
	}
	for _, a := range p.Addresses {
		c.Addresses.Items = append(c.Addresses.Items, contact.AddressPatch{
			ChannelPatch: contact.ChannelPatch{Type: some(a.Type)},
			Address: record.Some(contact.AddressRef{Change: &address.Patch{
				StreetAddress1: some(a.Address.Street), City: some(a.Address.City),
				PostalCode: some(a.Address.PostalCode), Country: some(a.Address.Country),
			}}),
		})
	}
	return c
}
