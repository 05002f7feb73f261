namespace Cluster.Benchmarks.Registers;

/// <summary>One way to do what a workload does.</summary>
/// <param name="Name">Whose, and at which level.</param>
/// <param name="Call">Does it once, for one of the callers and one of the names.</param>
internal sealed record RegisterContender(string Name, Func<int, string, Task> Call);
