using Cluster.LocalHosting.Processes;

namespace Cluster.LocalHosting.Servers;

/// <summary>PostgreSQL's programs found on this machine, and the account under which they run when this process is root.</summary>
internal sealed record PostgresInstallation(string Folder, string Version, ServerAccount? Account)
{
    public string MajorVersion => Version.Split('.')[0];

    public ProcessSpec Command(string program, IReadOnlyList<string> arguments, string workingDirectory)
    {
        var path = Path.Combine(Folder, program);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"{Folder}:/usr/bin:/bin", ["LC_ALL"] = "C" };
        return Account is null
            ? new ProcessSpec(path, arguments, environment, workingDirectory)
            : new ProcessSpec(Account.Setpriv, [.. Account.Prefix, path, .. arguments], environment, workingDirectory);
    }

    public override string ToString() => Account is null ? $"PostgreSQL {Version}" : $"PostgreSQL {Version} (as user {Account.Name})";
}
