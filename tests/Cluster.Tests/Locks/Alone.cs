namespace Cluster.Tests.Locks;

/// <summary>Tests that measure their process, and so run when no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
