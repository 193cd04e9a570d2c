package deploy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// compose loads the compose file as `docker compose` does.
func compose(t *testing.T, environ []string, profiles ...string) *types.Project {
	t.Helper()
	o, err := cli.NewProjectOptions([]string{"../docker-compose.yml"},
		cli.WithEnv(environ), cli.WithProfiles(profiles), cli.WithName("liaison"))
	if err != nil {
		t.Fatal(err)
	}
	project, err := o.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeStartsWhatItsProfileSays(t *testing.T) {
	for profile, want := range map[string]string{
		"":         "liaison",
		"postgres": "liaison liaison-postgres postgres",
		"test":     "liaison test",
	} {
		names := compose(t, nil, profile).ServiceNames()
		slices.Sort(names)
		if got := strings.Join(names, " "); got != want {
			t.Errorf("profile %q starts %s, want %s", profile, got, want)
		}
	}
}

func TestComposeGivesAServiceNoMoreThanItNeeds(t *testing.T) {
	targets := stages(t)
	for name, service := range compose(t, nil, "postgres", "test").Services {
		if !slices.Equal(service.CapDrop, []string{"ALL"}) || len(service.CapAdd) > 0 || service.Privileged {
			t.Errorf("%s has capabilities", name)
		}
		if !slices.Contains(service.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may gain privileges", name)
		}
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes %s on %q", name, port.Published, port.HostIP)
			}
		}
		if service.Build == nil {
			continue
		}
		if _, ok := targets[service.Build.Target]; !ok {
			t.Errorf("%s: the Dockerfile has no stage %q", name, service.Build.Target)
		}
		if service.Build.Target != finalStage {
			continue
		}
		if !service.ReadOnly {
			t.Errorf("%s can write to its image", name)
		}
		if grace := service.StopGracePeriod; grace == nil || time.Duration(*grace) <= 10*time.Second {
			t.Errorf("%s has not the ten seconds for requests at work", name)
		}
	}
}

func TestComposeShipsNoPassword(t *testing.T) {
	without := compose(t, nil, "postgres").Services
	with := compose(t, []string{"POSTGRES_PASSWORD=secret"}, "postgres").Services
	for service, variable := range map[string]string{"postgres": "POSTGRES_PASSWORD", "liaison-postgres": "PGPASSWORD"} {
		if got := *without[service].Environment[variable]; got != "" {
			t.Errorf("%s has the default password %q", service, got)
		}
		if got := *with[service].Environment[variable]; got != "secret" {
			t.Errorf("%s does not get its password: %q", service, got)
		}
	}
	waits := without["liaison-postgres"].DependsOn["postgres"]
	if waits.Condition != types.ServiceConditionHealthy || without["postgres"].HealthCheck == nil {
		t.Errorf("Liaison does not wait for PostgreSQL: %+v", waits)
	}
}
