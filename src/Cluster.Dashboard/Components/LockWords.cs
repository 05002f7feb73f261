using Cluster.Locks;

namespace Cluster.Dashboard.Components;

/// <summary>Locks in words.</summary>
internal static class LockWords
{
    public static string Mode(LockMode mode, int permits) => mode switch
    {
        LockMode.Permits => permits == 1 ? "1 permit" : $"{Format.Count(permits)} permits",
        _ => mode.ToString().ToLowerInvariant(),
    };

    public static string PerSecond(double rate) => $"{(rate < 9.95 ? FormattableString.Invariant($"{rate:0.#}") : Format.Count((long)Math.Round(rate)))}/s";
}
