//! A condition, in the server: a lock that lies there, and who waits under it.

use std::collections::VecDeque;
use std::fmt;

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::error::{NOW, Patience};
use crate::protocol::{Caller, ClientId, ObjectId};
use crate::server::{Object, Reference, Then, Turn, Why, answer, wait};

use super::lock::{Lock, LockCall, Suspends};

/// What can be asked of a condition.
#[derive(Serialize, Deserialize)]
pub(crate) enum ConditionCall {
    /// Asked of its lock.
    Lock(LockCall),
    Wait(Patience),
    /// So many are woken, the first who came first.
    Notify(usize),
}

impl fmt::Debug for ConditionCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConditionCall::Lock(call) => call.fmt(f),
            ConditionCall::Wait(None) => f.write_str("Wait"),
            ConditionCall::Wait(Some(time)) => write!(f, "Wait({time:?})"),
            ConditionCall::Notify(usize::MAX) => f.write_str("NotifyAll"),
            ConditionCall::Notify(count) => write!(f, "Notify({count})"),
        }
    }
}

/// A caller that waits to be notified.
struct Sleeper {
    caller: Caller,
    /// How many times it was in the lock.
    depth: u32,
}

/// A condition.
pub(crate) struct Condition {
    lock: Reference,
    /// Of which kind the lock is.
    recursive: bool,
    sleeping: VecDeque<Sleeper>,
}

impl Condition {
    /// Runs something with the lock.
    fn lock<R>(
        &self,
        turn: &mut Turn<'_>,
        run: impl FnOnce(&mut dyn Suspends, &mut Turn<'_>) -> R,
    ) -> R {
        let done = if self.recursive {
            turn.at(&self.lock, |lock: &mut Lock<true>, turn| run(lock, turn))
        } else {
            turn.at(&self.lock, |lock: &mut Lock<false>, turn| run(lock, turn))
        };
        done.expect("it was looked at when the condition was made")
    }

    // ANCHOR: wait
    /// Lets go of the lock, and waits: in one step, so no notification falls between.
    fn wait(&mut self, patience: Patience, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let caller = turn.caller();
        let depth = self.lock(turn, |lock, turn| lock.suspend(turn))?;
        if patience == NOW {
            self.wake(Sleeper { caller, depth }, false, turn);
            return Ok(Then::Settled);
        }
        self.sleeping.push_back(Sleeper { caller, depth });
        wait(patience)
    }
    // ANCHOR_END: wait

    // ANCHOR: notify
    /// Sends the first who wait here to wait for the lock. Nobody waits for them.
    fn notify(&mut self, count: usize, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let me = turn.caller().owner;
        if !self.lock(turn, |lock, _| lock.is_held_by(me)) {
            return Err(Refused::NotOwner);
        }
        let count = count.min(self.sleeping.len());
        let woken: Vec<_> = self.sleeping.drain(..count).collect();
        for sleeper in woken {
            self.wake(sleeper, true, turn);
        }
        answer(())
    }
    // ANCHOR_END: notify

    fn wake(&self, Sleeper { caller, depth }: Sleeper, notified: bool, turn: &mut Turn<'_>) {
        self.lock(turn, |lock, turn| {
            lock.resume(caller, depth, notified, turn)
        });
    }
}

impl Object for Condition {
    const KIND: &'static str = "Condition";
    /// Its lock; nothing for a recursive one of its own.
    type Arguments = Option<ObjectId>;
    type Call = ConditionCall;

    fn make(lock: Option<ObjectId>, turn: &mut Turn<'_>) -> Result<Self, Refused> {
        let lock = match lock {
            Some(lock) => turn.find(lock)?,
            None => turn.add(Lock::<true>::new()),
        };
        let recursive = turn.at(&lock, |_: &mut Lock<true>, _| ()).is_some();
        if !recursive && turn.at(&lock, |_: &mut Lock<false>, _| ()).is_none() {
            let kind = lock.kind().into();
            return Err(Refused::BadCall { kind });
        }
        let sleeping = VecDeque::new();
        Ok(Condition {
            lock,
            recursive,
            sleeping,
        })
    }

    fn effect(&self, call: &ConditionCall) -> Effect {
        match call {
            ConditionCall::Lock(LockCall::Acquire(_)) => Effect::Takes,
            ConditionCall::Lock(LockCall::Release) | ConditionCall::Wait(_) => Effect::GivesBack,
            ConditionCall::Lock(LockCall::IsHeld) => Effect::Reads,
            ConditionCall::Notify(_) => Effect::Updates,
        }
    }

    fn call(&mut self, call: ConditionCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        match call {
            ConditionCall::Lock(call) => {
                let then = if self.recursive {
                    turn.pass_on::<Lock<true>>(&self.lock, call)
                } else {
                    turn.pass_on::<Lock<false>>(&self.lock, call)
                };
                then.expect("it was looked at when the condition was made")
            }
            ConditionCall::Wait(patience) => self.wait(patience, turn),
            ConditionCall::Notify(count) => self.notify(count, turn),
        }
    }

    // ANCHOR: withdraw
    /// Whose time is over waits for the lock now. Who is gone is forgotten.
    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        let place = self
            .sleeping
            .iter()
            .position(|other| other.caller == caller);
        let sleeper = place.and_then(|place| self.sleeping.remove(place));
        if let (Some(sleeper), Why::Expired) = (sleeper, why) {
            self.wake(sleeper, false, turn);
        }
    }
    // ANCHOR_END: withdraw

    fn forget(&mut self, client: ClientId, _: &mut Turn<'_>) {
        self.sleeping
            .retain(|sleeper| sleeper.caller.owner.client != client);
    }
}
