using Cluster.Cli.Connection;
using Cluster.Membership;

namespace Cluster.Cli.Resources;

/// <summary>Asks the silos who is there, over one connection that is opened at the first question; a failure is an answer here.</summary>
internal sealed class SiloReader(CommandContext context) : IAsyncDisposable
{
    private ClusterConnection? _connection;

    public async Task<(IReadOnlyList<SiloInfo>? Silos, string? Error)> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            _connection ??= await context.ConnectAsync(deadline.Token);
            return (await _connection.Client.Silos.ListAsync(includeDead: false, deadline.Token), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"no silo answered within {timeout.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is ClusterException or CommandFailedException)
        {
            return (null, e.Message);
        }
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
