//go:build linux || darwin

package term

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// watch follows one step from typing to its end.
type watch struct {
	t      *Terminal
	step   Step
	result Result
	start  time.Time
	ends   int      // prompts before the step
	lines  []string // of the command that are still to be typed
	inputs []Input  // that are still to be typed
	before map[int]bool
	open   map[uint64]bool // sockets that listened before
	rest   rest            // of the program
	peace  rest            // of all that the session runs
	last   *reply          // what the agent saw last
	asked  int64           // bytes shown when Until was asked last
	pause  time.Duration
}

// shortRest is how long a program must be at rest to count as ready once it
// has printed what was awaited, or to be typed at.
const shortRest = 100 * time.Millisecond

func newWatch(t *Terminal, step Step) *watch {
	if step.Timeout == 0 {
		step.Timeout = t.s.limits.Step
	}
	return &watch{t: t, step: step, inputs: step.Inputs, start: time.Now(), asked: -1}
}

// stays reports whether the program may be left running.
func (w *watch) stays() bool { return w.step.Leave || w.step.Background }

func (w *watch) run(ctx context.Context) error {
	defer func() { w.result.Duration = time.Since(w.start) }()
	if err := w.begin(ctx); err != nil {
		return err
	}
	timeout := time.NewTimer(w.step.Timeout)
	defer timeout.Stop()
	poll := time.NewTimer(w.nextPause())
	defer poll.Stop()
	for {
		done, err := w.look(false)
		if done || err != nil {
			return err
		}
		select {
		case <-w.t.wake:
		case <-poll.C:
			if done, err := w.look(true); done || err != nil {
				return err
			}
			poll.Reset(w.nextPause())
		case <-timeout.C:
			return w.cut(Timeout)
		case <-ctx.Done():
			w.finish(w.stays())
			return context.Cause(ctx)
		}
	}
}

// nextPause is the time until the processes are looked at again. It is short
// at first where a program is awaited, and grows.
func (w *watch) nextPause() time.Duration {
	first, most := 40*time.Millisecond, 80*time.Millisecond
	if w.stays() || len(w.inputs) > 0 {
		first, most = time.Millisecond, 20*time.Millisecond
	}
	w.pause = min(max(w.pause*3/2, first), most)
	return w.pause
}

// begin types the command, or presses the key.
func (w *watch) begin(ctx context.Context) error {
	t := w.t
	if w.step.Key == "" && t.Running() {
		if err := w.interrupt(ctx); err != nil {
			return err
		}
	}
	if w.stays() || w.step.Serve {
		if err := w.remember(); err != nil {
			return err
		}
	}
	w.result.Earlier = cutEnded(t.takeEarlier(), &w.result.Notices)
	w.start = time.Now()
	w.ends = t.view().ends
	if w.step.Key != "" {
		return t.press(w.step.Key)
	}
	w.lines = strings.Split(w.step.Command, "\n")
	if w.step.Background {
		t.mu.Lock()
		t.jobs = true
		t.mu.Unlock()
	}
	return w.typeNext()
}

func (w *watch) typeNext() error {
	line := w.lines[0]
	w.lines = w.lines[1:]
	return w.t.typeLine(line)
}

// interrupt ends the program that still runs, as a reader does who wants the
// prompt back.
func (w *watch) interrupt(ctx context.Context) error {
	t := w.t
	number := t.view().ends + 1
	if err := t.press("^C"); err != nil {
		return err
	}
	if t.awaitPrompt(number, w.graceTime()) || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	w.result.Stopped = IgnoresInterrupt
	w.killFront()
	if !t.awaitPrompt(number, w.graceTime()) {
		return t.endError()
	}
	return nil
}

// graceTime is how long a program has to end once it was told to.
func (w *watch) graceTime() time.Duration { return w.t.s.limits.Quiet }

