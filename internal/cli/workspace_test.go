package cli_test

import (
	"regexp"
	"testing"
)

func TestWorkspaces(t *testing.T) {
	s := newShell(t)
	s.must("", "workspace", "create", "--slug=engines", "--name=Analytical Engines", "--default-region=gb")
	s.must("", "workspace", "create", "--slug=acme-2", "--name=Acme", "--strict-custom-fields")
	list := s.must("", "workspace", "list")
	form := `^SLUG +NAME +REGION +ID\nacme-2 +Acme +- +[0-9a-f-]{36}\ndefault +Default +- +[0-9a-f-]{36}\nengines +Analytical Engines +GB +[0-9a-f-]{36}\n$`
	if !regexp.MustCompile(form).MatchString(list) {
		t.Errorf("the list is\n%s", list)
	}
	key := s.must("", "api-key", "create", "--name=k", "--role=viewer", "--workspace=engines")
	if !keyForm.MatchString(key) {
		t.Errorf("a key of the new workspace is %q", key)
	}
	s.fails(1, "slug: A workspace with this slug already exists", "", "workspace", "create", "--slug=acme-2", "--name=x")
	s.fails(1, "slug: The slug is reserved", "", "workspace", "create", "--slug=new", "--name=x")
	s.fails(1, "slug: The slug must consist of", "", "workspace", "create", "--slug=Big", "--name=x")
	s.fails(1, "default_region: ", "", "workspace", "create", "--slug=x", "--name=x", "--default-region=XX")
	s.fails(2, "--slug", "", "workspace", "create", "--name=x")
	s.must("", "check")
}
