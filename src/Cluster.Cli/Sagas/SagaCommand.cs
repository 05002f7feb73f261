using System.CommandLine;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga</c>: the cluster's sagas.</summary>
internal sealed class SagaCommand : Command
{
    public SagaCommand() : base("saga", "Starts, watches and mends sagas.")
    {
        Add(new SagaListCommand());
        Add(new SagaShowCommand());
        Add(new SagaKindsCommand());
        Add(new SagaStartCommand());
        Add(new SagaWatchCommand());
        Add(SagaInterveneCommand.Retry());
        Add(SagaInterveneCommand.Skip());
        Add(SagaInterveneCommand.Cancel());
    }
}
