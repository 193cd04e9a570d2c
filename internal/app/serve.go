package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"

	"github.com/liaison/liaison/internal/admin"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/config"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/viewer"
)

// Serve opens the database and serves all doors until ctx ends; then it lets
// the requests at work finish and closes the database.
func Serve(ctx context.Context, cfg *config.Config, o Options) (err error) {
	tuneCollector()
	if err := cfg.CheckServe(); err != nil {
		return err
	}
	for _, line := range cfg.Advice() {
		fmt.Fprintln(o.Stderr, "liaison: warning: "+line)
	}
	defer func() {
		if ctx.Err() != nil && err == nil {
			o.Log.Info("stopped")
		}
	}()
	held, err := Hold(cfg.SQLitePath())
	if err != nil {
		return err
	}
	db, err := openToServe(ctx, cfg, o)
	if err != nil {
		return errors.Join(err, held.Abandon())
	}
	defer func() { err = errors.Join(err, db.Close(), held.Release()) }()
	if cfg.Demo && o.Fill != nil {
		if err := o.Fill(ctx, db); err != nil {
			return fmt.Errorf("fill the database: %w", err)
		}
	}
	return run(ctx, cfg, o, db)
}

// openToServe opens the database for a server: after a stop that was not a clean
// one all of it is checked first.
func openToServe(ctx context.Context, cfg *config.Config, o Options) (*database.DB, error) {
	with := database.Options{CheckUpTo: checkedAtOnce, OnStorage: func(err error) {
		if err == nil {
			o.Log.Info("the database can be written again")
			return
		}
		o.Log.Error("the database cannot be used as it should", "error", err.Error())
	}}
	if path, err := database.CheckFile(cfg.SQLitePath()); err == nil && leftBehind(path) {
		o.Log.Info("the last stop was not a clean one; checking the database")
		with.CheckUpTo = math.MaxInt64
	}
	db, err := connect(ctx, cfg, o, with)
	if err != nil {
		return nil, err
	}
	return upToDate(ctx, db)
}

// run listens and serves with a database that is ready.
func run(ctx context.Context, cfg *config.Config, o Options, db *database.DB) error {
	listener, err := listen(cfg.Listen)
	if err != nil {
		return err
	}
	p := parts{db: db, keys: auth.New(db, nil), rules: &ruleset.Store{}, metrics: httpserver.NewMetrics(), stopping: ctx.Done()}
	p.actions = bulk.New(db, p.rules, o.Log)
	handler, err := newHandler(cfg, o, p)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	told := ctx
	ctx, stop := context.WithCancel(ctx)
	var others sync.WaitGroup
	defer func() {
		stop()
		others.Wait()
	}()
	if cfg.MetricsListen != "" {
		at, err := listen(cfg.MetricsListen)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		others.Go(func() {
			if err := httpserver.Run(ctx, httpserver.New(p.metrics.Handler(), o.Log), at); err != nil {
				o.Log.Error("the metrics server stopped", "error", err.Error())
			}
		})
		fmt.Fprintf(o.Stderr, "Liaison serves metrics on http://%s/metrics\n", at.Addr())
	}
	others.Go(func() {
		<-ctx.Done()
		if told.Err() != nil {
			o.Log.Info("stopping: running requests have ten seconds to finish")
		}
	})
	others.Go(func() {
		purge(ctx, o.Log, p.keys.ForgetSessions, p.actions.Forget, func(ctx context.Context) error { return purgeKeys(ctx, db) })
	})
	others.Go(func() { directory.NewRefresher(db, o.Log).Run(ctx) })
	others.Go(func() { p.actions.Run(ctx) })
	others.Go(func() { examine(ctx, o, db) })
	if err := announce(ctx, cfg, o, p.keys, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	return httpserver.Run(ctx, httpserver.New(handler, o.Log), listener)
}

// parts are what the doors stand on.
type parts struct {
	db      *database.DB
	keys    *auth.Store
	rules   *ruleset.Store
	actions *bulk.Store
	metrics *httpserver.Metrics

	stopping <-chan struct{} // closed when the server stops
}

// newHandler returns all doors with the habits that they share around them.
func newHandler(cfg *config.Config, o Options, p parts) (http.Handler, error) {
	api := restapi.New(restapi.Config{
		DB: p.db, Keys: p.keys, Rules: p.rules, Version: o.Version, PublicURL: string(cfg.PublicURL), Stopping: p.stopping,
	})
	pages, err := admin.New(admin.Config{
		DB: p.db, Keys: p.keys, Rules: p.rules, Bulk: p.actions, Version: o.Version, SetUpAnywhere: cfg.SetUpAnywhere,
	})
	if err != nil {
		return nil, err
	}
	docs, err := viewer.New(viewer.Config{API: restapi.Base, Version: o.Version})
	if err != nil {
		return nil, err
	}
	return httpserver.Handler(httpserver.Options{
		Keys: p.keys, Ping: p.db.Ready, Log: o.Log, Metrics: p.metrics, NewID: p.db.NewID,
		RateLimit: cfg.RateLimit, TrustedProxy: cfg.TrustedProxy,
		PublicURL: string(cfg.PublicURL), AllowedHosts: texts(cfg.AllowedHost), CORSOrigins: texts(cfg.CORSOrigin),
	}, doors(api, pages, docs, o.Version)), nil
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, item := range list {
		all[i] = string(item)
	}
	return all
}

// doors is what is served at which path.
func doors(api, pages, docs http.Handler, version string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(restapi.Base, api)
	mux.Handle(restapi.Base+"/", api)
	mux.Handle(admin.Base+"/", pages)
	mux.Handle(viewer.Base, docs)
	mux.Handle(viewer.Base+"/", docs)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		at := func(path string) string { return httpserver.Link(r, path) }
		_, _ = fmt.Fprintf(w, `{"name":"Liaison","version":%q,"api":%q,"openapi":%q,"docs":%q,"admin":%q}`+"\n",
			version, at(restapi.Base), at(restapi.Base+"/openapi.json"), at(viewer.Base), at(admin.Base+"/"))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		httpserver.WriteProblem(w, r, problem.New(problem.NotFound, "Nothing is at this path."))
	})
	return mux
}

