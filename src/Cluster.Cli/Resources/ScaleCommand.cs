using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary><c>cluster scale GROUP N</c>: more or fewer replicas while the cluster runs.</summary>
internal sealed class ScaleCommand : CliCommand
{
    private readonly Argument<string> _group = ResourceArgument.Create("GROUP", "The group of replicas, such as silo.", r => [r.Group]);
    private readonly Argument<int> _count = new("N")
    {
        Description = "How many replicas there shall be.",
        CustomParser = WholeNumber.InRange("N", 0, 1000),
    };

    private readonly WaitOptions _wait = new();

    public ScaleCommand() : base("scale", "Scales a group to N replicas; those taken away drain first.")
    {
        Add(_group);
        Add(_count);
        _wait.AddTo(this);
    }

    public override IReadOnlyList<string> Examples => ["cluster scale silo 5", "cluster scale silo 2 --no-wait"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var group = context.Arguments.GetRequiredValue(_group);
        var count = context.Arguments.GetRequiredValue(_count);
        using var control = context.OpenControl();
        var resources = await control.ScaleAsync(group, count, cancellationToken);
        if (_wait.Waits(context.Arguments))
        {
            resources = await ResourceWatch.UntilAsync(
                control,
                seen => IsScaled(seen, group, count),
                resource => context.WriteNote(resource.Group == group ? $"{resource.Name}: {resource.State}" : null),
                $"{group} has {count} running replicas",
                _wait.Timeout(context.Arguments),
                context.Terminal.Time,
                cancellationToken);
        }

        ResourceReport.Write(context, "scale", group, [.. resources.Where(r => r.Group == group)]);
        return ExitCode.Ok;
    }

    /// <summary>True when exactly <paramref name="count"/> replicas run and none is on its way in or out.</summary>
    internal static bool IsScaled(IReadOnlyList<ResourceStatus> resources, string group, int count)
    {
        var members = resources.Where(r => r.Group == group && r.State != ResourceState.Exited).ToList();
        ResourceWatch.ThrowIfAnyFailed(members);
        return members.Count == count && members.TrueForAll(r => r.State == ResourceState.Running);
    }
}
