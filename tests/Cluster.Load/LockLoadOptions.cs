namespace Cluster.Load;

/// <summary>What a process is to do with locks.</summary>
internal sealed class LockLoadOptions
{
    /// <summary>Its number in the history; a restarted client gets a new one.</summary>
    public int Client { get; set; }

    public int Names { get; set; }

    /// <summary>What the names of its locks begin with.</summary>
    public string Prefix { get; set; } = "lock-";

    public int Workers { get; set; }

    /// <summary>Where the fenced resource listens, on loopback.</summary>
    public int Resource { get; set; }

    public string History { get; set; } = "";
}
