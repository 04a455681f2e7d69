//! What is over: connections, and the time of those who wait.

use std::time::Instant;

use crate::ConnectionId;

use super::super::poller::Interest;
use super::super::session::Phase;
use super::{LISTENER, PAUSE, Service};

impl Service {
    /// A connection is gone. With its last one a process is. What others get by that is sent
    /// when all is settled.
    pub(super) fn close(&mut self, number: u64, unread: bool) {
        let Some(session) = self.sessions.remove(&number) else {
            return;
        };
        if let Some(deadline) = session.deadline {
            self.deadlines.remove(deadline);
        }
        self.dispatch.disconnect(ConnectionId(number), unread);
        if let Some((client, token)) = session.client()
            && let Some((_, connections)) = self.clients.get_mut(&token)
        {
            *connections -= 1;
            if *connections == 0 {
                self.clients.remove(&token);
                self.dispatch.forget(client);
            }
        }
        drop(session);
        self.take_connections_again();
    }

    pub(super) fn look_at_the_clock(&mut self) {
        if self.deadlines.is_empty() && self.paused.is_none() {
            return;
        }
        let now = Instant::now();
        while let Some(connection) = self.deadlines.take_over(now) {
            let Some(session) = self.sessions.get_mut(&connection.0) else {
                continue;
            };
            session.deadline = None;
            if let Phase::Busy(..) = session.phase {
                self.dispatch.expire(connection, session.waiting);
            } else {
                // It has not shown the key in time.
                self.close(connection.0, true);
            }
            self.settle();
        }
        if self.paused.is_some_and(|since| since + PAUSE <= now) {
            self.take_connections_again();
        }
    }

    pub(super) fn take_connections_again(&mut self) {
        let full = self.sessions.len() >= self.limits.connections;
        if self.paused.is_some() && !full {
            let added = self
                .poller
                .add(&self.listener, LISTENER, Interest::Requests);
            if added.is_ok() {
                self.paused = None;
            }
        }
    }
}
