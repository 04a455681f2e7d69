// What mdBook's page frame lacks for readers who use a keyboard or a screen reader.
//
// Runs after mdBook's own book.js. Without it every page still reads in full:
// nothing here adds content, it only names things and passes the focus on.
'use strict';

(() => {
    const find = selector => document.querySelector(selector);
    const all = selector => [...document.querySelectorAll(selector)];
    const page = find('#mdbook-body-container');
    const main = find('main');

    // The contents button is a real button (index.hbs), so that it can have the focus;
    // mdBook listens to the checkbox that its label used to switch.
    const sidebarSwitch = find('#mdbook-sidebar-toggle-anchor');
    find('#mdbook-sidebar-toggle').addEventListener('click', () => sidebarSwitch.click());
    for (const link of all('#mdbook-sidebar a.active')) {
        link.setAttribute('aria-current', 'page');
    }

    // mdBook turns the page on a bare ← or →, wherever the focus is. Then a reader who
    // scrolls a wide listing, or uses any widget, loses the place: so an arrow turns the
    // page only while nothing has the focus (or the text itself, after the skip link).
    page.addEventListener('keydown', event => {
        if (/^Arrow(Left|Right)$/.test(event.key) && event.target !== main) {
            event.stopPropagation();
        }
    });

    // By script because the 404 page has a <base>, which would turn "#…" into a link home.
    const skip = find('.skip-link');
    skip.addEventListener('click', event => {
        event.preventDefault();
        main.focus();
        main.scrollIntoView();
    });

    // The help popup is a modal dialog: it takes the focus, holds it, and gives it back.
    const help = find('#mdbook-help-container');
    let before = null;
    new MutationObserver(() => {
        const open = help.style.display === 'flex';
        if (open === page.inert) {
            return;
        }
        if (open) {
            before = document.activeElement;
        }
        page.inert = skip.inert = open;
        (open ? find('#mdbook-help-popup') : before)?.focus();
    }).observe(help, { attributeFilter: ['style'] });

    // A box that scrolls sideways must be reachable by keyboard, one that does not
    // should not be a stop on the way: so this follows the width.
    const reachable = new ResizeObserver(entries => {
        for (const { target } of entries) {
            if (target.scrollWidth > target.clientWidth) {
                const what = target.nodeName === 'CODE' ? 'Code' : 'Table';
                target.tabIndex = 0;
                target.setAttribute('role', 'group');
                target.setAttribute('aria-label', `${what}, scrolls sideways`);
            } else {
                target.removeAttribute('tabindex');
                target.removeAttribute('role');
                target.removeAttribute('aria-label');
            }
        }
    });
    for (const box of all('main pre > code, main .table-wrapper')) {
        reachable.observe(box);
    }

    // The boxes of a task list have no name of their own.
    for (const box of all('main li input[type="checkbox"]:disabled')) {
        box.setAttribute('aria-label', box.closest('li').textContent.trim());
    }

    // mdBook puts an aria-label on each found passage, which hides the passage itself.
    const results = find('#mdbook-searchresults');
    if (results) {
        new MutationObserver(() => {
            for (const passage of results.querySelectorAll('.teaser[aria-label]')) {
                passage.removeAttribute('aria-label');
            }
        }).observe(results, { childList: true });
    }
})();
