//! The first request of a connection: whose it is.

use serde::{Deserialize, Serialize};

/// Known only to a process and its server, so that no other process can pass for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Token([u8; 16]);

impl Token {
    /// One that nobody can guess.
    pub(super) fn random() -> Result<Token, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Token(bytes))
    }
}

/// A token is a secret.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Whose a connection is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Opening {
    /// Of a process that has had none.
    First,
    /// Of the process that was given this token: another thread calls at the same time.
    Another(Token),
    /// Of a process that is about to be forked from the one with this token.
    ForkOf(Token),
}

/// What the server answers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Opened {
    /// For further connections of the same process.
    pub(super) token: Token,
    /// Tells this server from all others.
    pub(super) server: u64,
}
