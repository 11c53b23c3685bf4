package client_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/protocol"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/threads"
	"github.com/lore-docs/lore/twisted/web/client"
)

// patience is how long something may take on a busy machine before the test
// calls it stuck.
const patience = time.Minute

// startLoop runs a loop until the end of the test, which fails if the loop has
// logged an error, or has a timed call or a connection left.
func startLoop(t *testing.T) *reactor.Loop {
	t.Helper()
	publisher := log.New()
	publisher.AddObserver(func(e log.Event) {
		if e.Failure != nil {
			t.Errorf("logged: %s %v", e.Message, e.Failure)
		}
	})
	l, err := reactor.New(reactor.WithSignals(false), reactor.WithDebug(), reactor.WithLog(publisher))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		left := make(chan int, 1)
		l.CallFromThread(func() { left <- len(l.DelayedCalls()) })
		if n := <-left; n > 0 {
			t.Errorf("%d timed calls left", n)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l
}

func get(t *testing.T, l *reactor.Loop, address string, options ...client.Option) ([]byte, error) {
	t.Helper()
	return on(t, l, func() deferred.Of[[]byte] { return client.GetPage(l, address, options...) })
}

func on[T any](t *testing.T, l *reactor.Loop, f func() deferred.Of[T]) (T, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return threads.BlockingCallFromThread(ctx, l, f)
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func TestGetPage(t *testing.T) {
	l := startLoop(t)
	long := strings.Repeat("happy and well\n", 100_000)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/short":
			_, _ = fmt.Fprintf(w, "%s %s for %s", r.Method, r.Proto, r.UserAgent())
		case "/long": // in chunks
			_, _ = io.WriteString(w, long)
		case "/echo":
			_, _ = fmt.Fprintf(w, "%s %s ", r.Method, r.Header.Get("Content-Type"))
			_, _ = io.Copy(w, r.Body)
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		}
	})
	for path, want := range map[string]string{
		"/short": "GET HTTP/1.1 for test",
		"/long":  long,
		"/empty": "",
	} {
		if got, err := get(t, l, address+path, client.Agent("test")); err != nil || string(got) != want {
			t.Errorf("%s: %.50q, error %v", path, got, err)
		}
	}
	got, err := get(t, l, address+"/echo", client.Body("text/plain", []byte(long)))
	if want := "POST text/plain " + long; err != nil || string(got) != want {
		t.Errorf("%.50q, error %v", got, err)
	}
	if got, err := get(t, l, address+"/short", client.Method("HEAD")); err != nil || len(got) != 0 {
		t.Errorf("HEAD: %.50q, error %v", got, err)
	}
}

