package factory

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/email"
	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/tag"
)

// made is what the tests below look at, made up once.
var made = sync.OnceValue(func() []*block {
	phones := &phoneBook{}
	all := make([]*block, 60)
	for n := range all {
		all[n] = makeBlock(42, uint64(n), phones) //nolint:gosec // a small number
	}
	return all
})

func everybody() (people []plan) {
	for _, b := range made() {
		people = append(people, b.people...)
	}
	return people
}

func TestBlocksOfASeedAreTheSame(t *testing.T) {
	other := &phoneBook{}
	makeBlock(5, 8, other) // what was made before does not matter
	for number := range uint64(3) {
		one, two := describe(makeBlock(5, number, &phoneBook{})), describe(makeBlock(5, number, other))
		if !slices.Equal(one, two) {
			t.Errorf("block %d differs", number)
		}
		if slices.Equal(one, describe(makeBlock(6, number, other))) {
			t.Errorf("block %d is the same with another seed", number)
		}
	}
}

// describe writes a block down, contact by contact.
func describe(b *block) []string {
	var lines []string
	for _, tree := range b.trees {
		for _, n := range tree.nodes {
			lines = append(lines, fmt.Sprintf("%+v %d", n.patch.Name, n.parent))
		}
	}
	for _, p := range b.people {
		line := fmt.Sprintf("%d %v %v %v %v %v %v", p.node, p.shares, p.office, p.patch.FirstName, p.patch.LastName,
			p.patch.Notes, p.patch.Tags)
		for _, e := range p.patch.EmailAddresses.Items {
			line += " " + e.Email.Value
		}
		for _, n := range p.patch.PhoneNumbers.Items {
			line += " " + n.Number.Value
		}
		for _, a := range p.patch.Addresses.Items {
			line += fmt.Sprintf(" %+v", *a.Address.Value.Change)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestEverybodyIsValid(t *testing.T) {
	for _, p := range everybody() {
		checkPatch(t, p.patch)
	}
}

// TestVeryLongNamesAreValid is about what chance makes once in ten thousands.
func TestVeryLongNamesAreValid(t *testing.T) {
	g := newGenerator(1, 1)
	for _, l := range g.atlas.locales {
		for range 20 {
			who := g.person(l)
			p := &contact.Patch{}
			g.longName(p, who)
			who.given, who.family = p.FirstName.Value, p.LastName.Value
			g.ownScriptEmail(p, who)
			g.fill(p, who)
			checkPatch(t, p)
		}
	}
}

func TestNoNumberStandsTwice(t *testing.T) {
	list := []contact.PhonePatch{phoneItem("+1", "work"), phoneItem("+1", "mobile"), phoneItem("+2", "home")}
	if left := different(list); len(left) != 2 || left[0].Type.Value != "work" || left[1].Type.Value != "home" {
		t.Errorf("%v", left)
	}
}

func checkPatch(t *testing.T, patch *contact.Patch) {
	t.Helper()
	for name, value := range map[string]string{
		"prefix": patch.Prefix.Value, "first": patch.FirstName.Value, "middle": patch.MiddleName.Value,
		"last": patch.LastName.Value, "suffix": patch.Suffix.Value, "nick": patch.Nickname.Value,
		"title": patch.Title.Value,
	} {
		if utf8.RuneCountInString(value) > longest || strings.TrimSpace(value) != value {
			t.Errorf("%s: %q", name, value)
		}
	}
	for _, e := range patch.EmailAddresses.Items {
		if _, fault := email.Parse(e.Email.Value); fault != nil || !reserved(e.Email.Value) {
			t.Errorf("email %q: %v", e.Email.Value, fault)
		}
	}
	for _, n := range patch.PhoneNumbers.Items {
		if number, fault := phone.Parse(n.Number.Value, ""); fault != nil || number != n.Number.Value {
			t.Errorf("phone %q: %v", n.Number.Value, fault)
		}
	}
	for _, name := range patch.Tags.Value {
		if cleaned, fault := tag.Clean(name); fault != nil || cleaned != name {
			t.Errorf("tag %q: %v", name, fault)
		}
	}
}

// reserved reports whether nobody can own the domain of an email address (RFC
// 2606).
func reserved(address string) bool {
	for _, end := range []string{"@example.com", "@example.net", "@example.org", ".example"} {
		if strings.HasSuffix(address, end) {
			return true
		}
	}
	return false
}

func TestAddressBooksHaveAllSorts(t *testing.T) {
	people := everybody()
	counts := map[string]int{}
	for _, p := range people {
		for what, is := range sorts(&p) {
			if is {
				counts[what]++
			}
		}
		counts["script "+scriptOf(p.patch.LastName.Value)]++
		counts["language "+p.patch.Language.Value]++
	}
	for _, b := range made() {
		for _, tree := range b.trees {
			counts["organization"] += len(tree.nodes)
		}
	}
	for what, least := range map[string]int{
		"one name": 60, "no email": 300, "no phone": 200, "three phones": 150, "shares": 60, "office": 100,
		"long name": 30, "emoji": 50, "organization only": 50, "lines": 50, "do not contact": 80, "linked": 300,
		"several emails": 100, "no address": 1000, "organization": 150, "own script": 30,
	} {
		if counts[what] < least {
			t.Errorf("%s: %d of %d, want %d at least", what, counts[what], len(people), least)
		}
	}
	for _, script := range []string{
		"Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Devanagari", "Tamil", "Bengali", "Thai", "Han", "Hangul",
		"Georgian", "Armenian", "Ethiopic",
	} {
		if counts["script "+script] < 20 {
			t.Errorf("%d names in %s, want 20 at least", counts["script "+script], script)
		}
	}
	for _, l := range loadAtlas().locales {
		if counts["language "+l.language] < 5 {
			t.Errorf("%d people speak %s, want 5 at least", counts["language "+l.language], l.language)
		}
	}
}

func sorts(p *plan) map[string]bool {
	patch := p.patch
	first, last, emails := patch.FirstName.Value, patch.LastName.Value, patch.EmailAddresses.Items
	return map[string]bool{
		"one name":          (first == "") != (last == ""),
		"no email":          len(emails) == 0,
		"several emails":    len(emails) > 1,
		"no phone":          len(patch.PhoneNumbers.Items) == 0,
		"three phones":      len(patch.PhoneNumbers.Items) == 3,
		"no address":        len(patch.Addresses.Items) == 0 && !p.shares && !p.office,
		"shares":            p.shares,
		"office":            p.office,
		"linked":            p.tree != nil,
		"long name":         utf8.RuneCountInString(last) > 80,
		"emoji":             strings.ContainsAny(patch.Nickname.Value, "🦊🐝👩🏳🌻👨☕🇺"),
		"organization only": first+last == "" && patch.OrganizationName.Value != "",
		"lines":             strings.Contains(patch.Notes.Value, "\n"),
		"do not contact":    patch.Status.Value == contact.DoNotContact,
		"own script":        len(emails) > 0 && strings.ContainsFunc(emails[0].Email.Value, func(r rune) bool { return r > 127 }),
	}
}

func TestTreesHangTogether(t *testing.T) {
	deepest, levels := 0, map[int]int{}
	for _, b := range made() {
		for _, tree := range b.trees {
			depth := make([]int, len(tree.nodes))
			for i, n := range tree.nodes {
				if n.parent >= i || (n.parent < 0) != (i == 0) {
					t.Fatalf("node %d hangs on %d", i, n.parent)
				}
				if n.parent >= 0 {
					depth[i] = depth[n.parent] + 1
				}
				deepest = max(deepest, depth[i])
			}
			for _, p := range b.people {
				if p.tree == tree {
					levels[depth[p.node]]++
				}
			}
		}
	}
	if deepest != 3 {
		t.Errorf("the deepest tree goes down to %d, want 3", deepest)
	}
	for level := range 4 {
		if levels[level] == 0 {
			t.Errorf("nobody at level %d", level)
		}
	}
}
