//! Who names what: paths, `use` trees and words.

use super::Finding;
use super::lists::{
    CHAPTERS, CHECKER, CRATES, FILES, MACROS, MODULES, NAMES, READING, STANDARD, TELLING, UNSEEN,
};
use super::tokens::{Kind, Token};

/// What the names of an answer give to look at.
pub(super) fn look(tokens: &[Token]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut in_use = None;
    for (at, token) in tokens.iter().enumerate() {
        // `use` begins a tree, and a `;` on its level ends it. In `impl Trait + use<'a>`
        // it does not.
        match (&token.kind, in_use) {
            (Kind::Word(word), None)
                if word == "use" && !after(tokens, at).is_some_and(|next| next.is('<')) =>
            {
                in_use = Some(());
            }
            (Kind::Mark(';'), Some(())) => in_use = None,
            _ => {}
        }
        let Some(word) = token.word() else { continue };
        let place = Place {
            tokens,
            at,
            in_use: in_use.is_some(),
        };
        found.extend(one(word, &place).map(|does| Finding::new(token.line, does)));
        if word == "mod" {
            found.extend(module(tokens, at));
        }
    }
    found
}

/// Where a word stands.
struct Place<'a> {
    tokens: &'a [Token],
    at: usize,
    in_use: bool,
}

impl Place<'_> {
    fn before(&self) -> Option<&Token> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    fn next(&self) -> Option<&Token> {
        after(self.tokens, self.at)
    }

    /// Whether the word may be part of a path, or become one.
    fn in_path(&self) -> bool {
        let is_path = |token: Option<&Token>| token.is_some_and(|token| token.kind == Kind::Path);
        self.in_use
            || self.tokens[self.at].is_loose
            || is_path(self.before())
            || is_path(self.next())
    }

    /// Whether the word calls a macro, or may come to.
    fn is_macro(&self) -> bool {
        self.in_use
            || self.tokens[self.at].is_loose
            || self.next().is_some_and(|next| next.is('!'))
                // `a != b` is the same character.
                && !after(self.tokens, self.at + 1).is_some_and(|next| next.is('='))
    }

    /// Whether this is `std::ptr::eq`.
    fn is_pointer_equality(&self) -> bool {
        let word = |at: usize| self.tokens.get(at).and_then(Token::word);
        word(self.at + 2) == Some("ptr") && word(self.at + 4) == Some("eq")
    }

    /// What stands after the word and its `::`: the words that a path goes on with, those
    /// of a group too. Nothing if the path ends here, and a word that is on no list where
    /// a path goes on with something else.
    fn goes_on_with(&self) -> Vec<&str> {
        if self.next().is_none_or(|next| next.kind != Kind::Path) {
            return Vec::new();
        }
        let start = self.at + 2;
        match self.tokens.get(start).map(|token| &token.kind) {
            Some(Kind::Word(word)) => vec![word],
            Some(Kind::Open('{')) => first_words(&self.tokens[start + 1..]),
            Some(Kind::Mark(mark)) => vec![if *mark == '*' { "*" } else { "$" }],
            _ => vec!["$"],
        }
    }
}

fn after(tokens: &[Token], at: usize) -> Option<&Token> {
    tokens.get(at + 1)
}

/// The first word of each path in a group of a `use` tree, up to its end.
fn first_words(group: &[Token]) -> Vec<&str> {
    let mut words = Vec::new();
    let mut depth = 0;
    let mut is_first = true;
    for token in group {
        match &token.kind {
            Kind::Close(_) if depth == 0 => break,
            Kind::Close(_) => depth -= 1,
            Kind::Open(_) if depth == 0 && is_first => {
                // A group at the beginning of a path: `{{a}}`.
                words.push("{");
                depth += 1;
            }
            Kind::Open(_) => depth += 1,
            Kind::Mark(',') if depth == 0 => {
                is_first = true;
                continue;
            }
            Kind::Word(word) if depth == 0 && is_first => words.push(word),
            Kind::Mark('*') if depth == 0 && is_first => words.push("*"),
            Kind::Mark(_) if depth == 0 && is_first => words.push("$"),
            _ => {}
        }
        is_first = false;
    }
    words
}

