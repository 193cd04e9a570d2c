package factory

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// CustomField defines a custom field: a text of contacts that is not required,
// under a key that is free. A type of choices has some. Values that records have
// under the key already must fit.
func (f *Factory) CustomField(ctx context.Context, tx *changelog.Tx, overrides ...func(*customfield.Patch)) (*customfield.Field, error) {
	p := &customfield.Patch{}
	for _, override := range overrides {
		override(p)
	}
	f.gen.fillField(p)
	free := !p.Key.Given
	for n := 1; ; n++ {
		if free {
			p.Key = record.Some("field_" + strconv.Itoa(n))
		}
		field, err := directory.CreateField(ctx, tx, p, directory.RefuseValues, nil)
		if err == nil {
			f.rules.Forget(tx.Workspace)
			return field, nil
		}
		if !free || !takenKey(err) {
			return nil, fmt.Errorf("make a custom field: %w", err)
		}
	}
}

// takenKey reports whether all that is wrong is that a key is taken.
func takenKey(err error) bool {
	var refused *problem.Error
	return errors.As(err, &refused) && len(refused.Fields) == 1 &&
		refused.Fields[0].Pointer == "/key" && refused.Fields[0].Code == "unique"
}

func (g *generator) fillField(p *customfield.Patch) {
	orElse(&p.RecordKind, string(customfield.Contact))
	orElse(&p.Type, string(customfield.Text))
	orElse(&p.Label, pick(g, []string{"Remark", "Region", "Reference", "Nearest station", "Allergies"}))
	if t := customfield.Type(p.Type.Value); t == customfield.Choice || t == customfield.Choices {
		orElse(&p.Choices, []string{"red", "green", "blue"})
	}
}

// The keys of the custom fields that Fill defines.
const (
	customerNumber    = "customer_number"
	preferredChannel  = "preferred_channel"
	birthdayGreetings = "birthday_greetings"
	employees         = "employees"
	industry          = "industry"
)

// trades are the industries, each with the words of companies' domains that
// belong to no other.
func trades() map[string]string {
	return map[string]string{
		"agriculture": "kwekerij farsh elaiourgeia utgerd", "construction": "construction rakennus bygg byg vastra joinery",
		"education": "college", "energy": "energi sahko stadtwerke hitaveita vodovod vizmuvek water miyah",
		"finance": "shinkin", "health": "medical maafiya",
		"food": "tea chai foods cafe coffee kopi buna cha rice noodles pho banchan nan dabo khlib baklava tnuva mejeri pivovar " +
			"piekarnia pekseg pekarstvi pekarnya pekarnia pekara padaria pastificio brutaria boulangerie bakari baeckerei " +
			"makhbaz fournos konyak ghvino bodegas cantina tortilleria mishthan unavagam unso",
		"law":           "law legal chambers jur cabinet",
		"logistics":     "logistics logistik logistika trans transport transportes transporturi transportadora fuvar prevoz nakliyat shiluach havn",
		"manufacturing": "maschinenbau machinery officine strojirny talleres seisakusho tekstil xuongmoc zaklady",
		"media":         "press studio", "retail": "shop toko shoten traders import bazargani comercio duka hardware",
		"services": "partners servis grupo global", "technology": "tech electronics",
	}
}

// industries are the trades in the order of the alphabet.
func industries() []string { return slices.Sorted(maps.Keys(trades())) }

// trade is what a firm does, as far as its name says it.
func (g *generator) trade(f firm) string {
	guess := pick(g, industries())
	stem := strings.TrimSuffix(f.domain, ".example")
	word := stem[strings.LastIndex(stem, "-")+1:]
	for name, words := range trades() {
		if slices.Contains(strings.Fields(words), word) {
			return name
		}
	}
	return guess
}

// demoFields are the custom fields that Fill defines.
func demoFields() []*customfield.Patch {
	field := func(kind customfield.Kind, key, label string, valueType customfield.Type) *customfield.Patch {
		return &customfield.Patch{
			RecordKind: record.Some(string(kind)), Key: record.Some(key), Label: record.Some(label),
			Type: record.Some(string(valueType)), Filterable: record.Some(true),
		}
	}
	number := field(customfield.Contact, customerNumber, "Customer number", customfield.Text)
	number.Pattern, number.Help = record.Some("C-[0-9]{5}"), record.Some("As it stands on invoices: C-04711.")
	channel := field(customfield.Contact, preferredChannel, "Preferred channel", customfield.Choice)
	channel.Choices = record.Some([]string{"email", "phone", "post"})
	greetings := field(customfield.Contact, birthdayGreetings, "Birthday greetings", customfield.Boolean)
	greetings.Filterable = record.Some(false)
	many := field(customfield.Organization, employees, "Employees", customfield.Integer)
	many.Minimum = record.Some(jsontext.Value("0"))
	branch := field(customfield.Organization, industry, "Industry", customfield.Choice)
	branch.Choices = record.Some(industries())
	return []*customfield.Patch{number, channel, greetings, many, branch}
}

