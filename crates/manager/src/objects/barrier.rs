//! A barrier, in the server.
//!
//! Who has come waits. The last who comes may have something to do first, in its own
//! process: then all wait until it says that this is done. Who comes meanwhile has come
//! for the next turn.

use std::collections::VecDeque;
use std::mem::take;

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::error::{NOW, Patience};
use crate::protocol::{Caller, ClientId};
use crate::server::{Object, Then, Turn, Why, answer, wait};

/// What can be asked of a barrier.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum BarrierCall {
    Wait {
        patience: Patience,
        /// Whether the caller has something to do if it comes last.
        acts: bool,
    },
    /// What the caller had to do is done.
    Acted,
    Abort,
    Reset,
    Parties,
    Waiting,
    IsBroken,
}

/// What somebody who has come is told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Passed {
    /// As which one it came, from 0 on.
    pub(crate) index: u32,
    /// It came last: it is to act now, and nobody goes on before it has said so.
    pub(crate) act: bool,
}

/// Somebody who has come.
struct Party {
    caller: Caller,
    acts: bool,
}

/// A barrier.
pub(crate) struct Barrier {
    parties: u32,
    broken: bool,
    /// Who has come for this turn, in this order.
    here: Vec<Party>,
    /// All are here, and the last of them acts.
    acting: bool,
    /// Who has come while the last one of this turn acts.
    early: VecDeque<Party>,
}

impl Barrier {
    // ANCHOR: come
    /// Counts somebody in.
    fn come(&mut self, party: Party, turn: &mut Turn<'_>) {
        if self.acting {
            self.early.push_back(party);
            return;
        }
        let (caller, acts) = (party.caller, party.acts);
        self.here.push(party);
        let index = self.here.len() as u32 - 1;
        if index + 1 < self.parties {
            return;
        }
        if acts {
            self.acting = true;
            turn.hand_over(caller, Passed { index, act: true });
        } else {
            self.let_go(turn);
        }
    }
    // ANCHOR_END: come

    /// All have come: lets everybody go, and counts those in who came early.
    fn let_go(&mut self, turn: &mut Turn<'_>) {
        let acted = take(&mut self.acting);
        for (index, party) in (0..).zip(take(&mut self.here)) {
            // Who acted has its answer, and asks no more than whether all went well.
            if acted && index + 1 == self.parties {
                continue;
            }
            turn.answer(party.caller, &Ok(Passed { index, act: false }));
        }
        for party in take(&mut self.early) {
            self.come(party, turn);
        }
    }

    // ANCHOR: throw_out
    /// Lets everybody go with an error. Who acts finds out when it is done.
    fn throw_out(&mut self, turn: &mut Turn<'_>) {
        if take(&mut self.acting) {
            self.here.pop();
        }
        for party in take(&mut self.here)
            .into_iter()
            .chain(take(&mut self.early))
        {
            turn.answer::<()>(party.caller, &Err(Refused::BrokenBarrier));
        }
    }
    // ANCHOR_END: throw_out

    fn breaks(&mut self, turn: &mut Turn<'_>) {
        self.broken = true;
        self.throw_out(turn);
    }

    /// Who acts, if anybody does.
    fn actor(&self) -> Option<Caller> {
        let last = self.here.last().filter(|_| self.acting);
        last.map(|party| party.caller)
    }

    /// Strikes out those who are gone, and says whether there were any.
    fn strike(&mut self, mut gone: impl FnMut(Caller) -> bool) -> bool {
        let before = self.here.len() + self.early.len();
        let acts = self.actor().is_some_and(&mut gone);
        self.acting &= !acts;
        self.here.retain(|party| !gone(party.caller));
        self.early.retain(|party| !gone(party.caller));
        before > self.here.len() + self.early.len()
    }
}

impl Object for Barrier {
    const KIND: &'static str = "Barrier";
    /// For how many.
    type Arguments = u32;
    type Call = BarrierCall;

    fn make(parties: u32, _: &mut Turn<'_>) -> Result<Self, Refused> {
        if parties == 0 {
            return Err(Refused::NoParties);
        }
        Ok(Barrier {
            parties,
            broken: false,
            here: Vec::new(),
            acting: false,
            early: VecDeque::new(),
        })
    }

    fn effect(&self, call: &BarrierCall) -> Effect {
        match call {
            BarrierCall::Parties | BarrierCall::Waiting | BarrierCall::IsBroken => Effect::Reads,
            _ => Effect::Updates,
        }
    }

    fn call(&mut self, call: BarrierCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let caller = turn.caller();
        match call {
            BarrierCall::Wait { .. } if self.broken => Err(Refused::BrokenBarrier),
            BarrierCall::Wait { patience, acts } => {
                let last = !self.acting && self.here.len() as u32 + 1 == self.parties;
                if !last && patience == NOW {
                    self.breaks(turn);
                    return Err(Refused::BrokenBarrier);
                }
                self.come(Party { caller, acts }, turn);
                if last {
                    Ok(Then::Settled)
                } else {
                    wait(patience)
                }
            }
            BarrierCall::Acted => {
                let actor = self.actor().map(|actor| actor.owner);
                if actor != Some(caller.owner) {
                    return Err(Refused::BrokenBarrier);
                }
                self.let_go(turn);
                answer(())
            }
            BarrierCall::Abort => {
                self.breaks(turn);
                answer(())
            }
            BarrierCall::Reset => {
                self.throw_out(turn);
                self.broken = false;
                answer(())
            }
            BarrierCall::Parties => answer(self.parties),
            BarrierCall::Waiting => answer(if self.acting {
                self.early.len()
            } else {
                self.here.len()
            }),
            BarrierCall::IsBroken => answer(self.broken),
        }
    }

    // ANCHOR: withdraw
    /// Who gives up, or is gone, will not come: nobody can go on.
    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        if self.strike(|party| party == caller) {
            self.breaks(turn);
        }
        if why == Why::Expired {
            turn.answer::<()>(caller, &Err(Refused::BrokenBarrier));
        }
    }
    // ANCHOR_END: withdraw

    /// It came last and was to act, and never heard of it.
    fn take_back(&mut self, caller: Caller, _: &[u8], turn: &mut Turn<'_>) {
        if self.actor() == Some(caller) {
            self.strike(|party| party == caller);
            self.breaks(turn);
        }
    }

    fn forget(&mut self, client: ClientId, turn: &mut Turn<'_>) {
        if self.strike(|party| party.owner.client == client) {
            self.breaks(turn);
        }
    }
}
