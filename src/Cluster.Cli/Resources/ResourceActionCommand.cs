using System.CommandLine;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary><c>cluster start|stop|restart RESOURCE</c>.</summary>
internal sealed class ResourceActionCommand : CliCommand
{
    private readonly Argument<string> _name = ResourceArgument.Create("RESOURCE", "The resource, such as silo-2 or dashboard.");
    private readonly WaitOptions _wait = new();
    private readonly Func<ControlClient, string, CancellationToken, Task> _act;
    private readonly Func<ResourceStatus, bool> _isDone;

    private ResourceActionCommand(
        string name, string description, Func<ControlClient, string, CancellationToken, Task> act, Func<ResourceStatus, bool> isDone)
        : base(name, description)
    {
        _act = act;
        _isDone = isDone;
        Add(_name);
        _wait.AddTo(this);
    }

    public override IReadOnlyList<string> Examples => [$"cluster {Name} silo-2"];

    public static ResourceActionCommand Start() => new(
        "start", "Starts a stopped resource and waits until it runs.", (control, name, token) => control.StartAsync(name, token), IsUp);

    public static ResourceActionCommand Stop() => new(
        "stop",
        "Stops a resource; a silo drains first.",
        (control, name, token) => control.StopAsync(name, token),
        resource => resource.State is ResourceState.Exited or ResourceState.FailedToStart);

    public static ResourceActionCommand Restart() => new(
        "restart", "Stops a resource, starts it again and waits until it runs.", (control, name, token) => control.RestartAsync(name, token), IsUp);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        using var control = context.OpenControl();
        await _act(control, name, cancellationToken);
        var resources = _wait.Waits(context.Arguments)
            ? await ResourceWatch.UntilAsync(
                control,
                seen => Named(seen, name).All(_isDone),
                resource => context.WriteNote(IsNamed(resource, name) ? $"{resource.Name}: {resource.State}" : null),
                $"{name} has done its {Name}",
                _wait.Timeout(context.Arguments),
                context.Terminal.Time,
                cancellationToken)
            : await control.GetResourcesAsync(cancellationToken);
        ResourceReport.Write(context, Name, name, [.. Named(resources, name)]);
        return ExitCode.Ok;
    }

    private static bool IsUp(ResourceStatus resource)
    {
        ResourceWatch.ThrowIfAnyFailed([resource]);

        // A program that has done its work (the tour) is as good as one that runs.
        return resource.State is ResourceState.Running || resource is { State: ResourceState.Exited, ExitCode: 0 };
    }

    private static bool IsNamed(ResourceStatus resource, string name) => resource.Name == name || resource.Group == name;

    private static IEnumerable<ResourceStatus> Named(IEnumerable<ResourceStatus> resources, string name) => resources.Where(r => IsNamed(r, name));
}
