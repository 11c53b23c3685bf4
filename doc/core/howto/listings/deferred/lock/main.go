// Command lock keeps two withdrawals from one account apart.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/task"
)

type account struct {
	r       *reactor.Loop
	balance int
	lock    *deferred.Lock
}

// region withdraw

// withdraw looks at the balance, asks the bank, and takes the money.
func (a *account) withdraw(amount int) deferred.Of[int] {
	if amount > a.balance {
		return deferred.Fail[int](fmt.Errorf("%d is more than %d", amount, a.balance))
	}
	return task.DeferLater(a.r, 50*time.Millisecond, func() (int, error) {
		a.balance -= amount
		return a.balance, nil
	})
}

// withdrawSafely lets nobody else in between.
func (a *account) withdrawSafely(amount int) deferred.Of[int] {
	return deferred.Run(a.lock, func() deferred.Of[int] { return a.withdraw(amount) })
}

// endregion

func show(balance int)           { fmt.Println("left:", balance) }
func refused(f *failure.Failure) { fmt.Println("refused:", f) }

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}

	// region use
	careless := &account{r: r, balance: 100}
	careless.withdraw(80).Handle(show, refused)
	careless.withdraw(80).Handle(show, refused)

	careful := &account{r: r, balance: 100, lock: deferred.NewLock()}
	careful.withdrawSafely(80).Handle(show, refused)
	careful.withdrawSafely(80).Handle(show, refused)
	// endregion

	r.CallLater(300*time.Millisecond, func() {
		if err := r.Stop(); err != nil {
			log.Print(err)
		}
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
