using System.CommandLine;

namespace Cluster.Cli.Sagas;

internal sealed class SagaIdArgument : Argument<string>
{
    public SagaIdArgument() : base("ID") => Description = "The saga's id.";
}
