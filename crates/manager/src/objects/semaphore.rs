//! A semaphore and a bounded semaphore, in the server.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::error::{NOW, Patience};
use crate::protocol::{Caller, ClientId};
use crate::server::{Object, Then, Turn, Why, answer, hand_over, wait};

/// What can be asked of a semaphore.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum SemaphoreCall {
    /// Answers whether it was in time.
    Acquire(Patience),
    Release,
    Permits,
}

/// Permits, which have no owners. A bounded one never has more than at first.
pub(crate) struct Semaphore<const BOUNDED: bool> {
    permits: u32,
    most: u32,
    /// Nobody waits while there are permits.
    waiting: VecDeque<Caller>,
}

impl<const BOUNDED: bool> Semaphore<BOUNDED> {
    // ANCHOR: acquire
    fn acquire(&mut self, patience: Patience, turn: &Turn<'_>) -> Result<Then, Refused> {
        if self.permits > 0 {
            self.permits -= 1;
            hand_over(true)
        } else if patience == NOW {
            answer(false)
        } else {
            self.waiting.push_back(turn.caller());
            wait(patience)
        }
    }
    // ANCHOR_END: acquire

    // ANCHOR: release
    /// A permit goes to the first who waits.
    fn release(&mut self, turn: &mut Turn<'_>) -> Result<(), Refused> {
        if self.permits == self.most {
            return Err(Refused::TooManyPermits);
        }
        match self.waiting.pop_front() {
            Some(caller) => turn.hand_over(caller, true),
            None => self.permits += 1,
        }
        Ok(())
    }
    // ANCHOR_END: release
}

/// A semaphore is known by its kind.
const fn kind(bounded: bool) -> &'static str {
    if bounded {
        "BoundedSemaphore"
    } else {
        "Semaphore"
    }
}

impl<const BOUNDED: bool> Object for Semaphore<BOUNDED> {
    const KIND: &'static str = kind(BOUNDED);
    type Arguments = u32;
    type Call = SemaphoreCall;

    fn make(permits: u32, _: &mut Turn<'_>) -> Result<Self, Refused> {
        Ok(Semaphore {
            permits,
            most: if BOUNDED { permits } else { u32::MAX },
            waiting: VecDeque::new(),
        })
    }

    fn call(&mut self, call: SemaphoreCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        match call {
            SemaphoreCall::Acquire(patience) => self.acquire(patience, turn),
            SemaphoreCall::Release => {
                self.release(turn)?;
                answer(())
            }
            SemaphoreCall::Permits => answer(self.permits),
        }
    }

    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        self.waiting.retain(|waiter| *waiter != caller);
        if why == Why::Expired {
            turn.answer(caller, &Ok(false));
        }
    }

    /// Who was given a permit and never heard of it has done nothing with it.
    fn take_back(&mut self, _: Caller, _: &[u8], turn: &mut Turn<'_>) {
        // Refused if somebody else has given it back in the meantime.
        let _ = self.release(turn);
    }

    fn forget(&mut self, client: ClientId, _: &mut Turn<'_>) {
        self.waiting.retain(|waiter| waiter.owner.client != client);
    }
}