// remember notes what is there before the command, so that what is new can
// be told.
func (w *watch) remember() error {
	r, _, err := w.t.s.link.call(request{Op: opLook})
	if err != nil {
		return err
	}
	w.before, w.open = map[int]bool{}, map[uint64]bool{}
	for _, p := range r.Procs {
		w.before[p.PID] = true
	}
	for _, inode := range r.Listens {
		w.open[inode] = true
	}
	return nil
}

// look decides how things stand; with poll it looks at the processes as well.
func (w *watch) look(poll bool) (done bool, err error) {
	v := w.t.view()
	// A program that was stopped or killed may have been so by the agent,
	// which tells.
	poll = poll || w.back(v) && v.status > 128
	if poll {
		if w.last, _, err = w.t.s.link.call(request{Op: opLook}); err != nil {
			return true, err
		}
		now := time.Now()
		w.rest.see(now, v.total, w.relevant())
		w.peace.see(now, v.total, w.others())
		if w.t.moved(v) { // since the processes were looked at, or before
			w.rest.since, w.peace.since = now, now
		}
	}
	limits := &w.t.s.limits
	switch {
	case v.gone, poll && w.shellGone():
		return true, w.shellEnded()
	case v.total > limits.Flood:
		return true, w.cut(TooMuchOutput)
	case poll && (w.last.Flooded || w.last.Count >= limits.Processes):
		return true, w.cut(TooManyProcesses)
	case v.more && len(w.lines) == 0:
		return true, w.cut(Incomplete)
	case v.more, w.back(v) && len(w.lines) > 0:
		return false, w.typeNext()
	case w.back(v) && !w.step.Background:
		return w.settled(v, poll)
	}
	if err := w.typeInputs(v, poll); err != nil {
		return true, err
	}
	if w.stays() {
		return w.ready(v, poll)
	}
	if poll && w.serves(v) {
		w.result.Ready = Listening
		w.finish(true)
		return true, nil
	}
	return w.stuck(v, poll)
}

// serves reports whether the program is a server which awaits its clients. One
// that is to print more, or nothing at all, is given more time.
func (w *watch) serves(v view) bool {
	if !w.step.Serve || len(w.inputs) > 0 || !w.listening() {
		return false
	}
	switch {
	case w.step.Until == nil:
		return w.rest.lasted() >= 5*shortRest
	case w.awaited(v):
		return w.rest.lasted() >= shortRest
	}
	return w.rest.lasted() >= w.t.s.limits.Quiet
}

// shellGone reports whether the shell has ended though its terminal is still
// open for a job that it left behind.
func (w *watch) shellGone() bool {
	_, gone := w.last.Exited[w.t.pid]
	if gone {
		w.t.mu.Lock()
		w.t.gone = true
		w.t.mu.Unlock()
	}
	return gone
}

// back reports whether the shell is at the prompt after the step.
func (w *watch) back(v view) bool { return v.phase == atPrompt && v.ends > w.ends }

// settled is about a command that has ended. Jobs in the background may still
// owe lines that are awaited.
func (w *watch) settled(v view, poll bool) (bool, error) {
	if w.step.Until == nil || !v.jobs {
		w.finish(false)
		return true, nil
	}
	if w.step.Until(w.t.shown(false)) {
		w.finish(false)
		return true, nil
	}
	if w.awaited(v) || poll && w.rest.lasted() >= shortRest {
		w.finish(true)
		return true, nil
	}
	return false, nil
}

// awaited reports whether all output that was awaited is there.
func (w *watch) awaited(v view) bool {
	if w.step.Until == nil {
		return false
	}
	if w.asked == v.total {
		return false
	}
	if w.step.Until(w.t.shown(true)) {
		return true
	}
	w.asked = v.total
	return false
}

