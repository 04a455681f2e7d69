//! A lock and a recursive lock, in the server.

use std::collections::VecDeque;
use std::fmt;

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::error::{NOW, Patience};
use crate::protocol::{Caller, ClientId, Owner};
use crate::server::{Object, Then, Turn, Why, answer, hand_over, wait};

/// What can be asked of a lock.
#[derive(Serialize, Deserialize)]
pub(crate) enum LockCall {
    Acquire(Patience),
    Release,
    IsHeld,
}

impl fmt::Debug for LockCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockCall::Acquire(None) => f.write_str("Acquire"),
            LockCall::Acquire(Some(time)) => write!(f, "Acquire({time:?})"),
            LockCall::Release => f.write_str("Release"),
            LockCall::IsHeld => f.write_str("IsHeld"),
        }
    }
}

// ANCHOR: acquired
/// How a lock was acquired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquired {
    /// The last owner ended while it held the lock: what the lock guards may be half done.
    pub owner_died: bool,
}
// ANCHOR_END: acquired

/// What a client is answered that wants a lock: how it was acquired, if it was.
#[derive(Serialize, Deserialize)]
pub(crate) struct Given(pub(crate) Option<Acquired>);

/// Where all is well there is nothing to say but that it is done.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(Acquired { owner_died: false }) => "()",
            Some(Acquired { owner_died: true }) => "owner died",
            None => "held",
        })
    }
}

/// Who holds a lock.
enum State {
    Free,
    /// Somebody, so many times.
    Held {
        owner: Owner,
        depth: u32,
        /// How many of these times it was given last.
        given: u32,
        /// What it was told then.
        how: Acquired,
    },
    /// Somebody who has ended.
    Orphaned,
}

impl State {
    /// This one is given it, so many times.
    fn held(owner: Owner, depth: u32, how: Acquired) -> State {
        State::Held {
            owner,
            depth,
            given: depth,
            how,
        }
    }

    /// Nobody holds it; and the next one is told this.
    fn left(how: Acquired) -> State {
        if how.owner_died {
            State::Orphaned
        } else {
            State::Free
        }
    }
}

/// A caller that waits for a lock.
pub(crate) struct Waiter {
    pub(crate) caller: Caller,
    pub(crate) wants: Wants,
}

/// What a waiter is told.
pub(crate) enum Wants {
    /// It acquires the lock.
    Acquire,
    /// It waited at a condition, gets the lock back so many times, and is told whether it
    /// was notified.
    Back { depth: u32, notified: bool },
}

/// A lock, in which the same owner may be more than once if it is recursive.
pub(crate) struct Lock<const RECURSIVE: bool> {
    state: State,
    waiting: VecDeque<Waiter>,
}

impl<const RECURSIVE: bool> Lock<RECURSIVE> {
    pub(crate) fn new() -> Self {
        Lock {
            state: State::Free,
            waiting: VecDeque::new(),
        }
    }

    // ANCHOR: acquire
    fn acquire(&mut self, patience: Patience, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let caller = turn.caller();
        match &mut self.state {
            State::Free => {
                let how = Acquired { owner_died: false };
                self.state = State::held(caller.owner, 1, how);
                hand_over(Some(how))
            }
            State::Orphaned => {
                let how = Acquired { owner_died: true };
                self.state = State::held(caller.owner, 1, how);
                hand_over(Some(how))
            }
            State::Held { owner, depth, .. } if RECURSIVE && *owner == caller.owner => {
                let how = Acquired { owner_died: false };
                self.state = State::Held {
                    owner: caller.owner,
                    depth: *depth + 1,
                    given: 1,
                    how,
                };
                hand_over(Some(how))
            }
            State::Held { .. } if patience == NOW => answer(None::<Acquired>),
            State::Held { .. } => {
                let wants = Wants::Acquire;
                self.waiting.push_back(Waiter { caller, wants });
                wait(patience)
            }
        }
    }
    // ANCHOR_END: acquire

    // ANCHOR: release
    fn release(&mut self, by: Owner, turn: &mut Turn<'_>) -> Result<(), Refused> {
        match &mut self.state {
            State::Free => return Err(Refused::NotHeld),
            State::Orphaned if RECURSIVE => return Err(Refused::NotOwner),
            State::Held { owner, .. } if RECURSIVE && *owner != by => {
                return Err(Refused::NotOwner);
            }
            State::Held { depth, .. } if *depth > 1 => {
                *depth -= 1;
                return Ok(());
            }
            State::Held { .. } | State::Orphaned => self.state = State::Free,
        }
        self.grant(Acquired { owner_died: false }, turn);
        Ok(())
    }
    // ANCHOR_END: release

