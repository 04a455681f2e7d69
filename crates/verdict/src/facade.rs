//! What goes past the facade: code that names the standard library's own
//! synchronization, or that of the real world, where `super::sync` is meant.
//!
//! A checker sees nothing of what such code does. This goes by tokens: a comment and a
//! string may name what they like.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The standard library's crates.
const CRATES: [&str; 3] = ["std", "core", "alloc"];

/// Their modules by which processes meet.
const MODULES: [&str; 3] = ["sync", "thread", "cell"];

/// A piece of a source, with the line where it stands.
#[derive(Debug)]
struct Token {
    is: Is,
    line: usize,
}

#[derive(Debug, PartialEq)]
enum Is {
    Word(String),
    /// `::`, as one.
    Path,
    Open,
    Comma,
    Star,
    Other,
}

/// The first line of a source that goes past the facade.
///
/// # Errors
///
/// If the source is no Rust.
pub(crate) fn past(source: &str) -> Result<Option<usize>, proc_macro2::LexError> {
    let tokens = flat(source.parse()?);
    let word = |at: usize| match tokens.get(at) {
        Some(Token {
            is: Is::Word(word), ..
        }) => word.as_str(),
        _ => "",
    };
    let is = |at: usize, what: &Is| tokens.get(at).is_some_and(|token| token.is == *what);
    let goes_past = |at: usize| {
        let here = word(at);
        // As in `crate::real::sync`.
        if here == "real" {
            let before = at.checked_sub(1).is_some_and(|at| is(at, &Is::Path));
            return before || is(at + 1, &Is::Path);
        }
        if !CRATES.contains(&here) && here != "crate" {
            return false;
        }
        let denied: &[&str] = match here {
            "crate" => &["real"],
            _ => &MODULES,
        };
        if !is(at + 1, &Is::Path) {
            // Under another name nobody could follow it.
            return here != "crate" && word(at + 1) == "as";
        }
        match tokens.get(at + 2).map(|token| &token.is) {
            Some(Is::Word(next)) => denied.contains(&next.as_str()),
            Some(Is::Star) => here != "crate",
            // Of a list each first word, however deep: more than there are, and none less.
            Some(Is::Open) => tokens[at + 2..]
                .windows(2)
                .take_while(|pair| !matches!(&pair[0].is, Is::Word(word) if word == "use"))
                .any(|pair| {
                    let first = matches!(pair[0].is, Is::Open | Is::Comma);
                    let named = matches!(&pair[1].is, Is::Word(word)
                        if denied.contains(&word.as_str()));
                    first && named
                }),
            _ => false,
        }
    };
    Ok((0..tokens.len())
        .find(|at| goes_past(*at))
        .map(|at| tokens[at].line))
}

/// All tokens in order, whatever brackets they stand in.
fn flat(source: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    // Not by recursion: nobody says how deep brackets may be.
    let mut open = vec![source.into_iter()];
    while let Some(stream) = open.last_mut() {
        let Some(tree) = stream.next() else {
            open.pop();
            continue;
        };
        let line = tree.span().start().line;
        let is = match tree {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                Is::Word(word.trim_start_matches("r#").to_owned())
            }
            TokenTree::Punct(mark) => match (mark.as_char(), tokens.last_mut()) {
                (':', Some(Token { is, .. })) if *is == Is::Path => continue,
                (':', _) if mark.spacing() == proc_macro2::Spacing::Joint => Is::Path,
                (',', _) => Is::Comma,
                ('*', _) => Is::Star,
                _ => Is::Other,
            },
            TokenTree::Group(group) => {
                let braces = group.delimiter() == Delimiter::Brace;
                open.push(group.stream().into_iter());
                if braces { Is::Open } else { Is::Other }
            }
            TokenTree::Literal(_) => Is::Other,
        };
        tokens.push(Token { is, line });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::past;

    #[test]
    fn what_goes_past_the_facade_is_found_on_its_line() {
        for source in [
            "\nuse std::sync::Mutex;",
            "\nuse ::std::{fmt, sync::Arc};",
            "\nuse std::{\n};",
            "\nuse core::cell::UnsafeCell;",
            "\nuse std as s;",
            "\nuse std::*;",
            "\nfn f() { r#std::thread::yield_now() }",
            "\nuse crate::real::sync::Mutex;",
            "\nuse crate::{real as r};",
            "\nuse super::super::real;",
            "\nmacro_rules! m { () => { std::sync::Mutex::new(0) } }",
        ] {
            let expected = (source != "\nuse std::{\n};").then_some(2);
            assert_eq!(past(source).unwrap(), expected, "{source}");
        }
    }

    #[test]
    fn what_only_speaks_of_it_is_not() {
        for source in [
            "// use std::sync::Mutex;",
            "/* use std::sync::Mutex; */ fn f() {}",
            "/// As `std::sync::Mutex`.\nfn f() {}",
            "const WHY: &str = \"std::thread\";",
            "use std::fmt; use super::sync::thread;",
            "use super::sync::{Mutex, cell::UnsafeCell};",
            "struct C { real: f64, imaginary: f64 }",
            "use std::{fmt, mem}; use super::{sync, other};",
            "use crate::synchronized::x;",
        ] {
            assert_eq!(past(source).unwrap(), None, "{source}");
        }
    }
}
