package admin

import "strings"

// diffLine is a line of a long text that came ("+"), went ("-") or stayed (" "),
// or "…" for some that stayed and are left out.
type diffLine struct{ Mark, Text string }

const (
	diffContext = 2   // lines that are shown around others that differ
	diffMost    = 500 // lines of a text up to which it is looked for what stayed
	diffShown   = 300 // lines that are shown
)

// diffLines compares two texts line by line.
func diffLines(before, after string) []diffLine {
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	return abridged(aligned(old, now))
}

// aligned finds the longest sequence of lines that stayed.
func aligned(old, now []string) []diffLine {
	var list []diffLine
	for len(old) > 0 && len(now) > 0 && old[0] == now[0] {
		list = append(list, diffLine{" ", old[0]})
		old, now = old[1:], now[1:]
	}
	var tail []string
	for len(old) > 0 && len(now) > 0 && old[len(old)-1] == now[len(now)-1] {
		tail = append(tail, old[len(old)-1])
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	list = append(list, middle(old, now)...)
	for i := len(tail) - 1; i >= 0; i-- {
		list = append(list, diffLine{" ", tail[i]})
	}
	return list
}

// middle compares what stands between equal beginnings and ends.
func middle(old, now []string) []diffLine {
	var list []diffLine
	if len(old) > diffMost || len(now) > diffMost {
		return append(marked("-", old), marked("+", now)...)
	}
	common := commonLengths(old, now)
	i, j := 0, 0
	for i < len(old) && j < len(now) {
		switch {
		case old[i] == now[j]:
			list = append(list, diffLine{" ", old[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			list = append(list, diffLine{"-", old[i]})
			i++
		default:
			list = append(list, diffLine{"+", now[j]})
			j++
		}
	}
	return append(append(list, marked("-", old[i:])...), marked("+", now[j:])...)
}

// commonLengths holds for each pair of places how many lines two texts have in
// common from there on.
func commonLengths(old, now []string) [][]int {
	lengths := make([][]int, len(old)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(now)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(now) - 1; j >= 0; j-- {
			if old[i] == now[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	return lengths
}

func marked(mark string, lines []string) []diffLine {
	list := make([]diffLine, len(lines))
	for i, line := range lines {
		list[i] = diffLine{mark, line}
	}
	return list
}

// abridged leaves out the lines that stayed and are far from those that did not.
func abridged(list []diffLine) []diffLine {
	near := make([]bool, len(list))
	for i := range list {
		if list[i].Mark == " " {
			continue
		}
		for k := max(0, i-diffContext); k <= min(len(list)-1, i+diffContext); k++ {
			near[k] = true
		}
	}
	var short []diffLine
	for i := range list {
		switch {
		case near[i]:
			short = append(short, list[i])
		case len(short) == 0 || short[len(short)-1].Mark != "…":
			short = append(short, diffLine{Mark: "…"})
		}
	}
	if len(short) > diffShown {
		short = append(short[:diffShown], diffLine{Mark: "…"})
	}
	return short
}
