// What every test needs: the book behind a URL, a browser, and a page that tells what it did.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import sirv from 'sirv';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const SCHEMES = ['light', 'dark'];

/** Serves BOOK_DIR on a free port of this machine, or uses BOOK_URL as it is. */
export async function serveBook() {
    if (process.env.BOOK_URL) {
        return { url: process.env.BOOK_URL.replace(/\/*$/, '/'), close: () => {} };
    }
    const files = sirv(bookDir(), { dev: true });
    const notFound = join(bookDir(), '404.html');
    const server = createServer((request, response) =>
        files(request, response, () => {
            response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' });
            response.end(readFileSync(notFound));
        }));
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    return {
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () => { server.closeAllConnections(); server.close(); },
    };
}

export function bookDir() {
    if (!process.env.BOOK_DIR) {
        throw new Error('set BOOK_DIR to the folder of the built book');
    }
    return resolve(process.env.BOOK_DIR);
}

/** The built book as a file: URL, or null when only BOOK_URL is known. */
export function fileUrl() {
    return process.env.BOOK_DIR ? pathToFileURL(bookDir() + '/').href : null;
}

/** A browser with a profile of its own (Playwright makes a fresh one), which can resolve no host but this one. */
export function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        headless: true,
        args: [
            '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync',
            '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
        ],
    });
}

/**
 * Opens a fresh page. `page.foreign` lists every request that would have left `home`, and
 * `page.errors` every console error, uncaught exception and failed request. Foreign requests
 * are stopped here, so that a failing test does not send them either.
 */
export async function open(browser, home, options = {}) {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    // The print page asks for the print dialog as soon as it is loaded.
    await context.addInitScript(() => { window.print = () => {}; });
    const page = await context.newPage();
    page.foreign = [];
    page.errors = [];
    const isOurs = url => url.startsWith(home) || /^(data|blob|about):/.test(url);
    await page.route(url => !isOurs(url.href), route => {
        page.foreign.push(route.request().url());
        return route.abort();
    });
    page.on('websocket', socket => {
        if (new URL(socket.url()).host !== new URL(home).host) {
            page.foreign.push(socket.url());
        }
    });
    page.on('console', message => message.type() === 'error' && page.errors.push(message.text()));
    page.on('pageerror', error => page.errors.push(error.message));
    page.on('requestfailed', request => page.errors.push(`failed: ${request.url()}`));
    page.on('response', answer => {
        if (answer.status() >= 400 && answer.url() !== page.expectMissing) {
            page.errors.push(`${answer.status()}: ${answer.url()}`);
        }
    });
    return page;
}

/** The pages of the book, in order, relative to its root: as its own table of contents lists them. */
export async function contents(browser, home) {
    const page = await open(browser, home);
    await page.goto(home + 'toc.html');
    const pages = await page.locator('ol.chapter a[href]').evaluateAll(links => links.map(link => link.getAttribute('href')));
    await page.context().close();
    return [...new Set(pages)];
}

/** Of `pages`, those that contain a schedule. */
export async function withSchedules(browser, home, pages) {
    const page = await open(browser, home);
    const found = [];
    for (const path of pages) {
        await page.goto(home + path);
        if (await page.locator('lu-stepper').count() > 0) {
            found.push(path);
        }
    }
    await page.context().close();
    return found;
}

/** What axe-core finds: WCAG 2.0 to 2.2, A and AA, and its best practices. One line a violation. */
export async function axe(page) {
    await page.evaluate(AXE);
    const result = await page.evaluate(() => window.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
    }));
    return result.violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(node => `${id} (${impact}): ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`));
}

/** True when the page or its text is wider than the window. (mdBook clips what sticks out: it would be lost, not scrolled to.) */
export function scrollsSideways(page) {
    return page.evaluate(() => ['html', '#mdbook-content', 'main']
        .map(selector => document.querySelector(selector))
        .some(box => box && box.scrollWidth > Math.max(box.clientWidth, window.innerWidth)));
}

/** Keeps a picture when SCREENSHOTS names a folder. */
export async function picture(page, name) {
    if (process.env.SCREENSHOTS) {
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name.replace(/[^\w-]+/g, '_')}.png`), fullPage: true });
    }
}
