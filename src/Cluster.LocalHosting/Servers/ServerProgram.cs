namespace Cluster.LocalHosting.Servers;

/// <summary>A server's executable found on this machine.</summary>
/// <param name="Name">As people call it: <c>redis-server</c>.</param>
/// <param name="Path">An absolute path.</param>
/// <param name="Version">As it says itself.</param>
internal sealed record ServerProgram(string Name, string Path, string Version)
{
    public override string ToString() => $"{Name} {Version}";
}
