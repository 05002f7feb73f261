using Cluster.Dashboard.Live;

namespace Cluster.Dashboard.Api;

/// <summary>Resources were asked for and no local engine started this process.</summary>
internal sealed class NotManagedHereException() : Exception(LocalEngine.Elsewhere);
