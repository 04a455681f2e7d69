//! Serving the book on this machine, and building it anew while it is written.
//!
//! `site` answers requests, `reload` tells open pages of a new book or of what
//! is wrong with it, `watch` notices that a file has changed. A build that fails
//! leaves the last good book where it is.

mod reload;
mod site;
pub(crate) mod watch;

use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;

use super::problem::Problems;
use super::register::Register;
use super::{Locations, build};
use reload::News;

/// How many ports after the one asked for are tried.
const PORTS: u16 = 20;

/// Builds the book and serves it. Returns only if something is wrong with it.
///
/// # Errors
///
/// If the book could not be built, watched or served at all.
pub(crate) fn serve(places: &Locations, port: u16, open: bool) -> anyhow::Result<Problems> {
    // Watched from before the first build, so that no change falls between.
    let watched = watch::start(&places.root)?;
    let register = Arc::new(Register::decide());
    if let Err(problems) = build(places, &register)? {
        return Ok(problems);
    }
    let news = News::new();
    let rebuilt = (places.clone(), news.clone());
    std::thread::spawn(move || {
        let (places, news) = rebuilt;
        while let Some(changed) = watched.next() {
            rebuild(&places, &register, &news, &changed);
        }
    });
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server")?;
    runtime.block_on(async {
        let listener = bind(port).await?;
        let address = listener.local_addr().context("cannot tell the address")?;
        let url = format!("http://{address}/");
        println!("the book is at {url} (Ctrl-C ends)");
        // Whoever started this may wait for the line.
        std::io::stdout()
            .flush()
            .context("cannot print the address")?;
        if open && let Err(error) = opener::open_browser(&url) {
            anstream::eprintln!("no browser could be opened ({error}); open {url} yourself");
        }
        axum::serve(listener, site::site(&places.out, news))
            .await
            .context("cannot serve any more")
    })?;
    anyhow::bail!("the server ended by itself")
}

/// The port asked for, else one of the next, else any that is free.
async fn bind(port: u16) -> anyhow::Result<TcpListener> {
    let near = port..=port.saturating_add(if port == 0 { 0 } else { PORTS });
    for port in near.chain([0]) {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => {
                return Err(error).with_context(|| {
                    format!("cannot listen on port {port}; choose another with --port")
                });
            }
        }
    }
    anyhow::bail!("no port is free on this machine")
}

fn rebuild(places: &Locations, register: &Arc<Register>, news: &News, changed: &str) {
    anstream::eprintln!("{changed} has changed");
    match build(places, register) {
        Ok(Ok(built)) => {
            anstream::eprintln!("built anew: {} pages", built.pages);
            news.built();
        }
        Ok(Err(problems)) => {
            anstream::eprintln!("{problems}; the last good one is still shown");
            news.failed(&problems.to_string());
        }
        Err(error) => {
            anstream::eprintln!("error: {error:#}; the last good book is still shown");
            news.failed(&format!("error: {error:#}"));
        }
    }
}
