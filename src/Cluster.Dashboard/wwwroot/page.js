// The little that only the browser can do.
window.clusterPage = {
    // Keeps a log at its end while its reader is there, and leaves it alone once he has scrolled up.
    follow: element => {
        let atEnd = true;
        element.addEventListener('scroll', () => { atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24; });
        new MutationObserver(() => { if (atEnd) element.scrollTop = element.scrollHeight; }).observe(element, { childList: true, subtree: true });
        element.scrollTop = element.scrollHeight;
    },
    copy: text => navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard')),
};

// A restarted dashboard does not know this page's circuit any more: load the page anew rather than ask the reader to.
document.getElementById('components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'rejected') location.reload();
    if (event.detail.state === 'failed') setTimeout(() => location.reload(), 2000);
});
