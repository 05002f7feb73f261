using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Terminal;

/// <summary>A line for each change, for pipes, files and continuous integration.</summary>
internal sealed class PlainConsole(TextWriter output) : AppHostConsole
{
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    protected override void Write(IReadOnlyList<string> lines, IReadOnlyList<ResourceStatus> changes)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        foreach (var status in changes)
        {
            var line = Describe(status);
            if (_shown.GetValueOrDefault(status.Name) != line)
            {
                _shown[status.Name] = line;
                output.WriteLine(line);
            }
        }

        output.Flush();
    }

    private static string Describe(ResourceStatus status)
    {
        // The reasons of a first start change often and say little; those of a start after a death matter, and those of a server that was given:
        // it is not starting, it cannot be reached.
        var isFirstStart = status is { State: ResourceState.Waiting, Restarts: 0, ExitCode: null }
            or { State: ResourceState.Starting, Restarts: 0, ExitCode: null, ProcessId: not null };
        var reason = status.Reason is null || isFirstStart ? "" : $" ({status.Reason})";
        var address = status.State == ResourceState.Running ? $" {string.Join(' ', status.Endpoints)}" : "";
        return $"{status.Name,-12} {StateWords.Of(status.State),-16}{address}{reason}".TrimEnd();
    }
}
