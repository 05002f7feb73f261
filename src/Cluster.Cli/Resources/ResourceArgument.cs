using System.CommandLine;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary>The name of a resource or of a group, completed by the shell from what runs.</summary>
internal static class ResourceArgument
{
    private static readonly TimeSpan CompletionTimeout = TimeSpan.FromSeconds(1);

    public static Argument<string> Create(string name, string description, Func<ResourceStatus, IEnumerable<string>>? candidates = null)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.CompletionSources.Add(_ => Running(candidates ?? (r => [r.Name])));
        return argument;
    }

    private static IEnumerable<string> Running(Func<ResourceStatus, IEnumerable<string>> candidates)
    {
        try
        {
            if (ControlClient.Find() is not { } info)
            {
                return [];
            }

            using var control = new ControlClient(info);
            using var deadline = new CancellationTokenSource(CompletionTimeout);
            return [.. control.GetResourcesAsync(deadline.Token).GetAwaiter().GetResult().SelectMany(candidates).Distinct()];
        }
        catch (Exception e) when (e is ControlException or OperationCanceledException)
        {
            // A shell that completes a word has no use for an error.
            return [];
        }
    }
}
