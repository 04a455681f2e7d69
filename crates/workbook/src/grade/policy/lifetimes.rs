//! Shapes of types that the compiler is known to be wrong about.
//!
//! Safe code should not be able to keep a reference for longer than what it points to.
//! There is a known way (rust-lang/rust#25860), and it needs a function of two lifetimes,
//! one of which follows from a reference to a reference. An answer has hardly any use
//! for those. Another way would not be noticed: this is a list of shapes, and no proof.

use super::Finding;
use super::tokens::{Kind, Token};

/// Words for all of them.
const DOUBT: &str = "a shape with which code can keep what is gone";

/// What the lifetimes of an answer give to look at.
pub(super) fn look(tokens: &[Token]) -> Vec<Finding> {
    let mut found = Vec::new();
    let associated = traits_with_types(tokens);
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let is = |mark| next.is_some_and(|next| next.is(mark));
        let shape = match &token.kind {
            Kind::Lifetime(_) if is('&') => "a reference to a reference with a lifetime",
            Kind::Lifetime(_) if next.and_then(Token::word) == Some("Self") => {
                "a reference to `Self` with a lifetime"
            }
            Kind::Word(word) if word == "for" && is('<') => "a bound for all lifetimes",
            Kind::Word(word) if word == "lifetime" && token.is_loose => "a macro over lifetimes",
            Kind::Word(word) if word == "fn" && is_pointer(tokens, at) => {
                "a pointer to a function with lifetimes"
            }
            Kind::Word(word) if word == "dyn" && is_of(next, &associated) => {
                "an object of a trait that has types of its own"
            }
            _ => continue,
        };
        found.push(Finding::new(token.line, format!("has {shape}, {DOUBT}")));
    }
    found.extend(two_at_once(tokens));
    found
}

/// The traits of the answer's own that have types in them.
fn traits_with_types(tokens: &[Token]) -> Vec<&str> {
    let mut traits = Vec::new();
    let mut current: Option<(&str, usize)> = None;
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => {
                depth -= 1;
                current = current.filter(|(_, outside)| depth > *outside);
            }
            Kind::Word(word) if word == "trait" => {
                let name = tokens.get(at + 1).and_then(Token::word);
                current = name.map(|name| (name, depth));
            }
            Kind::Word(word) if word == "type" => {
                traits.extend(
                    current
                        .filter(|(_, outside)| depth > *outside)
                        .map(|(name, _)| name),
                );
            }
            _ => {}
        }
    }
    traits
}

fn is_of(next: Option<&Token>, names: &[&str]) -> bool {
    next.and_then(Token::word)
        .is_some_and(|word| names.contains(&word))
}

/// Whether this `fn` is the type of a pointer, and a lifetime, or a hole for one, is in it.
fn is_pointer(tokens: &[Token], at: usize) -> bool {
    if tokens.get(at + 1).map(|token| &token.kind) != Some(&Kind::Open('(')) {
        return false;
    }
    let mut depth = 0;
    for token in &tokens[at + 1..] {
        match &token.kind {
            Kind::Open('{') | Kind::Mark(';' | '=' | ',') if depth == 0 => break,
            Kind::Open(_) => depth += 1,
            Kind::Close(_) if depth == 0 => break,
            Kind::Close(_) => depth -= 1,
            Kind::Lifetime(_) | Kind::Mark('$') => return true,
            Kind::Word(word) if word == "_" => return true,
            _ => {}
        }
    }
    false
}

/// Lifetimes that an item has brought in.
struct Scope {
    names: Vec<String>,
    /// How deep the item itself stands.
    depth: usize,
    /// Whether its body has begun.
    is_open: bool,
}

/// Where two lifetimes have a name at once.
fn two_at_once(tokens: &[Token]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut scopes: Vec<Scope> = Vec::new();
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            Kind::Open(open) => {
                if *open == '{' {
                    let begun = scopes
                        .iter_mut()
                        .filter(|scope| scope.depth == depth && !scope.is_open);
                    begun.for_each(|scope| scope.is_open = true);
                }
                depth += 1;
            }
            Kind::Close(_) => {
                depth -= 1;
                scopes.retain(|scope| scope.depth < depth || !scope.is_open);
            }
            Kind::Mark(';') => scopes.retain(|scope| scope.depth != depth || scope.is_open),
            Kind::Word(word) => {
                let list = match word.as_str() {
                    "impl" => at + 1,
                    "fn" | "trait" | "struct" | "enum" | "type" => at + 2,
                    _ => continue,
                };
                let names = declared(tokens, list);
                if names.is_empty() {
                    continue;
                }
                scopes.push(Scope {
                    names,
                    depth,
                    is_open: false,
                });
                let named: usize = scopes.iter().map(|scope| scope.names.len()).sum();
                if named > 1 {
                    let does = format!("has two lifetimes at once, {DOUBT}");
                    found.push(Finding::new(token.line, does));
                }
            }
            _ => {}
        }
    }
    found
}

/// The lifetimes of the list `<…>` that begins here.
fn declared(tokens: &[Token], at: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if !tokens.get(at).is_some_and(|token| token.is('<')) {
        return names;
    }
    let mut depth = 0;
    for token in &tokens[at..] {
        match &token.kind {
            Kind::Mark('<') => depth += 1,
            Kind::Mark('>') if depth == 1 => break,
            Kind::Mark('>') => depth -= 1,
            Kind::Mark(';') | Kind::Open('{') => break,
            Kind::Lifetime(name)
                if name != "static" && name != "_" && !names.iter().any(|known| known == name) =>
            {
                names.push(name.clone());
            }
            _ => {}
        }
    }
    names
}
