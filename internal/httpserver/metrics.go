package httpserver

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are what Prometheus is told of the server: counts and times by
// route, method and status, and the state of the process.
type Metrics struct {
	registry *prometheus.Registry
	inFlight prometheus.Gauge
	took     *prometheus.HistogramVec
	series   sync.Map // series to prometheus.Observer: finding one by its labels costs more than the rest
}

// series is a combination of labels. There are few: patterns, known methods
// and statuses, and nothing that a client can make up.
type series struct {
	route, method string
	status        int
}

// NewMetrics returns metrics in a registry of their own.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "liaison_http_requests_in_flight", Help: "Requests in progress or waiting.",
		}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "liaison_http_request_duration_seconds", Help: "Time from the request's header to the end of the response.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route", "method", "status"}),
	}
	m.registry.MustRegister(m.inFlight, m.took, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves the metrics at /metrics.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

func (m *Metrics) note(x *exchange, took time.Duration) {
	s := series{route(x.request), method(x.request), x.status}
	observer, ok := m.series.Load(s)
	if !ok {
		observer = m.took.WithLabelValues(s.route, s.method, strconv.Itoa(s.status))
		m.series.Store(s, observer)
	}
	observer.(prometheus.Observer).Observe(took.Seconds())
}
