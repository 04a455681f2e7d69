//! What the policy sees, and what it lets pass.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::review;
use crate::exercise::{Exercise, all, find};

fn root() -> PathBuf {
    crate::workspace::root().expect("tests run inside the workbook")
}

fn an_exercise() -> Exercise {
    find(&root(), "lost-update").expect("the first exercise")
}

/// The Rust files of a folder, by name. A folder that is not there has none.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

fn reviewed(exercise: &Exercise, path: &Path) -> Vec<String> {
    review(exercise, &fs::read_to_string(path).expect("a text"))
}

#[test]
fn what_is_honest_is_clean() {
    let mut looked_at = 0;
    for exercise in all(&root()).expect("the exercises") {
        let solution = root().join(exercise.solution());
        let mut honest = vec![
            root().join(exercise.answer()),
            solution.join("starter.rs"),
            solution.join(&exercise.manifest.edit),
        ];
        honest.extend(files(&solution.join("right")));
        honest.retain(|path| path.is_file());
        let more = root().join("crates/workbook/tests/attacks/honest");
        honest.extend(files(&more.join(&exercise.name)));
        for path in honest {
            let reasons = reviewed(&exercise, &path);
            assert!(reasons.is_empty(), "{}: {reasons:#?}", path.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 200, "only {looked_at} files");
}

#[test]
fn of_the_wrong_answers_only_those_that_go_past_the_check_are_flagged() {
    let mut flagged = BTreeSet::new();
    for exercise in all(&root()).expect("the exercises") {
        let wrong = root().join(exercise.solution()).join("wrong");
        for path in files(&wrong) {
            if !reviewed(&exercise, &path).is_empty() {
                let name = path.file_stem().expect("a name").to_string_lossy();
                flagged.insert(format!("{}/{name}", exercise.name));
            }
        }
    }
    let expected = [
        "check-a-counter/past_the_checker",
        "check-then-act/exit",
        "check-then-act/std_sync",
        "lost-update/decoy",
        "lost-update/exit",
        "lost-update/sleep",
        "lost-update/std_sync",
        "owner-only/number_of_process",
    ];
    assert_eq!(flagged, expected.map(str::to_owned).into());
}

/// Lines that each give a reason, with a part of the reason.
const BAD: &[(&str, &str)] = &[
    ("use std::sync::Mutex;", "`std::sync`"),
    ("use ::std::sync::Mutex;", "`std::sync`"),
    ("use r#std::r#sync::Mutex;", "`std::sync`"),
    ("use core::sync::atomic::AtomicU32;", "`core::sync`"),
    ("use {std::{fmt, sync::Mutex}};", "`std::sync`"),
    ("use std::{fmt, {sync::Mutex}};", "cannot be told"),
    ("use std::{self as s};", "cannot be told"),
    ("use std as s;", "`std` as a whole"),
    ("use {core as c};", "`core` as a whole"),
    ("use std::*;", "takes all that `std` has"),
    ("pub use std;", "`std` as a whole"),
    ("extern crate std as s;", "`extern`"),
    ("fn f() { std::process::exit(0) }", "`std::process`"),
    ("fn f() { ::std::process::abort() }", "`std::process`"),
    ("macro_rules! m { ($a:ident) => { $a::sync::Once } }", ""),
    ("type A = m!(std);", "`std` as a whole"),
    ("type A = m!(core);", "`core` as a whole"),
    ("m! { fn f() { std::$a::exit(0) } }", "cannot be told"),
    ("use crate::real::sync::Mutex;", "`real`"),
    ("use super::super::{real as r};", "`real`"),
    ("use super::super::{loom::{sync as s}};", "`loom`"),
    ("m!(shuttle);", "`shuttle`"),
    ("use ::interleave::shuttle::explore;", "`interleave`"),
    ("fn f() { verdict::harness::main(todo!()) }", "`verdict`"),
    ("use ::manager::live::Server;", "`live`"),
    ("use super::sync::*;", "takes all that `sync` has"),
    ("use super::sync::{name, tell};", "`sync::tell`"),
    ("fn f() { super::sync::who(); }", "`sync::who`"),
    ("unsafe fn f() {}", "`unsafe`"),
    ("extern \"C\" {}", "`extern`"),
    ("fn f() { let _ = transmute(1); }", "`transmute`"),
    ("fn f() { set_hook(1); }", "`set_hook`"),
    (
        "const T: &str = include_str!(\"lib.rs\");",
        "`include_str!`",
    ),
    ("const T: &str = env!(\"HOME\");", "`env!`"),
    ("use super::x::{include as i};", "`include!`"),
    ("const T: &str = module_path!();", "`module_path!`"),
    ("mod loom {}", "a module `loom`"),
    ("mod std {}", "a module `std`"),
    ("mod manager {}", "a module `manager`"),
    ("mod other;", "in another file"),
    ("#[path = \"x.rs\"] mod other {}", "`path`"),
    (
        "#[cfg_attr(all(), path = \"x.rs\")] mod other {}",
        "`cfg_attr`",
    ),
    (
        "#[macro_export] macro_rules! m { () => {} }",
        "`macro_export`",
    ),
    ("#[no_mangle] fn main() {}", "`no_mangle`"),
    (
        "#[unsafe(link_section = \".init_array\")] const X: u8 = 0;",
        "`unsafe`",
    ),
    ("#[allow(unsafe_code)] fn f() {}", "`unsafe_code`"),
    ("#![feature(test)]", "`feature`"),
    ("#![no_implicit_prelude]", "`no_implicit_prelude`"),
    ("#![recursion_limit = \"9999\"]", "`recursion_limit`"),
    ("static N: AtomicU32 = AtomicU32::new(0);", "a static, `N`"),
    ("static mut N: u32 = 0;", "a static, `N`"),
    ("static N: &[Option<Mutex<u8>>] = &[];", "a static, `N`"),
    ("thread_local! { static N: u8 = 0; }", "`thread_local`"),
    ("fn f() { println!(\"{:p}\", &1); }", "an address"),
    ("fn f() { println!(\"{x:#18p}\"); }", "an address"),
    (
        "fn f(x: &u8) -> usize { x as *const u8 as usize }",
        "a raw pointer",
    ),
    ("fn f() { std::ptr::hash(&1, h) }", "`std::ptr`"),
    ("use std::collections::HashMap;", "`HashMap`"),
    ("use std::time::{Duration, Instant};", "`Instant`"),
    ("fn f() { Arc::strong_count(&x); }", "`strong_count`"),
    (
        "fn f() -> &'static str { std::any::type_name::<u8>() }",
        "`std::any`",
    ),
    (
        "fn f<'a, 'b, T>(x: &'b T) -> &'a T { x }",
        "two lifetimes at once",
    ),
    (
        "impl<'a> X<'a> { fn f<'b>(&'b self) {} }",
        "two lifetimes at once",
    ),
    (
        "type N<'a> = &'static &'a ();",
        "a reference to a reference",
    ),
    ("fn f<'a>(x: &'a Self) {}", "a reference to `Self`"),
    (
        "fn f() { let g: fn(_, u8) -> u8 = h; }",
        "a pointer to a function",
    ),
    (
        "fn f() { let g: for<'x> fn(&'x u8) = h; }",
        "a bound for all lifetimes",
    ),
    (
        "m! { ($a:lifetime) => { fn f<$a>() {} } }",
        "a macro over lifetimes",
    ),
    (
        "trait X { type Y; } fn f(_: &dyn X<Y = u8>) {}",
        "an object of a trait",
    ),
    (
        "fn f() { for _ in 0..9 { if x() { break; } spin_loop(); } }",
        "may give up",
    ),
    (
        "fn f() { while n < 9 { if x() { n += 1; } thread::yield_now(); } }",
        "may give up",
    ),
    ("// \u{202e}hidden", "nobody sees"),
    ("const X: &str = \"a\u{200b}b\";", "nobody sees"),
    ("fn prüfe() {}", "beyond ASCII"),
    ("fn f() { let а = 1; }", "beyond ASCII"),
];

#[test]
fn a_line_that_goes_past_the_check_is_named() {
    let exercise = an_exercise();
    for (line, reason) in BAD {
        let text = format!("//! A file.\n\n{line}\n");
        let reasons = review(&exercise, &text);
        if reason.is_empty() {
            // What a macro does is told by its calls.
            continue;
        }
        let is_named =
            |told: &String| told.starts_with("Line 3 of src/counter.rs ") && told.contains(reason);
        assert!(reasons.iter().any(is_named), "{line}: {reasons:?}");
    }
}

/// Lines that look like one of those, and are honest.
const GOOD: &[&str] = &[
    "// std::sync::Mutex, std::process::exit(0), unsafe, loom::model",
    "/* std::thread::spawn */",
    "/// Calls [`std::process::exit`] never.\nfn f() {}",
    "/// Not `{:p}`.\nfn f() {}",
    "const T: &str = \"std::process::exit(0) unsafe extern\";",
    "const T: &str = r#\"use std::fs;\"#;",
    "use std::fmt;",
    "use std::{cmp::Ordering, collections::BTreeMap, fmt::{self, Display}};",
    "use core::time::Duration;",
    "fn f() -> std::ops::Range<u32> { 0..std::u32::MAX }",
    "fn f() { std::println!(\"{}\", std::mem::take(&mut 1)); }",
    "fn f(a: &u8, b: &u8) -> bool { std::ptr::eq(a, b) }",
    "fn f(core: u8, alloc: u8) -> u8 { core + alloc }",
    "fn f(process: u8, env: u8, path: u8, file: u8) -> bool { process != env && path != file }",
    "fn f(live: u8, real: u8) { assert!(live == real, \"{live} {real}\"); }",
    "fn f(done: bool, live: u8) -> bool { if !(done && live > 0) { return !(live == 1); } done }",
    "static NAMES: [&str; 2] = [\"a\", \"b\"];",
    "static STEPS: &'static [(u32, Option<u8>)] = &[(1, None)];",
    "struct Guard<'a>(&'a u8); impl<'a> Guard<'a> { fn get(&self) -> &'a u8 { self.0 } }",
    "struct A<'a>(&'a u8); struct B<'b>(&'b u8); fn f<'x>(x: &'x u8) -> &'x u8 { x }",
    "fn f<'a>(x: &'a str) -> impl Iterator<Item = char> + use<'a> { x.chars() }",
    "fn f(g: fn(u32) -> u32) -> u32 { g(1) }",
    "fn f(g: fn(&Lock, &u32) -> bool, x: &'static str) -> bool { g(l, 1) }",
    "fn f(g: &dyn Fn(u32) -> u32, h: Box<dyn Iterator<Item = u32>>) {}",
    "trait Step { type Out; fn go(&self) -> Self::Out; }",
    "fn f() { 'outer: loop { loop { break 'outer; } } }",
    "#[cfg(test)] mod tests { use super::*; #[test] fn f() { assert_eq!(1, 1); } }",
    "#[cfg(test)] mod test { #[test] #[ignore] fn f() {} }",
    "macro_rules! add { ($a:expr, $b:expr) => { $a + $b }; }\nconst X: u32 = add!(1, 2);",
    "#![allow(dead_code, unused_variables)]",
    "#[inline] #[must_use] #[derive(Clone, Debug, Default)] struct X;",
    "// Größe, 数, \u{1f468}\u{200d}\u{1f4bb}\nconst X: &str = \"größe\";",
    "fn r#type(r#match: u8) -> u8 { r#match }",
    "use super::sync::{Mutex, name}; use super::sync::atomic::{AtomicU32, Ordering::*};",
    "use super::sync::atomic::*;",
    "fn f(at: u8, who: u8, tell: u8) -> u8 { at + who + tell }",
    "fn f(x: u8) -> u8 { 2 *x }",
    "fn f() { while x.load(SeqCst) != 1 { hint::spin_loop(); } }",
    "fn f() { for _ in 0..2 { while x() { if y() { return; } spin_loop(); } } n += 1; }",
    "fn f() { loop { if x() { break; } else { thread::yield_now(); } } }",
];

#[test]
fn a_line_that_only_looks_so_is_clean() {
    let exercise = an_exercise();
    for line in GOOD {
        let reasons = review(&exercise, line);
        assert!(reasons.is_empty(), "{line}: {reasons:?}");
    }
}

#[test]
fn one_thing_is_told_once_and_the_first_things_first() {
    let exercise = an_exercise();
    let text = "unsafe {}\nstd::fs\nunsafe {}\n\nunsafe {}\n";
    let reasons = review(&exercise, text);
    assert!(reasons[0].starts_with("Line 1 of src/counter.rs (and 2 other lines) names `unsafe`"));
    assert!(reasons[1].starts_with("Line 2 of src/counter.rs names `std::fs`"));
    assert_eq!(reasons.len(), 2);
    let many: String = (0..99).map(|n| format!("std::m{n}\n")).collect();
    let reasons = review(&exercise, &many);
    assert_eq!(reasons.len(), super::MOST + 1);
    assert!(reasons.last().is_some_and(|last| last.contains("79 more")));
}

/// A text may be made to exhaust whoever reads it.
#[test]
fn a_deep_or_broken_text_is_read_all_the_same() {
    let exercise = an_exercise();
    let deep = |open: &str, close: &str| open.repeat(10_000) + &close.repeat(10_000);
    for text in [
        deep("((\n", "))"),
        deep("{\n", "}\n"),
        deep("m!(\n", ")\n"),
        "!".repeat(60_000),
        "&'a\n".repeat(15_000),
        "use std::{\n".repeat(5_000) + &"}\n".repeat(5_000),
        "a::\n".repeat(15_000),
        "(\n".repeat(30_000),
        "/*".repeat(30_000),
        "\"".to_owned(),
        "\0".to_owned(),
        "\u{feff}fn f() {}\r\n".to_owned(),
        String::new(),
    ] {
        let reasons = review(&exercise, &text);
        let is_short = text.len() < 1000;
        assert!(is_short || !reasons.is_empty(), "{}", &text[..20]);
    }
}
