//go:build unix

package process_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/poll"
	"github.com/lore-docs/lore/twisted/reactor/portable"
	"github.com/lore-docs/lore/twisted/reactor/selectpoll"
)

// A suite is a test on one kind of reactor.
type suite struct {
	*testing.T
	kind reactor.Option
}

// TestKinds runs everything on every kind of reactor.
func TestKinds(t *testing.T) {
	for name, kind := range map[string]reactor.Option{
		"default":  reactor.WithSignals(false),
		"poll":     reactor.WithPoller(poll.New),
		"select":   reactor.WithPoller(selectpoll.New),
		"portable": reactor.WithNetwork(portable.New),
	} {
		t.Run(name, func(t *testing.T) {
			for name, test := range tests() {
				t.Run(name, func(t *testing.T) { test(suite{t, kind}) })
			}
		})
	}
}

func tests() map[string]func(t suite) {
	tests := map[string]func(t suite){
		"Conversation":         testConversation,
		"MuchData":             testMuchData,
		"Reasons":              testReasons,
		"Signal":               testSignal,
		"EnvironmentAndFolder": testEnvironmentAndFolder,
		"StderrApart":          testStderrApart,
		"MorePipes":            testMorePipes,
		"OwnFiles":             testOwnFiles,
		"Null":                 testNull,
		"ClosesEarly":          testClosesEarly,
		"Heir":                 testHeir,
		"LoseConnection":       testLoseConnection,
		"CloseStdout":          testCloseStdout,
		"PauseProducing":       testPauseProducing,
		"Producer":             testProducer,
		"NoSuchProgram":        testNoSuchProgram,
		"BadDescriptors":       testBadDescriptors,
		"ManyLeaveNothing":     testManyLeaveNothing,
		"EndedAtShutdown":      testEndedAtShutdown,
		"LoopStopsFirst":       testLoopStopsFirst,
		"Context":              testContext,
		"Output":               testOutput,
		"CombinedOutput":       testCombinedOutput,
		"OutputAndValue":       testOutputAndValue,
		"Value":                testValue,
		"OutputOfNothing":      testOutputOfNothing,
		"CancelKills":          testCancelKills,
	}
	for name, test := range terminalTests() {
		tests[name] = test
	}
	return tests
}