// customize gives the people and organizations of a block their custom values.
func (g *generator) customize(b *block) {
	for _, t := range b.trees {
		g.customizeTree(t)
	}
	for i := range b.people {
		p := &b.people[i]
		if values := g.contactValues(p); len(values) > 0 {
			p.patch.CustomFields = record.Some(values)
		}
	}
}

func (g *generator) customizeTree(t *tree) {
	const most = 20 // employees of a part
	trade := g.trade(t.firm)
	for i := range t.nodes {
		p, isRoot := t.nodes[i].patch, i == 0
		p.CustomFields = record.Some(record.Values{})
		t.nodes[i].led = g.chance(75)
		if isRoot { // all parts together have fewer
			p.CustomFields.Value[employees] = numeral(t.employees + most*(len(t.nodes)-1))
			p.Metadata = record.Some(record.Values{
				"payment_days": numeral(pick(g, []int{10, 14, 30, 30, 60})), "erp_account": record.TextValue(digits(g.rng, 6)),
			})
		}
		if !isRoot && g.chance(45) {
			p.CustomFields.Value[employees] = numeral(g.between(2, most))
		}
		if (isRoot || p.Type.Value == "Division") && g.chance(80) {
			p.CustomFields.Value[industry] = record.TextValue(trade)
		}
	}
}

func numeral(n int) jsontext.Value { return jsontext.Value(strconv.Itoa(n)) }

func (g *generator) contactValues(p *plan) record.Values {
	values := record.Values{}
	if g.chance(40) {
		values[customerNumber] = record.TextValue("C-" + digits(g.rng, 5))
	}
	if reached := channelsOf(p); len(reached) > 0 && g.chance(45) {
		values[preferredChannel] = record.TextValue(pick(g, reached))
	}
	if p.patch.BirthDate.Value != "" && g.chance(50) {
		values[birthdayGreetings] = jsontext.Value(strconv.FormatBool(g.chance(70)))
	}
	return values
}

// channelsOf are the ways in which somebody can be reached.
func channelsOf(p *plan) (channels []string) {
	if len(p.patch.EmailAddresses.Items) > 0 {
		channels = append(channels, "email")
	}
	if len(p.patch.PhoneNumbers.Items) > 0 {
		channels = append(channels, "phone")
	}
	if p.office || p.shares || len(p.patch.Addresses.Items) > 0 {
		channels = append(channels, "post")
	}
	return channels
}

// fieldSet are the keys that Fill writes values of, by the kind of record.
type fieldSet map[customfield.Kind]map[string]bool

// of returns the values that have one of the keys.
func (s fieldSet) of(kind customfield.Kind, values record.Opt[record.Values]) record.Opt[record.Values] {
	kept := record.Values{}
	for key, value := range values.Value {
		if s[kind][key] {
			kept[key] = value
		}
	}
	return record.Opt[record.Values]{Given: len(kept) > 0, Value: kept}
}

// define defines the custom fields that the workspace does not have, in a
// transaction of its own, and returns the keys that values can be written of:
// not those that the workspace has defined otherwise, or has other values of.
func (f *Factory) define(ctx context.Context, actor changelog.Actor) (set fieldSet, err error) {
	err = f.InTx(ctx, actor, func(tx *changelog.Tx) error {
		set = fieldSet{customfield.Contact: {}, customfield.Organization: {}}
		there, err := customfield.Read(ctx, tx.DB, f.workspace)
		if err != nil {
			return err
		}
		for _, p := range demoFields() {
			kind, key := customfield.Kind(p.RecordKind.Value), p.Key.Value
			fields := customfield.Fields{List: there[kind]}
			if set[kind][key], err = defineOne(ctx, tx, fields.Field(key), p); err != nil {
				return err
			}
		}
		return nil
	})
	f.rules.Forget(f.workspace)
	if err != nil {
		return nil, fmt.Errorf("define custom fields: %w", err)
	}
	return set, nil
}

// defineOne defines a custom field, unless the workspace has it or something
// stands in its way, and reports whether values of it can be written.
func defineOne(ctx context.Context, tx *changelog.Tx, there *customfield.Field, p *customfield.Patch) (bool, error) {
	if there != nil {
		var wanted customfield.Field
		wanted.Change(p, &problem.Fields{})
		return !there.Narrows(&wanted), nil
	}
	refused, err := tx.Try(ctx, func() error {
		_, err := directory.CreateField(ctx, tx, p, directory.RefuseValues, nil)
		return err
	})
	return refused == nil && err == nil, err
}
