package pdf

import "testing"

func TestPlainSVG(t *testing.T) {
	for in, want := range map[string]string{
		`fill:var(--a)`:                          `fill:currentColor`,
		`fill:var(--a, red);x`:                   `fill:red;x`,
		`fill:var(--a, rgb(1, 2, 3))`:            `fill:rgb(1, 2, 3)`,
		`fill:var(--a, var(--b, url(#c)))`:       `fill:url(#c)`,
		`light-dark(rgb(1,2,3), black)`:          `rgb(1,2,3)`,
		`light-dark(var(--a, #fff), black) none`: `#fff none`,
		`fill:var(--a`:                           `fill:var(--a`,
		``:                                       ``,
	} {
		if got := string(plainSVG([]byte(in))); got != want {
			t.Errorf("plainSVG(%q) = %q, want %q", in, got, want)
		}
	}
}
