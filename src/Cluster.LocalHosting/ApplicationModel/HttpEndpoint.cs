namespace Cluster.LocalHosting.ApplicationModel;

/// <param name="Name">As in <c>services__project__NAME__0</c>.</param>
/// <param name="Port">The port to listen on, or null for a free one.</param>
/// <param name="Environment">A variable that is given the port besides <c>ASPNETCORE_URLS</c>.</param>
internal sealed record HttpEndpoint(string Name, int? Port, string? Environment);
