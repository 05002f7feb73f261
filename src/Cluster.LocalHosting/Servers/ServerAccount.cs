using System.Globalization;

namespace Cluster.LocalHosting.Servers;

/// <summary>The unprivileged account under which servers run that refuse to run as root.</summary>
internal sealed record ServerAccount(string Name, int UserId, int GroupId, string Setpriv)
{
    /// <summary>The account <c>postgres</c>, else <c>nobody</c>; null with a reason when there is none or no way to become it.</summary>
    public static (ServerAccount? Account, string? Reason) Find()
    {
        const string accounts = "/etc/passwd";
        if (MachineServers.FindExecutable("setpriv") is not { } setpriv)
        {
            return (null, "PostgreSQL refuses to run as root, and setpriv (of util-linux) is not on this machine to become another user");
        }

        var lines = File.Exists(accounts) ? File.ReadAllLines(accounts) : [];
        foreach (var name in (string[])["postgres", "nobody"])
        {
            var fields = lines.Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 3 && f[0] == name);
            if (fields is not null
                && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
                && int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group))
            {
                return (new ServerAccount(name, user, group, setpriv), null);
            }
        }

        return (null, "PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody");
    }

    /// <summary>What stands before a command so that it runs under the account; its process id stays the same.</summary>
    public IReadOnlyList<string> Prefix { get; } =
    [
        string.Create(CultureInfo.InvariantCulture, $"--reuid={UserId}"),
        string.Create(CultureInfo.InvariantCulture, $"--regid={GroupId}"),
        "--clear-groups",
        "--",
    ];
}
