//! Both numbers inside one lock.

use super::sync::{Condvar, Mutex, name};

#[derive(Debug)]
pub struct Barrier {
    parties: u32,
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Debug, Default)]
struct State {
    here: u32,
    turn: u32,
}

impl Barrier {
    pub fn new(parties: u32) -> Barrier {
        let state = Mutex::new(State::default());
        name(&state, "state");
        let opened = Condvar::new();
        name(&opened, "opened");
        Barrier {
            parties,
            state,
            opened,
        }
    }

    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        let turn = state.turn;
        state.here += 1;
        if state.here == self.parties {
            *state = State {
                here: 0,
                turn: turn + 1,
            };
            self.opened.notify_all();
            return;
        }
        while state.turn == turn {
            state = self.opened.wait(state).unwrap();
        }
    }
}
