//! A queue, in the server. A joinable one counts the items that are not finished.

use std::collections::VecDeque;

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::error::{NOW, Patience};
use crate::item::Item;
use crate::protocol::{Caller, ClientId, decode};
use crate::server::{Object, Stored, Then, Turn, Why, answer, hand_over, wait};
use crate::transport::Answered;

/// What can be asked of a queue.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum QueueCall {
    Put(Item, Patience),
    Get(Patience),
    Len,
    IsFull,
    /// Only of a joinable one.
    TaskDone,
    /// Only of a joinable one. Answers whether all items were finished in time.
    Join(Patience),
}

/// A queue. Who waits for an item is not there at the same time as items, and who waits
/// for room not at the same time as room.
pub(crate) struct Queue<const JOINABLE: bool> {
    /// At most so many items; 0 if there is no limit.
    most: usize,
    items: VecDeque<Stored>,
    getters: VecDeque<Caller>,
    putters: VecDeque<(Caller, Stored)>,
    unfinished: u64,
    joiners: Vec<Caller>,
}

impl<const JOINABLE: bool> Queue<JOINABLE> {
    fn is_full(&self) -> bool {
        self.most > 0 && self.items.len() >= self.most
    }

    // ANCHOR: put
    fn put(
        &mut self,
        item: Stored,
        patience: Patience,
        turn: &mut Turn<'_>,
    ) -> Result<Then, Refused> {
        if self.is_full() {
            if patience == NOW {
                return Err(Refused::QueueFull);
            }
            self.putters.push_back((turn.caller(), item));
            return wait(patience);
        }
        self.unfinished += 1;
        self.items.push_back(item);
        self.give(turn);
        answer(())
    }
    // ANCHOR_END: put

    /// Gives items to those who wait for them, in the order in which they asked.
    fn give(&mut self, turn: &mut Turn<'_>) {
        while !self.getters.is_empty()
            && let Some(item) = self.items.pop_front()
        {
            let getter = self.getters.pop_front().expect("there is one");
            turn.lend(getter, &item);
            turn.hand_over(getter, &item);
        }
    }

    // ANCHOR: get
    fn get(&mut self, patience: Patience, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let Some(item) = self.items.pop_front() else {
            if patience == NOW {
                return Err(Refused::QueueEmpty);
            }
            self.getters.push_back(turn.caller());
            return wait(patience);
        };
        self.let_in(turn);
        turn.lend(turn.caller(), &item);
        hand_over(&item)
    }
    // ANCHOR_END: get

    /// Takes in what others wait to put, as long as there is room.
    fn let_in(&mut self, turn: &mut Turn<'_>) {
        while !self.is_full()
            && let Some((putter, item)) = self.putters.pop_front()
        {
            self.unfinished += 1;
            self.items.push_back(item);
            turn.answer(putter, &Ok(()));
        }
    }

    fn task_done(&mut self, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        self.unfinished = self
            .unfinished
            .checked_sub(1)
            .ok_or(Refused::CalledTooOften)?;
        if self.unfinished == 0 {
            for joiner in self.joiners.drain(..) {
                turn.answer(joiner, &Ok(true));
            }
        }
        answer(())
    }

    fn join(&mut self, patience: Patience, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        if self.unfinished == 0 || patience == NOW {
            return answer(self.unfinished == 0);
        }
        self.joiners.push(turn.caller());
        wait(patience)
    }
}

/// A queue is known by its kind.
const fn kind(joinable: bool) -> &'static str {
    if joinable { "JoinableQueue" } else { "Queue" }
}

impl<const JOINABLE: bool> Object for Queue<JOINABLE> {
    const KIND: &'static str = kind(JOINABLE);
    /// At most so many items; 0 if there is no limit.
    type Arguments = usize;
    type Call = QueueCall;

    fn make(most: usize, _: &mut Turn<'_>) -> Result<Self, Refused> {
        Ok(Queue {
            most,
            items: VecDeque::new(),
            getters: VecDeque::new(),
            putters: VecDeque::new(),
            unfinished: 0,
            joiners: Vec::new(),
        })
    }

    fn effect(&self, call: &QueueCall) -> Effect {
        match call {
            QueueCall::Len | QueueCall::IsFull | QueueCall::Join(_) => Effect::Reads,
            QueueCall::Put(..) | QueueCall::Get(_) | QueueCall::TaskDone => Effect::Updates,
        }
    }

    fn call(&mut self, call: QueueCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        match call {
            QueueCall::Put(item, patience) => {
                let item = turn.store(item)?;
                self.put(item, patience, turn)
            }
            QueueCall::Get(patience) => self.get(patience, turn),
            QueueCall::Len => answer(self.items.len()),
            QueueCall::IsFull => answer(self.is_full()),
            QueueCall::TaskDone if JOINABLE => self.task_done(turn),
            QueueCall::Join(patience) if JOINABLE => self.join(patience, turn),
            QueueCall::TaskDone | QueueCall::Join(_) => Err(Refused::BadCall {
                kind: Self::KIND.into(),
            }),
        }
    }

    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        let (gets, puts) = (self.getters.len(), self.putters.len());
        self.getters.retain(|getter| *getter != caller);
        self.putters.retain(|(putter, _)| *putter != caller);
        self.joiners.retain(|joiner| *joiner != caller);
        if why == Why::Gone {
            return;
        }
        if self.getters.len() < gets {
            turn.answer::<Item>(caller, &Err(Refused::QueueEmpty));
        } else if self.putters.len() < puts {
            turn.answer::<()>(caller, &Err(Refused::QueueFull));
        } else {
            turn.answer(caller, &Ok(false));
        }
    }

    // ANCHOR: take_back
    /// The item comes back to where it was, even if there is no room by now: it was taken
    /// in before.
    fn take_back(&mut self, _: Caller, answer: &[u8], turn: &mut Turn<'_>) {
        let item = decode::<Answered<Item>>(answer);
        let item = item
            .expect("it was written here")
            .expect("a refusal gives nothing");
        if let Ok(item) = turn.store(item) {
            self.items.push_front(item);
            self.give(turn);
        }
    }
    // ANCHOR_END: take_back

    fn forget(&mut self, client: ClientId, _: &mut Turn<'_>) {
        let gone = |caller: &Caller| caller.owner.client == client;
        self.getters.retain(|getter| !gone(getter));
        self.putters.retain(|(putter, _)| !gone(putter));
        self.joiners.retain(|joiner| !gone(joiner));
    }
}
