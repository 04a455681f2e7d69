//! Attributes: what an answer says to the compiler.

use super::Finding;
use super::lists::{ATTRIBUTES, INNER_ATTRIBUTES};
use super::tokens::{Kind, Token};

/// What the attributes of an answer give to look at.
pub(super) fn look(tokens: &[Token]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let starts = token.is('#');
        if !starts {
            continue;
        }
        let is_inner = tokens.get(at + 1).is_some_and(|next| next.is('!'));
        let open = at + 1 + usize::from(is_inner);
        if tokens.get(open).map(|token| &token.kind) != Some(&Kind::Open('[')) {
            // In a macro: `#` and a piece that somebody puts there.
            if token.is_loose {
                let does = "puts an attribute together in a macro";
                found.push(Finding::new(token.line, does));
            }
            continue;
        }
        let named = tokens.get(open + 1).and_then(Token::word);
        let listed = match is_inner {
            true => INNER_ATTRIBUTES,
            false => ATTRIBUTES,
        };
        match named {
            Some(name) if listed.contains(&name) => {}
            Some(name) => found.push(Finding::new(
                token.line,
                match is_inner {
                    true => format!("has the attribute `{name}` for the whole file"),
                    false => format!("has the attribute `{name}`"),
                },
            )),
            None => found.push(Finding::new(
                token.line,
                "has an attribute that cannot be told from here",
            )),
        }
        found.extend(lifted(&tokens[open..], token.line));
    }
    found
}

/// An attribute that lifts what keeps answers in the language.
fn lifted(attribute: &[Token], line: usize) -> Option<Finding> {
    let mut depth = 0;
    let inside = attribute.iter().take_while(|token| {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth -= 1,
            _ => {}
        }
        depth > 0
    });
    let mut words = inside.filter_map(Token::word);
    let word = words.find(|word| {
        matches!(
            *word,
            "unsafe_code" | "path" | "text_direction_codepoint_in_comment"
        ) || word.starts_with("text_direction_codepoint")
    })?;
    Some(Finding::new(
        line,
        format!("has an attribute about `{word}`"),
    ))
}
