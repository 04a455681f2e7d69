// Loaded only while the book is served: shows a new book as soon as there is one, and
// says what is wrong when there is none.
//
// A hidden page does not listen: a browser has few connections to one host, and many
// tabs would use them up.
'use strict';

(() => {
    const edition = document.currentScript.dataset.edition;
    let source = null;
    let banner = null;

    const show = problems => {
        banner?.remove();
        banner = null;
        if (!problems) {
            return;
        }
        banner = document.createElement('div');
        banner.setAttribute('role', 'alert');
        banner.style.cssText = 'position: fixed; inset: auto 0 0 0; z-index: 2000; max-block-size: 60vh; overflow: auto; padding: 1.4rem 2rem; font: 1.4rem/1.5 monospace; white-space: pre-wrap; overflow-wrap: anywhere; color: #fff; background: #8c1d18; border-block-start: 4px solid #fff';
        banner.textContent = `This is the last good book.\n\n${problems}`;
        document.body.append(banner);
    };

    const listen = () => {
        if (source || document.hidden) {
            return;
        }
        source = new EventSource('/__reload');
        source.onmessage = event => {
            const state = JSON.parse(event.data);
            if (state.edition === edition) {
                show(state.problems);
            } else {
                location.reload();
            }
        };
    };

    const stop = () => {
        source?.close();
        source = null;
    };

    document.addEventListener('visibilitychange', () => document.hidden ? stop() : listen());
    addEventListener('pagehide', stop);
    addEventListener('pageshow', listen);
    listen();
})();
