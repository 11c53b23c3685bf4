package term

import "testing"

func TestRenames(t *testing.T) {
	r := newRenames([2]string{"/tmp/x", "/home/you/m"}, [2]string{"/tmp/x/home", homeName}, [2]string{"", "/no"}, [2]string{"/", "/no"}, [2]string{"/same", "/same"})
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"/tmp/x", "/home/you/m"},
		{"at /tmp/x/a.go:3 and /tmp/x.", "at /home/you/m/a.go:3 and /home/you/m."},
		{"/tmp/x/home/y", "/home/you/y"},
		{"/tmp/xy /tmp/x-1 /tmp/x.go /var/tmp/x /tmp", "/tmp/xy /tmp/x-1 /tmp/x.go /var/tmp/x /tmp"},
		{"PWD=/tmp/x:/tmp/x\nfile:///tmp/x\n", "PWD=/home/you/m:/home/you/m\nfile:///home/you/m\n"},
	} {
		if got := r.apply(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
