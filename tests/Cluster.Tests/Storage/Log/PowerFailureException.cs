namespace Cluster.Tests.Storage.Log;

/// <summary>The simulated machine stopped at this operation.</summary>
internal sealed class PowerFailureException() : Exception("The simulated machine has no power.");