func TestDo(t *testing.T) {
	l := startLoop(t)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		w.Header().Set("X-Answer", r.Header.Get("X-Question"))
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "page")
	})
	got, err := on(t, l, func() deferred.Of[*client.Response] {
		return client.Do(l, address, client.Header("x-question", "why"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != 201 || got.Reason != "Created" || got.Header.Get("X-Answer") != "why" || got.URL.Path != "/there" || string(got.Body) != "page" {
		t.Errorf("%+v", got)
	}
}

func TestErrorStatus(t *testing.T) {
	l := startLoop(t)
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Why", "because")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(bytes.Repeat([]byte("no"), 50_000))
	})
	_, err := get(t, l, address+"/x")
	var status *client.Error
	if !errors.As(err, &status) {
		t.Fatal(err)
	}
	if status.Status != 404 || status.Reason != "Not Found" || status.Header.Get("X-Why") != "because" || len(status.Body) != 64<<10 {
		t.Errorf("%v, %d bytes", status, len(status.Body))
	}
	if want := address + "/x: 404 Not Found"; status.Error() != want {
		t.Errorf("%q, want %q", status, want)
	}
}

func TestRedirects(t *testing.T) {
	l := startLoop(t)
	type seen struct{ method, body, contentType, authorization string }
	asked := make(chan seen, 1)
	elsewhere := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked <- seen{r.Method, string(body), r.Header.Get("Content-Type"), r.Header.Get("Authorization")}
		_, _ = io.WriteString(w, "page")
	})
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		if status == 0 {
			status = http.StatusFound
		}
		to := map[string]string{"/loop": "/loop", "/https": "https://127.0.0.1/", "/nowhere": "", "/bad": "http://%zz/", "/ftp": "ftp://there/"}
		location, special := to[r.URL.Path]
		if !special {
			location = elsewhere
		}
		if location != "" {
			w.Header().Set("Location", location)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.Repeat("not this ", 10_000))
	})
	kept, became := seen{"POST", "data", "text/plain", ""}, seen{"GET", "", "", ""}
	for status, want := range map[int]seen{301: became, 302: became, 303: became, 307: kept, 308: kept} {
		got, err := get(t, l, fmt.Sprintf("%s/%d", address, status),
			client.Body("text/plain", []byte("data")), client.Header("Authorization", "secret"))
		if err != nil || string(got) != "page" {
			t.Errorf("%d: %.50q, error %v", status, got, err)
			continue
		}
		if last := <-asked; last != want {
			t.Errorf("%d: asked %+v", status, last)
		}
	}
	for path, want := range map[string]error{
		"/loop": client.ErrRedirects, "/https": client.ErrHTTPS, "/nowhere": client.ErrRedirects,
		"/bad": client.ErrURL, "/ftp": client.ErrURL,
	} {
		if _, err := get(t, l, address+path); !errors.Is(err, want) {
			t.Errorf("%s: error %v", path, err)
		}
	}
	_, err := get(t, l, address+"/302", client.MaxRedirects(0))
	var status *client.Error
	if !errors.As(err, &status) || status.Status != 302 {
		t.Errorf("redirects off: error %v", err)
	}
	_, err = get(t, l, address+"/305")
	if !errors.As(err, &status) || status.Status != 305 {
		t.Errorf("a redirect that is none: error %v", err)
	}
}

// listen serves connections one after the other with bytes of the test's.
func listen(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(c))
			f(c)
			_ = c.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestServerThatFails(t *testing.T) {
	l := startLoop(t)
	for answer, want := range map[string]error{
		"": client.ErrIncomplete,
		"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello": client.ErrIncomplete,
		"SSH-2.0-OpenSSH_9.2\r\n":                           client.ErrResponse,
		"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n":     client.ErrTooLarge,
		"HTTP/1.1 200 OK\r\n\r\nmore than ten bytes":        client.ErrTooLarge,
	} {
		address := listen(t, func(c net.Conn) { _, _ = io.WriteString(c, answer) })
		if _, err := get(t, l, address, client.MaxBody(10)); !errors.Is(err, want) {
			t.Errorf("%q: error %v, want %v", answer, err, want)
		}
	}
}

func TestNoServer(t *testing.T) {
	l := startLoop(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	_, err = get(t, l, "http://"+listener.Addr().String(), client.Timeout(patience))
	var connect *protocol.ConnectError
	if !errors.As(err, &connect) {
		t.Errorf("error %v", err)
	}
	for address, want := range map[string]error{"https://there/": client.ErrHTTPS, "there": client.ErrURL} {
		if _, err := get(t, l, address); !errors.Is(err, want) {
			t.Errorf("%s: error %v", address, err)
		}
	}
	if _, err := get(t, l, "http://there/", client.Header("A", "b\r\nc")); !errors.Is(err, client.ErrRequest) {
		t.Errorf("error %v", err)
	}
}

// A server that says nothing is given up, and holds nobody else up.
func TestTimeoutAndCancel(t *testing.T) {
	l := startLoop(t)
	asked, release := make(chan bool, 2), make(chan bool)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			asked <- true
			select {
			case <-release:
			case <-r.Context().Done():
			}
			return
		}
		_, _ = io.WriteString(w, "page")
	})
	defer close(release)

	started := make(chan deferred.Of[[]byte])
	l.CallFromThread(func() { started <- client.GetPage(l, address+"/slow", client.Timeout(patience)) })
	slow := <-started
	<-asked
	if got, err := get(t, l, address); err != nil || string(got) != "page" {
		t.Errorf("beside a slow page: %q, error %v", got, err)
	}
	l.CallFromThread(slow.Cancel)
	if _, err := slow.Await(t.Context(), l); !errors.Is(err, deferred.ErrCancelled) {
		t.Errorf("cancelled: error %v", err)
	}
	if _, err := get(t, l, address+"/slow", client.Timeout(10*time.Millisecond)); !errors.Is(err, client.ErrTimeout) {
		t.Errorf("timeout: error %v", err)
	}
}