// announce tells the operator where Liaison is and, while there is nobody who
// could use it, what to do next. There is no user and no password by default. The
// set-up link is told here alone, never in the log.
func announce(ctx context.Context, cfg *config.Config, o Options, keys *auth.Store, at net.Addr) error {
	some, err := keys.HasPeople(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.Stderr, "Liaison listens on http://%s\n", at)
	if some {
		return nil
	}
	const commands = "  liaison user create --username NAME --email ADDRESS --superuser\n" +
		"  liaison api-key create --name NAME --role editor\n"
	base := "http://" + reachable(at)
	switch {
	case cfg.SetUpAnywhere && cfg.PublicURL != "":
		base = string(cfg.PublicURL)
	case !httpserver.HostAllowed(texts(cfg.AllowedHost), reachable(at)):
		fmt.Fprint(o.Stderr, "There are no users yet. Create the first one, and an API key, on the command line\n"+
			"(there is no set-up link, since --allowed-host does not name this machine):\n"+commands)
		return nil
	}
	token, err := keys.NewSetUp()
	if err != nil {
		return err
	}
	where := "in a browser on this machine within 30 minutes"
	if cfg.SetUpAnywhere {
		where = "in a browser within 30 minutes"
	}
	fmt.Fprintf(o.Stderr, "There are no users yet. Create the first one %s:\n"+
		"  %s%s?token=%s\n"+
		"or on the command line, with an API key:\n%s", where, base, admin.SetUpPath, token, commands)
	return nil
}

// reachable returns the address by which this machine reaches a server that
// listens at one: that of the loopback for a server that listens at all.
func reachable(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return at.String()
	}
	// One that is told 0.0.0.0 says [::], and may be published on 127.0.0.1 alone.
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
}

func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is already in use by another program: stop it, or choose another address with --listen", address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %s", address, whyNot(err))
	}
	return listener, nil
}

// whyNot says why an address cannot be listened on, without the names of calls.
func whyNot(err error) string {
	var name *net.DNSError
	var call *os.SyscallError
	switch {
	case errors.As(err, &name):
		return "there is no host of that name"
	case errors.Is(err, syscall.EACCES):
		return "only root may take a port below 1024 here; take a higher one with --listen"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this machine does not have that address"
	case errors.As(err, &call):
		return call.Err.Error()
	}
	return err.Error()
}

// leftBehind reports whether the write-ahead log of an SQLite file still has
// something in it, which a server that stops writes back.
func leftBehind(path string) bool {
	if path == "" {
		return false
	}
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

// examine checks what was too large to be checked before it was served. The
// database itself keeps in mind what is found.
func examine(ctx context.Context, o Options, db *database.DB) {
	if err := db.Examine(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, database.ErrDamaged) {
		o.Log.Warn("the database could not be checked", "error", err.Error())
	}
}
