package deploy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// exposure is the most that `systemd-analyze security` may find, in tenths: what
// is left is that the service talks over the network.
const exposure = "15"

// unit copies the unit, with a program that is there, and returns its path.
func unit(t *testing.T, replacements ...string) string {
	t.Helper()
	if len(replacements) == 0 {
		replacements = []string{"/usr/local/bin/liaison", "/bin/true"}
	}
	text := read(t, "systemd/liaison.service")
	if !bytes.Contains(text, []byte(replacements[0])) {
		t.Fatalf("the unit has no %q", replacements[0])
	}
	text = bytes.ReplaceAll(text, []byte(replacements[0]), []byte(replacements[1]))
	path := filepath.Join(t.TempDir(), "liaison.service")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func analyze(t *testing.T, args ...string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", args...).CombinedOutput()
	return string(out), err
}

func TestUnitIsOneThatSystemdTakes(t *testing.T) {
	if out, err := analyze(t, "verify", "--man=no", unit(t)); err != nil || out != "" {
		t.Errorf("%v\n%s", err, out)
	}
	if out, _ := analyze(t, "verify", "--man=no", unit(t, "LockPersonality", "LockPersonalty")); out == "" {
		t.Error("a word that does not exist passes: the check is blind")
	}
}

func TestUnitExposesNoMoreThanANetworkServiceMust(t *testing.T) {
	args := []string{"security", "--offline=true", "--no-pager", "--threshold=" + exposure}
	if out, err := analyze(t, append(args, unit(t, "/usr/local/bin/liaison", "/bin/true"))...); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := analyze(t, append(args, unit(t, "\nCapabilityBoundingSet=\n", "\n"))...); err == nil {
		t.Error("a unit with every capability passes: the check is blind")
	}
}