    /// Gives a lock that is free to the first who waits.
    fn grant(&mut self, how: Acquired, turn: &mut Turn<'_>) {
        let Some(Waiter { caller, wants }) = self.waiting.pop_front() else {
            return;
        };
        match wants {
            Wants::Acquire => {
                self.state = State::held(caller.owner, 1, how);
                turn.hand_over(caller, Some(how));
            }
            Wants::Back { depth, notified } => {
                self.state = State::held(caller.owner, depth, how);
                turn.hand_over(caller, (notified, how));
            }
        }
    }
}

/// What a condition asks of its lock.
pub(crate) trait Suspends {
    /// Lets go of it altogether, for a while. Returns how many times the caller was in it.
    fn suspend(&mut self, turn: &mut Turn<'_>) -> Result<u32, Refused>;

    /// Gives it back to a caller that has waited at a condition, as soon as that can be.
    fn resume(&mut self, caller: Caller, depth: u32, notified: bool, turn: &mut Turn<'_>);

    /// Whether this one holds it.
    fn is_held_by(&self, asked: Owner) -> bool;
}

impl<const RECURSIVE: bool> Suspends for Lock<RECURSIVE> {
    fn suspend(&mut self, turn: &mut Turn<'_>) -> Result<u32, Refused> {
        match self.state {
            State::Held { owner, depth, .. } if owner == turn.caller().owner => {
                self.state = State::Free;
                self.grant(Acquired { owner_died: false }, turn);
                Ok(depth)
            }
            _ => Err(Refused::NotOwner),
        }
    }

    fn resume(&mut self, caller: Caller, depth: u32, notified: bool, turn: &mut Turn<'_>) {
        let wants = Wants::Back { depth, notified };
        turn.park(caller, None);
        self.waiting.push_back(Waiter { caller, wants });
        let how = match self.state {
            State::Free => Acquired { owner_died: false },
            State::Orphaned => Acquired { owner_died: true },
            State::Held { .. } => return,
        };
        self.grant(how, turn);
    }

    fn is_held_by(&self, asked: Owner) -> bool {
        matches!(self.state, State::Held { owner, .. } if owner == asked)
    }
}

/// A lock is known by its kind.
const fn kind(recursive: bool) -> &'static str {
    if recursive { "RLock" } else { "Lock" }
}

impl<const RECURSIVE: bool> Object for Lock<RECURSIVE> {
    const KIND: &'static str = kind(RECURSIVE);
    type Arguments = ();
    type Call = LockCall;

    fn make((): (), _: &mut Turn<'_>) -> Result<Self, Refused> {
        Ok(Lock::new())
    }

    fn effect(&self, call: &LockCall) -> Effect {
        match call {
            LockCall::IsHeld => Effect::Reads,
            LockCall::Acquire(patience) => match self.state {
                State::Held { .. } if *patience == NOW => Effect::Reads,
                _ => Effect::Takes,
            },
            LockCall::Release => Effect::GivesBack,
        }
    }

    fn call(&mut self, call: LockCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        match call {
            LockCall::Acquire(patience) => self.acquire(patience, turn),
            LockCall::Release => {
                self.release(turn.caller().owner, turn)?;
                answer(())
            }
            LockCall::IsHeld => answer(!matches!(self.state, State::Free)),
        }
    }

    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        self.waiting.retain(|waiter| waiter.caller != caller);
        if why == Why::Expired {
            turn.answer(caller, &Ok(None::<Acquired>));
        }
    }

    // ANCHOR: take_back
    /// Who was given it and never heard of it has done nothing under it. What it was to be
    /// told the next one is told.
    fn take_back(&mut self, caller: Caller, _: &[u8], turn: &mut Turn<'_>) {
        let State::Held {
            owner,
            depth,
            given,
            how,
        } = &mut self.state
        else {
            return;
        };
        // Anybody may have released a plain lock meanwhile, and others may have it.
        if *owner != caller.owner {
            return;
        }
        *depth = depth.saturating_sub(*given);
        if *depth == 0 {
            let how = *how;
            self.state = State::left(how);
            self.grant(how, turn);
        }
    }
    // ANCHOR_END: take_back

    // ANCHOR: forget
    fn forget(&mut self, client: ClientId, turn: &mut Turn<'_>) {
        self.waiting
            .retain(|waiter| waiter.caller.owner.client != client);
        if matches!(self.state, State::Held { owner, .. } if owner.client == client) {
            self.state = State::Orphaned;
            self.grant(Acquired { owner_died: true }, turn);
        }
    }
    // ANCHOR_END: forget
}
