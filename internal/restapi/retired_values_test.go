package restapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/database"
)

// behindTheBack runs statements that no request can: a code that its list has lost
// since is what a newer version of the program finds.
func (a *api) behindTheBack(statements ...string) {
	a.Helper()
	err := a.db.InTx(a.Context(), func(tx *database.DB) error {
		for _, s := range statements {
			if _, err := tx.Exec(a.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		a.Fatal(err)
	}
}

// renamed is the statement that writes one text for another in a column.
func renamed(table, column, from, to string) string {
	return fmt.Sprintf("UPDATE %s SET %s = REPLACE(%s, '%s', '%s')", table, column, column, from, to)
}

// A currency that ISO withdrew stays with the organizations that have it, and no
// other one gets it.
func TestRetiredCurrencies(t *testing.T) {
	eachAPI(t, func(a *api) {
		o := a.post("/organizations", object{"name": "Old", "code": "old", "organization_type": "Company", "currency": "EUR"}).
			want(http.StatusCreated).json()
		id := o.text("id")
		a.behindTheBack("UPDATE organizations SET currency = 'HRK'",
			renamed("organization_records", "record", "\"EUR\"", "\"HRK\""), renamed("changes", "after", "\"EUR\"", "\"HRK\""))
		path := "/organizations/" + id
		a.sound()

		if found := a.get("/organizations?currency=hrk").results(); len(found) != 1 {
			a.Errorf("found %v", found)
		}
		if found := a.get("/organizations?currency=ANG").results(); len(found) != 0 {
			a.Errorf("found %v", found)
		}
		a.get("/organizations?currency=QQQ").wantFault("currency")
		read := a.get(path).want(http.StatusOK).json()
		read["legal_name"] = "Old Ltd"
		if got := a.do("PUT", path, read).want(http.StatusOK).json(); got.text("currency") != "HRK" || got.text("legal_name") != "Old Ltd" {
			a.Errorf("got %v", got)
		}
		a.patch(path, object{"currency": "ANG"}).wantFault("/currency")
		a.post("/organizations", object{"name": "New", "code": "new", "organization_type": "Company", "currency": "HRK"}).wantFault("/currency")

		a.patch(path, object{"currency": "EUR"}).want(http.StatusOK)
		a.undoLast(id)
		if got := a.get(path).want(http.StatusOK).json(); got.text("currency") != "HRK" {
			a.Errorf("undone to %v", got["currency"])
		}
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.undoLast(id)
		a.sound()
	})
}

// The same of a country, in an address by itself and in one of a contact.
func TestRetiredCountries(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", object{"first_name": "Ada", "addresses": []object{{"address": object{"city": "Willemstad", "country": "CW"}}}}).
			want(http.StatusCreated).json()
		contactPath := "/contacts/" + c.text("id")
		id := c.list("addresses")[0].object("address").text("id")
		statements := []string{"UPDATE addresses SET country = 'AN'", renamed("addresses", "search_body", "curacao", "netherlands  antilles")}
		for table, column := range map[string]string{"contact_records": "record", "changes": "after"} {
			statements = append(statements, renamed(table, column, "\"CW\"", "\"AN\""), renamed(table, column, "Curaçao", "Netherlands Antilles"))
		}
		a.behindTheBack(statements...)
		a.sound()

		for _, list := range []string{"/contacts", "/addresses"} {
			if found := a.get(list + "?country=an").results(); len(found) != 1 {
				a.Errorf("%s: found %v", list, found)
			}
			a.get(list + "?country=QQ").wantFault("country")
		}
		path := "/addresses/" + id
		read := a.get(path).want(http.StatusOK).json()
		if read.text("country_name") != "Netherlands Antilles" {
			a.Errorf("the country is called %v", read["country_name"])
		}
		read["postal_code"] = "1234"
		a.do("PUT", path, read).want(http.StatusOK)
		whole := a.get(contactPath).want(http.StatusOK).json()
		whole["notes"] = "written back"
		if got := a.do("PUT", contactPath, whole).want(http.StatusOK).json(); got.text("notes") != "written back" {
			a.Errorf("got %v", got)
		}
		same := object{"city": "Willemstad", "country": "AN", "postal_code": "1234"}
		kept := a.patch(contactPath, object{"addresses": []object{{"address": same}}}).want(http.StatusOK).json()
		if kept.list("addresses")[0].object("address").text("id") != id {
			a.Errorf("got %v", kept.list("addresses"))
		}
		a.patch(path, object{"country": "YU"}).wantFault("/country")
		a.post("/addresses", object{"city": "Zagreb", "country": "YU"}).wantFault("/country")
		a.patch(contactPath, object{"addresses": []object{{"address": object{"country": "AN"}}}}).wantFault("/addresses/0/address/country")

		a.patch(path, object{"country": "CW"}).want(http.StatusOK)
		a.undoLast(id)
		if got := a.get(path).want(http.StatusOK).json(); got.text("country") != "AN" {
			a.Errorf("undone to %v", got["country"])
		}
		a.sound()
	})
}
