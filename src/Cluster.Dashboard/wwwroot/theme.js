// Runs before the first paint: tells the server by cookie what the system prefers, since a request does not say it.
(() => {
    const remember = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`; };
    const cookie = name => document.cookie.split('; ').find(c => c.startsWith(name + '='))?.split('=')[1];
    const system = matchMedia('(prefers-color-scheme: dark)');
    const told = cookie('cluster-system') ?? 'light';
    const prefers = () => system.matches ? 'dark' : 'light';

    remember('cluster-system', prefers());
    system.addEventListener('change', () => remember('cluster-system', prefers()));
    window.clusterTheme = { choose: choice => remember('cluster-theme', choice) };

    // The page was painted for the other preference: ask for it once more, unless cookies do not stick.
    if (told !== prefers() && (cookie('cluster-theme') ?? 'system') === 'system' && cookie('cluster-system') === prefers()) {
        location.reload();
    }
})();