// ready decides about a program that is left running.
func (w *watch) ready(v view, poll bool) (bool, error) {
	if !poll || len(w.inputs) > 0 && w.rest.lasted() < w.t.s.limits.Quiet {
		return false, nil
	}
	if w.step.Background && !w.back(v) {
		return w.stuck(v, poll)
	}
	awaited := w.awaited(v)
	how := NotAwaited
	switch {
	case w.listening() && (w.step.Until == nil || awaited || w.rest.lasted() >= w.lastWord()):
		how = Listening
	case w.step.Background && w.jobEnded():
		how = Exited
	case awaited && w.rest.lasted() >= shortRest:
		how = Printed
	case w.rest.lasted() >= w.t.s.limits.Quiet, w.step.Until == nil && w.rest.lasted() >= shortRest && w.reads(v):
		how = Quiet
		if w.step.Key != "" && keyByte(w.step.Key) == 'c'&0x1f {
			return true, w.cut(IgnoresInterrupt)
		}
	default:
		return false, nil
	}
	w.result.Ready = how
	if how == Exited {
		return true, w.endJob()
	}
	w.finish(true)
	return true, nil
}

// lastWord is how long a program that listens may be silent before what was
// awaited is not waited for any more. One that nothing comes after is given
// more time: it may have listened for itself only.
func (w *watch) lastWord() time.Duration {
	if w.step.Serve {
		return w.t.s.limits.Quiet
	}
	return shortRest
}

// listening reports whether there is a socket that did not listen before.
func (w *watch) listening() bool {
	for _, inode := range w.last.Listens {
		if !w.open[inode] {
			return true
		}
	}
	return false
}

// jobEnded reports whether nothing is left of what the command started. A
// process that is dead is left as long as the shell does not know.
func (w *watch) jobEnded() bool {
	for _, p := range w.last.Procs {
		if !w.before[p.PID] && p.SID == w.t.pid {
			return false
		}
	}
	return true
}

// endJob has the shell tell how the job ended.
func (w *watch) endJob() error {
	if err := w.freshPrompt(); err != nil {
		return err
	}
	w.finish(true)
	return nil
}

// freshPrompt asks for a prompt, ahead of which the shell tells how its jobs
// are, and which comes after the last of what ended jobs have printed. The
// status of the last command stays.
func (w *watch) freshPrompt() error {
	t := w.t
	defer unecho(t.fd)()
	t.mu.Lock()
	number, status := t.ends+1, t.status
	t.out.write([]byte(t.late.String()))
	t.late.reset()
	t.phase, t.silent = atTyping, true
	t.mu.Unlock()
	if err := t.write("\n"); err != nil {
		return err
	}
	t.awaitPrompt(number, w.graceTime())
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.silent = false; t.phase == atPrompt {
		t.status = status
	}
	return nil
}

// stuck decides about a program that is to end by itself, but waits for a
// line that nobody will type, or takes no notice of ^C.
func (w *watch) stuck(v view, poll bool) (bool, error) {
	if !poll || w.rest.lasted() < w.t.s.limits.Quiet {
		return false, nil
	}
	if w.step.Key != "" && keyByte(w.step.Key) == 'c'&0x1f {
		return true, w.cut(IgnoresInterrupt)
	}
	// A server that has not come to answer yet, on a busy machine, may be what
	// the program waits for besides.
	if w.reads(v) && w.peace.lasted() >= w.t.s.limits.Quiet {
		return true, w.cut(WaitsForInput)
	}
	return false, nil
}

// reads reports whether the program in the foreground waits for a line.
func (w *watch) reads(v view) bool {
	front := w.front()
	for _, p := range w.last.Procs {
		if p.Reads && p.PGID == front && (p.PID != w.t.pid || v.phase == atWork) {
			return true
		}
	}
	return false
}

// front is the process group in the foreground of the terminal.
func (w *watch) front() int {
	if w.last == nil {
		return 0
	}
	for _, p := range w.last.Procs {
		if p.PID == w.t.pid {
			return p.Front
		}
	}
	return 0
}

