using System.ComponentModel.DataAnnotations;

namespace Cluster.Dashboard.Access;

/// <summary>Who may use the dashboard and its API. Bound from the section <c>Cluster:Dashboard</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Cluster:Dashboard";

    /// <summary>
    /// The secret that everybody must show, in a browser once at the sign-in page and in a program as a bearer token.
    /// At least 16 characters. Without one, only requests that come from this machine and are addressed to it are answered.
    /// </summary>
    [MinLength(16, ErrorMessage = "Cluster:Dashboard:Token must have at least 16 characters; leave it out to answer this machine only.")]
    public string? Token { get; set; }
}
