namespace Cluster.Benchmarks.Measuring;

/// <summary>One way to do the work that is measured.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>Does the work once and yields what it came to, in a form that is the same for all who do it rightly.</summary>
    Task<string> RunAsync(CancellationToken cancellationToken);
}
