//! Loops that wait, and give up.
//!
//! An explorer takes a loop that spins to wait until something changes, or it would have
//! to explore each round. That such a loop may end by itself, after so many rounds, it
//! does not explore. So what an answer does once it has given up was never seen.

use super::Finding;
use super::tokens::{Kind, Token};

/// The calls by which a loop says that it waits.
const WAITING: &[&str] = &["spin_loop", "yield_now"];

/// What the waiting loops of an answer give to look at.
pub(super) fn look(tokens: &[Token]) -> Vec<Finding> {
    let waits = |token: &&Token| token.word().is_some_and(|word| WAITING.contains(&word));
    let calls = tokens.iter().enumerate().filter(|(at, token)| {
        let next = tokens.get(at + 1).map(|next| &next.kind);
        waits(token) && next == Some(&Kind::Open('('))
    });
    calls
        .filter(|(at, _)| may_give_up(tokens, *at))
        .map(|(_, token)| {
            let does = "waits in a loop that may give up, which the checker does not explore";
            Finding::new(token.line, does)
        })
        .collect()
}

/// Whether the loop around this place is a `for`, or counts.
fn may_give_up(tokens: &[Token], at: usize) -> bool {
    let Some(start) = loop_around(tokens, at) else {
        return false;
    };
    if tokens[start].word() == Some("for") {
        return true;
    }
    let end = end_of_block(tokens, at);
    tokens[start..end].windows(2).any(|pair| {
        let counts = matches!(pair[0].kind, Kind::Mark('+' | '-'));
        counts && pair[1].is('=')
    })
}

/// Where the innermost loop around a place begins.
fn loop_around(tokens: &[Token], at: usize) -> Option<usize> {
    let mut depth = 0;
    let mut in_head = false;
    for start in (0..at).rev() {
        match &tokens[start].kind {
            Kind::Close(_) => depth += 1,
            Kind::Open('{') if depth == 0 => in_head = true,
            Kind::Open(_) if depth == 0 => {}
            Kind::Open(_) => depth -= 1,
            // Between the head of a block and the block there is none of these.
            Kind::Mark(';') if depth == 0 => in_head = false,
            Kind::Word(word) if in_head && depth == 0 => match word.as_str() {
                "loop" | "while" | "for" => return Some(start),
                "fn" | "impl" => return None,
                "if" | "else" | "match" | "unsafe" => in_head = false,
                _ => {}
            },
            _ => {}
        }
    }
    None
}

/// Where the block around a place ends.
fn end_of_block(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (end, token) in tokens.iter().enumerate().skip(at) {
        match &token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close('}') if depth == 0 => return end,
            Kind::Close(_) => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}
