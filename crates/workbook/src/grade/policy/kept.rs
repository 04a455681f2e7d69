//! What outlives an execution: a `static` that can change.
//!
//! The explorer runs a program again and again. What one run leaves behind for the next
//! makes them different programs.

use super::Finding;
use super::lists::{CHANCE, KEPT, UNCHANGING};
use super::tokens::{Kind, Token};

/// What the statics of an answer give to look at, and the traits and texts that bring
/// chance or another machine in.
pub(super) fn look(tokens: &[Token]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            Kind::Word(word) if word == "static" => found.extend(changes(&tokens[at..])),
            Kind::Literal(text) if !token.in_attribute && has_address(text) => {
                let does = format!("prints an address, which {CHANCE}");
                found.push(Finding::new(token.line, does));
            }
            Kind::Mark('*') if is_pointer(tokens, at) => {
                let does = format!("has a raw pointer, which {CHANCE}");
                found.push(Finding::new(token.line, does));
            }
            _ => {}
        }
    }
    found
}

/// Whether a format string asks for an address: `{:p}`.
fn has_address(literal: &str) -> bool {
    let mut rest = literal;
    while let Some(start) = rest.find('{') {
        rest = &rest[start + 1..];
        let Some(end) = rest.find('}') else { break };
        let (inside, after) = rest.split_at(end);
        if inside.contains(':') && inside.ends_with('p') {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether this is the star of `*const` or `*mut`.
fn is_pointer(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1).and_then(Token::word);
    matches!(next, Some("const" | "mut"))
}

/// A static whose type can hold something that changes. These begin with `static`.
fn changes(tokens: &[Token]) -> Option<Finding> {
    let line = tokens[0].line;
    let colon = tokens.iter().take(4).position(|token| token.is(':'));
    let does = match colon {
        // `static move || …` and the like.
        None => "has a `static` that cannot be told from here".to_owned(),
        Some(colon) => {
            let name = tokens[colon - 1].word().unwrap_or("it");
            let of_type = tokens[colon + 1..]
                .iter()
                .take_while(|token| !token.is('=') && !token.is(';'));
            let unchanging = of_type.map(|token| &token.kind).all(|kind| match kind {
                Kind::Word(word) => UNCHANGING.contains(&word.as_str()),
                Kind::Mark(mark) => matches!(mark, '&' | ';' | '<' | '>' | ','),
                Kind::Lifetime(name) => name == "static",
                Kind::Path => false,
                _ => true,
            });
            if unchanging && tokens[1].word() != Some("mut") {
                return None;
            }
            format!("has a static, `{name}`, which {KEPT}")
        }
    };
    Some(Finding::new(line, does))
}
