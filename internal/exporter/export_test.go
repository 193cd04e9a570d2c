package exporter

// Harmless is harmless, for the tests.
var Harmless = harmless
