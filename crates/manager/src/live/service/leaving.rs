//! What goes out: answers, as fast as each client reads them.

use std::time::Instant;

use crate::protocol::encode;
use crate::server::Answer;
use crate::{ConnectionId, Refused};

use super::super::frame::{begin_frame, end_frame};
use super::super::poller::Interest;
use super::super::session::Phase;
use super::Service;

impl Service {
    /// Sends all answers, and notes who waits how long. Who cannot be answered is closed; and
    /// what others get by that is sent here as well, so that a long row of them needs no more
    /// room than one.
    pub(super) fn settle(&mut self) {
        loop {
            self.note_deadlines();
            let Some(answer) = self.dispatch.answer() else {
                return;
            };
            self.reply(answer);
        }
    }

    pub(super) fn note_deadlines(&mut self) {
        for deadline in self
            .dispatch
            .deadlines()
            .collect::<smallvec::SmallVec<[_; 1]>>()
        {
            let Some(session) = self.sessions.get_mut(&deadline.connection.0) else {
                continue;
            };
            // A time that the clock cannot tell is as good as none.
            if let Some(at) = Instant::now().checked_add(deadline.after) {
                let until = (at, deadline.connection);
                session.deadline = Some(until);
                session.waiting = deadline.number;
                self.deadlines.add(until);
            }
        }
    }

    pub(super) fn reply(&mut self, answer: Answer) {
        let number = answer.to.0;
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        if let Phase::Busy(client, token) = session.phase {
            session.phase = Phase::Idle(client, token);
        }
        if let Some(deadline) = session.deadline.take() {
            self.deadlines.remove(deadline);
        }
        if session.interest == Interest::End {
            self.watch(number, Interest::Requests);
        }
        self.again.push(number);
        self.send(number, &answer.bytes);
    }

    /// Sends a message: as much as there is room for now, and the rest later.
    pub(super) fn send(&mut self, number: u64, message: &[u8]) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        self.frame.clear();
        let begun = begin_frame(&mut self.frame);
        self.frame.extend_from_slice(message);
        if end_frame(&mut self.frame, begun, self.limits.message).is_err() {
            self.dispatch.take_back(ConnectionId(number));
            return self.send_refusal(number);
        }
        match session.socket.try_send(&self.frame) {
            Ok(sent) if sent == self.frame.len() => {}
            Ok(sent) => {
                session.unsent.extend_from_slice(&self.frame[sent..]);
                self.watch(number, Interest::Room);
            }
            Err(_) => self.close(number, true),
        }
    }

    pub(super) fn send_refusal(&mut self, number: u64) {
        let mut short = Vec::new();
        encode(&Err::<(), _>(Refused::AnswerTooLong), &mut short)
            .expect("a refusal can be written");
        self.send(number, &short);
    }

    /// There is room for more of an answer.
    pub(super) fn flush(&mut self, number: u64) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        match session.socket.try_send(&session.unsent) {
            Ok(sent) => {
                session.unsent.drain(..sent);
                if session.unsent.is_empty() {
                    session.unsent = Vec::new();
                    let next = session.waits_for();
                    self.watch(number, next);
                    self.again.push(number);
                }
            }
            Err(_) => self.close(number, true),
        }
    }

    pub(super) fn watch(&mut self, number: u64, interest: Interest) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        session.interest = interest;
        if self
            .poller
            .change(&session.socket.0, number, interest)
            .is_err()
        {
            self.close(number, true);
        }
    }
}