/// What there is to look at in a word.
fn one(word: &str, place: &Place<'_>) -> Option<String> {
    if !word.is_ascii() {
        return Some(format!("has a name in letters beyond ASCII, `{word}`"));
    }
    if STANDARD.contains(&word) {
        return standard(word, place);
    }
    if let Some((_, why)) = NAMES.iter().find(|(name, _)| *name == word) {
        return Some(format!("names `{word}`, which {why}"));
    }
    if let Some((_, why)) = READING.iter().find(|(name, _)| *name == word)
        && place.is_macro()
        // `#[cfg(test)]` is an attribute.
        && !(word == "cfg" && place.tokens[place.at].in_attribute)
    {
        return Some(format!("calls `{word}!`, which {why}"));
    }
    if CRATES.contains(&word) && place.in_path() && !place.tokens[place.at].in_attribute {
        return Some(format!("names `{word}`, which {CHECKER}, or leads past it"));
    }
    if TELLING.contains(&word) && is_of_facade(place) {
        return Some(format!("names `sync::{word}`, which {CHECKER}"));
    }
    if word == "sync" && place.goes_on_with().contains(&"*") {
        return Some("takes all that `sync` has, and some of it speaks to the checker".to_owned());
    }
    None
}

/// Whether a word is `sync::word`, or in the group of `use super::sync::{word}`.
fn is_of_facade(place: &Place<'_>) -> bool {
    let before = &place.tokens[..place.at];
    let is_sync = |tokens: &[Token]| matches!(tokens, [.., sync, path] if sync.word() == Some("sync") && path.kind == Kind::Path);
    if is_sync(before) {
        return true;
    }
    if !place.in_use {
        return false;
    }
    let mut depth = 0;
    for (at, token) in before.iter().enumerate().rev() {
        match token.kind {
            Kind::Close(_) => depth += 1,
            Kind::Open(_) if depth > 0 => depth -= 1,
            Kind::Open(_) => return is_sync(&before[..at]),
            Kind::Mark(';') => return false,
            _ => {}
        }
    }
    false
}

/// What there is to look at where the standard library is named.
fn standard(word: &str, place: &Place<'_>) -> Option<String> {
    let goes_on = place.goes_on_with();
    if goes_on.is_empty() {
        // A variable may be called `core`. What is imported or given to a macro may
        // become the beginning of a path.
        let is_whole = place.in_use || place.tokens[place.at].is_loose || word == "std";
        return is_whole.then(|| format!("names `{word}` as a whole"));
    }
    let unlisted = goes_on
        .iter()
        .find(|next| !MODULES.contains(next) && !MACROS.contains(next))?;
    Some(match *unlisted {
        "*" => format!("takes all that `{word}` has"),
        "$" | "{" | "self" => format!("names a part of `{word}` that cannot be told from here"),
        "ptr" if place.is_pointer_equality() => return None,
        "sync" | "thread" | "cell" => format!("names `{word}::{unlisted}`, which {UNSEEN}"),
        "fs" | "env" => format!("names `{word}::{unlisted}`, which {FILES}")
            .replace(" while it is compiled", ""),
        other => format!("names `{word}::{other}`, of which no answer has need"),
    })
}

/// What there is to look at in a module.
fn module(tokens: &[Token], at: usize) -> Option<Finding> {
    let name = tokens.get(at + 1)?;
    let word = name.word()?;
    let is_crate = |names: &[&str]| names.contains(&word);
    if is_crate(STANDARD) || is_crate(CRATES) || is_crate(CHAPTERS) {
        let does = format!("has a module `{word}`, and that is the name of something else");
        return Some(Finding::new(name.line, does));
    }
    let is_file = tokens.get(at + 2).is_some_and(|next| next.is(';'));
    is_file.then(|| Finding::new(name.line, format!("has a module `{word}` in another file")))
}