// typeInputs types what it is time for.
func (w *watch) typeInputs(v view, poll bool) error {
	for len(w.inputs) > 0 && v.phase == atWork {
		in := w.inputs[0]
		if in.When != nil && !in.When(w.t.shown(true)) {
			return nil
		}
		if in.When == nil && (!poll || !w.reads(v) && w.rest.lasted() < shortRest) {
			return nil
		}
		if err := w.t.typeInput(in.Text); err != nil {
			return err
		}
		w.inputs = w.inputs[1:]
		w.result.Typed++
		w.rest = rest{}
		if in.When == nil {
			return nil // what it does with the line comes first
		}
	}
	return nil
}

// relevant are the processes whose work says that the step goes on.
func (w *watch) relevant() []proc {
	var all []proc
	ours := map[int]bool{w.front(): true}
	for _, p := range w.last.Procs {
		switch {
		case p.PID == w.t.pid:
		case w.before != nil && w.before[p.PID]:
			continue
		case w.before == nil && !ours[p.PGID] && !ours[p.PPID]:
			continue
		}
		ours[p.PID] = p.PID != w.t.pid
		all = append(all, p)
	}
	return all
}

// others are all processes of the session but the terminal's shell.
func (w *watch) others() []proc {
	return slices.DeleteFunc(slices.Clone(w.last.Procs), func(p proc) bool { return p.PID == w.t.pid })
}

// rest tells since when nothing happened.
type rest struct {
	since time.Time
	seen  time.Time
	total int64
	used  time.Duration  // of processors, since then
	cpu   map[int]uint64 // by process, when it was seen last
}

// see takes a look into account. Programs with timers do a little work even
// at rest, and so do those that wait by starting others: one part in twenty is
// allowed for.
func (r *rest) see(now time.Time, total int64, procs []proc) {
	cpu := make(map[int]uint64, len(procs))
	awake := false
	for _, p := range procs {
		cpu[p.PID] = p.CPU
		if before := r.cpu[p.PID]; p.CPU > before {
			r.used += time.Duration(p.CPU - before)
		}
		awake = awake || p.Awake
	}
	const free = 2 * time.Millisecond
	if r.since.IsZero() || awake || total != r.total || r.used > now.Sub(r.since)/20+free {
		*r = rest{since: now, total: total}
	}
	r.cpu, r.seen = cpu, now
}

func (r *rest) lasted() time.Duration { return r.seen.Sub(r.since) }

// shellEnded is when the terminal is gone.
func (w *watch) shellEnded() error {
	w.result.Stopped = ShellEnded
	w.finish(true)
	w.result.Output = strings.TrimSuffix(w.result.Output, "exit\n")
	// The terminal is closed a moment before the shell is gone.
	for end := time.Now().Add(w.graceTime()); time.Now().Before(end); time.Sleep(time.Millisecond) {
		r, _, err := w.t.s.link.call(request{Op: opCount})
		if err != nil {
			return err // the session is gone as well
		}
		if status, ok := r.Exited[w.t.pid]; ok {
			w.result.Status = status
			break
		}
	}
	return nil
}

// finish fills the result in.
func (w *watch) finish(late bool) {
	// Jobs may have printed while the command was typed.
	w.result.Earlier += cutEnded(w.t.takeTyped(), &w.result.Notices)
	out, dropped := w.t.take(late)
	v := w.t.view()
	r := &w.result
	if w.step.Background {
		out = cutStarted(out, &r.Notices)
	}
	if v.jobs {
		out = cutEnded(out, &r.Notices)
	}
	if w.step.Key != "" {
		out = cutKeyLine(out, v.status)
	}
	r.Output += out
	r.Dropped += dropped
	r.Running = v.phase != atPrompt && !v.gone
	w.t.mu.Lock()
	r.Status = w.t.status
	w.t.mu.Unlock()
	if r.Ready == Exited {
		r.JobStatus = jobStatus(r.Notices)
	}
}

// cutKeyLine takes out the end of the line with the key. Where the key ended the
// program it is the shell that ends the line, and a job may have printed before
// that.
func cutKeyLine(out string, status int) string {
	rest, cut := strings.CutPrefix(out, "\n")
	if cut || status != 128+int(unix.SIGINT) {
		return rest
	}
	return strings.Replace(out, "\n\n", "\n", 1)
}