func TestDownloadPage(t *testing.T) {
	l := startLoop(t)
	long := strings.Repeat("happy and well\n", 100_000)
	begun, gone := make(chan bool), make(chan bool)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			_, _ = io.WriteString(w, long)
		case "/moved":
			http.Redirect(w, r, "/page", http.StatusFound)
		case "/endless":
			_, _ = io.WriteString(w, long)
			w.(http.Flusher).Flush()
			close(begun)
			<-r.Context().Done()
			close(gone)
		case "/broken":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
		default:
			http.NotFound(w, r)
		}
	})
	dir := t.TempDir()
	path := filepath.Join(dir, "page")
	download := func(address string, options ...client.Option) (int64, error) {
		return on(t, l, func() deferred.Of[int64] { return client.DownloadPage(l, address, path, options...) })
	}
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	check := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("the file has %.50q, error %v", got, err)
		}
		if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 1 {
			t.Errorf("files %q", files)
		}
	}
	var status *client.Error
	if _, err := download(address + "/gone"); !errors.As(err, &status) || status.Status != 404 {
		t.Errorf("error %v", err)
	}
	if _, err := download(address + "/broken"); !errors.Is(err, client.ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	if _, err := download(address+"/page", client.MaxBody(1000)); !errors.Is(err, client.ErrTooLarge) {
		t.Errorf("error %v", err)
	}
	check("old")
	if n, err := download(address + "/moved"); err != nil || n != int64(len(long)) {
		t.Errorf("%d bytes, error %v", n, err)
	}
	check(long)

	started := make(chan deferred.Of[int64])
	l.CallFromThread(func() { started <- client.DownloadPage(l, address+"/endless", path) })
	endless := <-started
	<-begun
	l.CallFromThread(endless.Cancel)
	if _, err := endless.Await(t.Context(), l); !errors.Is(err, deferred.ErrCancelled) {
		t.Errorf("cancelled: error %v", err)
	}
	<-gone // and with the connection the file
	if _, err := get(t, l, address+"/page"); err != nil {
		t.Error(err)
	}
	check(long)

	_, err := on(t, l, func() deferred.Of[int64] {
		return client.DownloadPage(l, address+"/page", filepath.Join(dir, "absent", "page"))
	})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

var python = engine.Program("Python", "apt-get install python3", "/usr/bin/python3", "python3")

func TestPythonServer(t *testing.T) {
	l := startLoop(t)
	dir := t.TempDir()
	page := bytes.Repeat([]byte("all 256 values \x00\xff\r\n"), 10_000)
	if err := os.WriteFile(filepath.Join(dir, "page.bin"), page, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(engine.Need(t, python), "-u", "-m", "http.server", "--bind", "127.0.0.1", "0")
	cmd.Dir = dir
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address := regexp.MustCompile(`http://[^/]+`).FindString(line)
	if address == "" {
		t.Fatalf("http.server says %q, error %v", line, err)
	}
	if got, err := get(t, l, address+"/page.bin"); err != nil || !bytes.Equal(got, page) {
		t.Errorf("%d bytes of %d, error %v", len(got), len(page), err)
	}
	if got, err := get(t, l, address+"/folder"); err != nil || !strings.Contains(string(got), "Directory listing") {
		t.Errorf("%.50q, error %v", got, err) // by way of a redirect to /folder/
	}
	var status *client.Error
	if _, err := get(t, l, address+"/gone"); !errors.As(err, &status) || status.Status != 404 {
		t.Errorf("error %v", err)
	}
}
