using System.CommandLine;

namespace Cluster.Benchmarks.Registers.Akka;

/// <summary>Runs one node of Akka.NET until the process is killed; <see cref="AkkaNodes"/> starts it.</summary>
internal static class AkkaNodeCommand
{
    public const string Name = "akka-node";

    public static Command Create()
    {
        var port = new Argument<int>("PORT");
        var seed = new Argument<int>("SEED");
        var command = new Command(Name, "Runs a node of Akka.NET for the benchmark of registers.") { port, seed };
        command.Hidden = true;
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var node = AkkaNode.Start(arguments.GetValue(port), arguments.GetValue(seed));
            await node.WhenTerminated.WaitAsync(cancellationToken);
        });
        return command;
    }
}