// jobStatus reads the status of the last job that ended from the notices.
func jobStatus(notices []string) int {
	for i := len(notices) - 1; i >= 0; i-- {
		if started.MatchString(notices[i] + "\n") {
			continue
		}
		m := exitStatus.FindStringSubmatch(notices[i])
		if m == nil {
			return signalStatus(notices[i])
		}
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

// signalStatus is the status of a job that the notice says a signal ended.
func signalStatus(notice string) int {
	for word, s := range map[string]int{"Hangup": 1, "Interrupt": 2, "Quit": 3, "Aborted": 6, "Abort": 6, "Killed": 9,
		"Segmentation fault": 11, "Broken pipe": 13, "Terminated": 15} {
		if strings.Contains(notice, word) {
			return 128 + s
		}
	}
	return 1
}

// cut ends a step that will not end by itself, and brings the prompt back if
// that can be done at all.
func (w *watch) cut(why Stop) error {
	t := w.t
	w.finish(w.stays())
	w.result.Stopped = why
	if why != TooManyProcesses { // of which there are too many to look at
		w.refresh()
	}
	number := t.view().ends + 1
	if w.back(t.view()) {
		number-- // a job in the background is what does not behave
	}
	dumped := why == Timeout && w.dump(number)
	w.bringBack(number, why)
	if w.step.Background && w.back(t.view()) {
		w.freshPrompt()
	}
	rest, _ := t.take(true)
	if dumped {
		w.result.Dump = rest
	}
	v := t.view()
	w.result.Running = v.phase != atPrompt && !v.gone
	t.mu.Lock()
	w.result.Status = t.status
	t.mu.Unlock()
	return nil
}

// dump makes Go programs show their goroutines, and reports whether there
// were any.
func (w *watch) dump(number int) bool {
	group := w.front()
	if w.back(w.t.view()) {
		group = w.jobGroup()
	}
	if group == 0 || group == w.t.pid {
		return false
	}
	r, _, err := w.t.s.link.call(request{Op: opDump, PID: group})
	if err != nil || r.Count == 0 {
		return false
	}
	w.t.awaitPrompt(number, time.Second)
	return true
}

// bringBack tries ^C, then SIGKILL, then ends the shell.
func (w *watch) bringBack(number int, why Stop) {
	t := w.t
	if why == TooManyProcesses {
		t.s.link.call(request{Op: opSweep})
	} else if group := w.jobGroup(); group != 0 && w.back(t.view()) {
		t.s.link.call(request{Op: opSignal, PID: -group, Signal: int(unix.SIGKILL)})
	}
	if t.awaitPrompt(number, 0) {
		return
	}
	if why != IgnoresInterrupt && t.press("^C") == nil && t.awaitPrompt(number, w.graceTime()/4) {
		return
	}
	w.killFront()
	if t.awaitPrompt(number, w.graceTime()/2) {
		return
	}
	t.s.link.call(request{Op: opSignal, PID: t.pid, Signal: int(unix.SIGKILL)})
	t.awaitPrompt(number, w.graceTime()/2)
}

// refresh looks at the processes, if the agent still answers.
func (w *watch) refresh() {
	if r, _, err := w.t.s.link.call(request{Op: opLook}); err == nil {
		w.last = r
	}
}

// jobGroup is the process group of the job that the step put in the
// background, or 0.
func (w *watch) jobGroup() int {
	if w.last == nil || !w.step.Background {
		return 0
	}
	for _, p := range w.last.Procs {
		if p.PPID == w.t.pid && !w.before[p.PID] {
			return p.PGID
		}
	}
	return 0
}

func (w *watch) killFront() {
	w.refresh()
	if group := w.front(); group > 0 && group != w.t.pid {
		w.t.s.link.call(request{Op: opSignal, PID: -group, Signal: int(unix.SIGKILL)})
	}
}
