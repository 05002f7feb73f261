using System.Globalization;
using Cluster.Locks;

namespace Cluster.Cli.Locks;

/// <summary>Locks in words.</summary>
internal static class LockText
{
    /// <summary>A client process, and the owner in it when it has a name.</summary>
    public static string Client(string client, string? owner) => KeyText.Display(owner is null ? client : $"{client} ({owner})", 60);

    public static string Mode(LockMode mode, int permits) => mode switch
    {
        LockMode.Permits => permits == 1 ? "1 permit" : string.Create(CultureInfo.InvariantCulture, $"{permits} permits"),
        _ => mode.ToString().ToLowerInvariant(),
    };
}
