using System.Globalization;
using Cluster.Locks;

namespace Cluster.Cli.Locks;

/// <summary>How a lock is held, in words.</summary>
internal static class LockText
{
    public static string Mode(LockMode mode, int permits) => mode switch
    {
        LockMode.Permits => permits == 1 ? "1 permit" : string.Create(CultureInfo.InvariantCulture, $"{permits} permits"),
        _ => mode.ToString().ToLowerInvariant(),
    };
}
