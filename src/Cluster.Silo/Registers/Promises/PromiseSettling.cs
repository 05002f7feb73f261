using Cluster.Registers.Protocol;

namespace Cluster.Silo.Registers.Promises;

/// <summary>
/// What somebody does about a promise that stands in the way: wait for its decision, for a while; then make it, and obey whichever was first. Whoever
/// keeps promises may be slow or dead; after the patience nobody can tell, and nothing rests on it.
/// </summary>
/// <remarks>
/// Of two who promise at once the older breaks the promise of the younger at once, and the younger waits: so they never wait for each other in a circle.
/// </remarks>
internal sealed class PromiseSettling
{
    private readonly TimeSpan _until;
    private readonly PromiseRules _rules;

    /// <param name="met">The promise.</param>
    /// <param name="own">The promise on whose behalf the operation is done that met it; null for a plain operation.</param>
    /// <param name="patience">How long a decision is waited for.</param>
    /// <param name="now">The time.</param>
    /// <param name="rules">The rules, as they are or broken.</param>
    public PromiseSettling(RegisterPromise met, RegisterPromise? own, TimeSpan patience, TimeSpan now, PromiseRules? rules = null)
    {
        _rules = rules ?? PromiseRules.Standard;
        _until = now + patience;
        Step = own is not null && own.IsOlderThan(met) ? Breaking : SettlingStep.Ask;
    }

    public SettlingStep Step { get; private set; }

    /// <summary>How long <see cref="SettlingStep.Ask"/> may wait for the decision.</summary>
    public TimeSpan Left(TimeSpan now) => _until > now ? _until - now : TimeSpan.Zero;

    private SettlingStep Breaking => _rules.DecidesBeforeItBreaks ? SettlingStep.Break : SettlingStep.Undo;

    /// <summary>The answer to <see cref="SettlingStep.Ask"/> and <see cref="SettlingStep.Break"/>.</summary>
    /// <param name="isKept">What is decided; null when nothing is, or when that could not be learned.</param>
    /// <param name="now">The time.</param>
    public void Told(bool? isKept, TimeSpan now)
    {
        if (isKept is { } kept)
            Step = kept ? SettlingStep.Keep : SettlingStep.Undo;
        else if (Step == SettlingStep.Ask && now >= _until)
            Step = Breaking;
    }

    /// <summary>The register has been seen to; the promise does not stand any more, or something else does.</summary>
    public void Settled() => Step = SettlingStep.Over;
}
