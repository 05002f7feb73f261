using System.CommandLine;
using Cluster.Benchmarks.Locks;
using Cluster.Benchmarks.Registers;
using Cluster.Benchmarks.Registers.Akka;
using Cluster.Benchmarks.Transactions;
using Cluster.Benchmarks.Transactions.Peers;
using Cluster.Benchmarks.WordCount;

// Each benchmark is a command of its own, in a folder of its own. `dotnet run -c Release --project benchmarks -- --help` lists them.
return await new RootCommand("Measures Cluster beside its peers, in the same run on the same machine.")
{
    WordCountCommand.Create(),
    CoreCommand.Create(),
    RegistersCommand.Create(),
    AkkaNodeCommand.Create(),
    LocksCommand.Create(),
    TransactionsCommand.Create(),
    OrleansSiloCommand.Create(),
}.Parse(args).InvokeAsync();
